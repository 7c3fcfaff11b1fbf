"""Which press an answer is about: Slack sends each press with an address for its answers, and both pass a door.

An answer goes down as soon as it reaches the door. That is before Slack has taken it, and its process may be killed
right there, so the person may never read it: what is on record is what the bot knew and was about to say. More cannot
be asked of it, for once a press is acked nobody brings it again.
"""

import json
from dataclasses import dataclass
from typing import Any

from bot.sandbox.hooks import PATH
from bot.slack.ids import read_card_value
from bot.slack.payloads import pressed_value
from tests.kills.record import Answered, Brought, Record

PAST_THE_ADDRESS = "/api/chat.postEphemeral"
"""How a bot answers when the address is of no use."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Writes the presses into the record, and what their people are to be told of them."""

    record: Record

    def sees_sent(self, frame: str) -> None:
        """Something is sent to a bot over its socket."""
        payload: dict[str, Any] = json.loads(frame).get("payload") or {}
        if payload.get("type") == "block_actions" and "response_url" in payload:
            self.record.brought[_key(payload["response_url"])] = Brought(payload["user"]["id"], pressed_value(payload))

    def sees_called(self, path: str, body: bytes) -> None:
        """A bot calls Slack."""
        if path.startswith(PATH):
            answer: dict[str, Any] = json.loads(body)
            if answer.get("response_type") == "ephemeral":
                self._answered(_key(path), answer["text"])
        elif path == PAST_THE_ADDRESS:
            answer = json.loads(body)
            # It does not say which press it is about. Should it be an earlier one, then that one counts as lost: an
            # answer excuses one press only.
            self._answered(self.record.latest_of(answer["user"]), answer["text"])

    def _answered(self, key: str, said: str) -> None:
        self.record.answered.append(Answered(key, said))
        reminder, _ = read_card_value(self.record.brought[key].value)
        self.record.notes(f"answered: {said}", about=reminder)


def _key(address: str) -> str:
    return address.rpartition("/")[2]
