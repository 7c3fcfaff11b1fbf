"""Which press an answer is about: Slack sends each press with an address for its answers, and both pass a door."""

import json
from dataclasses import KW_ONLY, dataclass, field
from time import monotonic
from typing import Any

from bot.slack.ids import read_card_value
from bot.slack.payloads import pressed_value
from tests.kills.record import Answered, Record


@dataclass(frozen=True, slots=True)
class Answers:
    """Writes into the record what people are told of their presses."""

    record: Record
    _: KW_ONLY
    _pressed: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Who pressed, and the value of the button, by the key in the address."""

    def sees_sent(self, frame: str) -> None:
        """Something is sent to a bot over its socket."""
        payload: dict[str, Any] = json.loads(frame).get("payload") or {}
        if payload.get("type") != "block_actions" or "response_url" not in payload:
            return
        self._pressed[_key(payload["response_url"])] = payload["user"]["id"], pressed_value(payload)

    def sees_answered(self, path: str, body: bytes) -> None:
        """Slack has taken what was posted to one of the addresses."""
        answer: dict[str, Any] = json.loads(body)
        person, value = self._pressed[_key(path)]
        reminder, exercise = read_card_value(value)
        if answer.get("response_type") == "ephemeral":
            self.record.answered.append(Answered(reminder, exercise or None, person, monotonic(), answer["text"]))
            self.record.notes(f"answered: {answer['text']}", about=reminder)


def _key(address: str) -> str:
    return address.rpartition("/")[2]
