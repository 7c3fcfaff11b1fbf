"""The whole Slack layer behind the door for signed requests, and payloads to bring to it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import KW_ONLY, dataclass, field
from datetime import timedelta
from itertools import count

from starlette.applications import Starlette

from bot.sandbox import payloads
from bot.sandbox.controls import find
from bot.sandbox.people import ANA, GENERAL
from bot.sandbox.records import Json, Message
from bot.slack.http import http_app
from bot.slack.http_gate import Gate
from bot.slack.promptness import ANSWER_WITHIN
from tests.slack.signing import SECRET, Answered, Sent, command, event, interaction, send
from tests.slack.stage import HandClock, Stage, raised


@dataclass(slots=True)
class Door:
    """The public side of a bot."""

    stage: Stage
    _: KW_ONLY
    app: Starlette
    clock: HandClock
    """The real time, for once moved by hand."""
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def bring(self, request: Sent, *, is_signed: bool = True) -> Answered:
        """A request that Slack signs now, and all that follows from it."""
        self.clock.at += timedelta(seconds=1)  # so that no two signatures are the same
        answer = await send(self.app, request.signed(self.clock.at) if is_signed else request)
        await self.stage.tasks.settle()
        return answer

    # Payloads as Slack has them.

    def command(self, text: str, *, by: str = ANA, **changes: str) -> Sent:
        return command(self.command_payload(text, by=by) | changes)

    def command_payload(self, text: str, *, by: str = ANA) -> dict[str, str]:
        wire = self.stage.sandbox.wire
        return {
            "token": "deprecated",
            "command": "/budge",
            "text": text,
            "user_id": by,
            "user_name": "ana",
            "team_id": wire.team.team_id,
            "team_domain": "team",
            "channel_id": GENERAL,
            "channel_name": "general",
            "api_app_id": wire.team.app.id,
            "is_enterprise_install": "false",
            "response_url": self._response_url(by),
            "trigger_id": wire.triggers.give(by),
        }

    def press(self, label: str, card: Message, *, by: str = ANA) -> Sent:
        return interaction(self.press_payload(label, card, by=by))

    def press_payload(self, label: str, card: Message, *, by: str = ANA) -> Json:
        team = self.stage.sandbox.team
        control = find(card.blocks, label)
        assert control is not None, f"no [{label}]"
        action = next(
            element
            for block in card.blocks or []
            for element in block.get("elements", ())
            if element.get("action_id") == control.action_id
        )
        return self.interaction_payload("block_actions", by=by) | {
            "container": {"type": "message", "message_ts": card.ts, "channel_id": card.channel, "is_ephemeral": False},
            "channel": {"id": card.channel, "name": "directmessage"},
            "message": payloads.message(card, team=team),
            "state": {"values": {}},
            "response_url": self._response_url(by, channel=card.channel, message_ts=card.ts),
            "actions": [action | {"block_id": control.block_id, "action_ts": card.ts}],
        }

    def interaction_payload(self, kind: str, *, by: str = ANA) -> Json:
        wire = self.stage.sandbox.wire
        person = wire.team.people[by]
        return payloads.interaction(kind, person=person, team=wire.team, trigger_id=wire.triggers.give(by))

    def event(self, inner: Json, *, headers: Mapping[str, str] | None = None) -> Sent:
        return event(self.event_payload(inner), headers=headers)

    def event_payload(self, inner: Json) -> Json:
        return payloads.event(inner, team=self.stage.sandbox.team, at=self.stage.clock.now())

    def said(self, text: str, *, by: str = ANA) -> Json:
        """A message typed into the DM."""
        number = next(self.numbers)
        return {
            "type": "message",
            "channel": self.stage.sandbox.team.open_dm(by).id,
            "channel_type": "im",
            "user": by,
            "text": text,
            "ts": f"1795000000.{number:06}",
            "client_msg_id": f"said-{number}",
        }

    def _response_url(self, by: str, *, channel: str = GENERAL, message_ts: str | None = None) -> str:
        wire = self.stage.sandbox.wire
        host = wire.link.pick().host
        return wire.response_urls.give(host, channel=channel, person=by, message_ts=message_ts)


@asynccontextmanager
async def opened(database_url: str, *, answer_within: float = ANSWER_WITHIN) -> AsyncIterator[Door]:
    """A bot whose door takes requests."""
    async with raised(database_url, answer_within=answer_within) as stage:
        clock = HandClock()
        app = http_app(stage.socket._app, Gate(signing_secret=SECRET, clock=clock))
        yield Door(stage, app=app, clock=clock)
