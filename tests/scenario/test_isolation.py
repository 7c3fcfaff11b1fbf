"""Every listener of the real app is tried by another workspace that knows all ids of this one."""

import functools
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count, product
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.clock import SystemClock
from bot.domain.ids import ChannelId, MemberId, WorkspaceId
from bot.sandbox.inputs import state_of
from bot.sandbox.people import GENERAL, WELLNESS
from bot.sandbox.records import Json, Message
from bot.slack import ids
from bot.slack.http import PATH
from bot.slack.http_way_in import HttpWayIn
from bot.store.schema import metadata
from tests.scenario.neighbours import ANA, HERE, INES, THERE, Street, two_workspaces
from tests.slack.signing import Sent, command, event, interaction
from tests.stores import engine_for
from tests.whole_database import mentions

BUTTONS = sorted(
    value
    for name, value in vars(ids).items()
    if name.isupper() and isinstance(value, str) and not name.endswith(("_VIEW", "_FIELD", "WARNING"))
)
VIEWS = sorted(value for name, value in vars(ids).items() if name.endswith("_VIEW"))
NEVER_THE_SAME = {"lease_owner", "lease_until", "next_due_at", "wake_at"}
WORDS = (
    *("", "start", "stop", "done", "undo", "now", "skip", "hide me", "export", "forget me", "every 2h"),
    *("hurts", "exercises"),
)
Rows = dict[str, list[dict[str, Any]]]


@dataclass(slots=True, kw_only=True)
class Attempts:
    """Requests of the workspace THERE, signed as Slack signs them, full of what belongs to HERE."""

    street: Street
    card: Message
    state: Json
    person: str
    numbers: "count[int]" = field(default_factory=count)

    @property
    def reminder(self) -> str:
        assert self.card.metadata is not None
        return str(self.card.metadata["event_payload"]["reminder"])

    def all_of_them(self) -> Iterator[Sent]:
        values = [self.reminder, WELLNESS, "Europe/Paris", "until monday", *self.details()]
        numbered = (ids.done_one(0), ids.pause_button(1), ids.leave_out(1), ids.put_back(1))
        for action, value in product([*BUTTONS, *numbered], [*values, "knee_to_chest"]):
            yield interaction(self.press(action, value))
        for view in VIEWS:
            yield interaction(self.submission("view_submission", view))
            yield interaction(self.submission("view_closed", view))
        for text in WORDS:
            yield command(self.command("/budge", text))
            yield event(self.told(self.message(text or "hello")))
        yield command(self.command("/other", ""))
        yield interaction(self.gesture("block_suggestion") | {"action_id": "other", "block_id": "b", "value": "berl"})
        yield interaction(
            self.gesture("block_suggestion") | {"action_id": ids.CHOOSE_ZONE, "block_id": "b", "value": "berl"}
        )
        yield interaction(self.gesture("shortcut") | {"callback_id": "other"})
        user = {"id": self.person, "team_id": THERE, "deleted": True, "profile": {"display_name": "Ana"}}
        yield event(self.told({"type": "user_change", "user": user}))
        yield event(self.told({"type": "app_home_opened", "user": self.person, "channel": "D0ANA", "tab": "home"}))
        yield event(self.told({"type": "member_joined_channel", "user": self.person, "channel": GENERAL}))
        yield event(self.told({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U0BUDGE"]}}))
        yield event(self.told({"type": "app_uninstalled"}))

    def details(self) -> list[str]:
        exercises = [exercise.id for exercise in self.street.bot.routines[0].exercises]
        wishes = (ids.MOVED, ids.SKIP, ids.CARE, ids.UNDO, ids.WEEK, ids.SETTINGS, ids.WHY, "10", *exercises)
        return [f"{self.reminder}:{wish}" for wish in wishes]

    def gesture(self, kind: str) -> Json:
        return {
            "type": kind,
            "user": {"id": self.person, "team_id": THERE},
            "team": {"id": THERE},
            "trigger_id": f"{self.person}-{next(self.numbers)}",
        }

    def press(self, action: str, value: str) -> Json:
        picked = {"text": {"type": "plain_text", "text": "x"}, "value": value}
        return self.gesture("block_actions") | {
            "container": {"type": "message", "message_ts": self.card.ts, "channel_id": self.card.channel},
            "channel": {"id": self.card.channel},
            "message": {"ts": self.card.ts, "text": "", "blocks": self.card.blocks},
            "actions": [
                {"type": "button", "action_id": action, "block_id": "b", "value": value, "selected_option": picked}
            ],
        }

    def submission(self, kind: str, callback: str) -> Json:
        view = {"id": "V1", "type": "modal", "callback_id": callback, "private_metadata": "", "state": self.state}
        return self.gesture(kind) | {"view": view}

    def command(self, name: str, text: str) -> dict[str, str]:
        return {
            "command": name,
            "text": text,
            "team_id": THERE,
            "user_id": self.person,
            "channel_id": WELLNESS,
            "trigger_id": f"{self.person}-{next(self.numbers)}",
            "response_url": "http://127.0.0.1:9/nobody",
        }

    def message(self, text: str) -> Json:
        ts = f"1795000000.{next(self.numbers):06}"
        return {
            "type": "message",
            "channel": "D0ANA",
            "channel_type": "im",
            "user": self.person,
            "text": text,
            "ts": ts,
        }

    def told(self, inner: Json) -> Json:
        return {
            "type": "event_callback",
            "event_id": f"Ev{next(self.numbers)}{self.person}",
            "event_time": int(SystemClock().now().timestamp()),
            "team_id": THERE,
            "authorizations": [{"enterprise_id": None, "team_id": THERE, "user_id": "U0BUDGENEXT"}],
            "event": inner,
        }


@asynccontextmanager
async def laid_out(database: str) -> AsyncIterator[tuple[Street, Message, Json]]:
    """Ana of HERE has a card, a weekly post and a form before her; Ines of THERE is a member too."""
    async with two_workspaces(database) as street:
        await street.installs(HERE, ANA)
        await street.installs(THERE, INES)
        card = await street.joins(HERE, ANA)
        await street.joins(THERE, INES)
        await street.types(HERE, ANA, "/budge settings")
        form = street.sandboxes[HERE].team.modals[ANA][-1]
        values = state_of(form.blocks, filled=form.filled, offered={})
        values |= care_values()
        values[ids.PAUSE_FIELD] = {ids.PAUSE_FIELD: {"type": "datepicker", "selected_date": "2030-01-01"}}
        for sandbox in street.sandboxes.values():
            team = sandbox.team
            team.set_members(WELLNESS, members=[*team.channels[WELLNESS].members, team.app.bot_user_id])
        await street.bot.services.leaderboard.set_up(
            WorkspaceId(HERE), MemberId(ANA), ChannelId(WELLNESS), weekday=4, minute=16 * 60
        )
        yield street, card, {"values": values}


def care_values() -> Json:
    """What the forms hold that leave an exercise out."""
    chosen = {ids.CHANGE_FIELD: "leave_out:hip_stretch", ids.HOW_LONG_FIELD: "week"}
    fields: Json = {
        name: {"type": "static_select", "selected_option": {"value": value}} for name, value in chosen.items()
    }
    until = {"type": "datepicker", "selected_date": "2030-01-01"}
    weekdays = {"type": "checkboxes", "selected_options": [{"value": "1"}]}
    fields |= {ids.UNTIL_FIELD: until, ids.WEEKDAYS_FIELD: weekdays}
    return {name: {name: field} for name, field in fields.items()}


async def rows_of(engine: AsyncEngine, workspace: str) -> Rows:
    """Everything that is stored of a workspace, but for whose turn it is and when."""
    found: Rows = {}
    async with engine.connect() as connection:
        for table in metadata.sorted_tables:
            whose = table.c.id if table.name == "workspaces" else table.c.get("workspace")
            if whose is not None:
                rows = (await connection.execute(select(table).where(whose == workspace))).mappings()
                kept = [{name: v for name, v in row.items() if name not in NEVER_THE_SAME} for row in rows]
                found[table.name] = sorted(kept, key=repr)
    return found


def listening(street: Street) -> tuple[set[str], set[str]]:
    """The app's listeners, and those of them that have listened from now on."""
    assert isinstance(street.bot.way_in, HttpWayIn)
    route: Any = street.bot.way_in._app.routes[0]
    everybody, heard = set(), set()

    def noting(listen: Any, name: str) -> Any:
        @functools.wraps(listen)
        async def noted(*args: Any, **kwargs: Any) -> Any:
            heard.add(name)
            return await listen(*args, **kwargs)

        return noted

    for number, listener in enumerate(route.endpoint.__self__._bolt._async_listeners):
        name = re.sub(r"<.*", "", f"{number} {listener.ack_function.__module__} {listener.ack_function.__qualname__}")
        everybody.add(name)
        listener.ack_function = noting(listener.ack_function, name)
    return everybody, heard


@pytest.mark.parametrize("person", [INES, ANA])
async def test_no_listener_touches_another_workspace_whatever_ids_it_is_given(sqlite_url: str, person: str) -> None:
    """Also by somebody who bears the same id there: an id is one of a workspace."""
    async with laid_out(sqlite_url) as (street, card, state), engine_for(sqlite_url) as engine:
        everybody, heard = listening(street)
        before, shown = await rows_of(engine, HERE), street.said(HERE, ANA)
        secret = street.sandboxes[HERE].team.app.signing_secret
        clock = SystemClock()
        statuses = set()
        for attempt in Attempts(street=street, card=card, state=state, person=person).all_of_them():
            request = attempt.signed(clock.now(), secret=secret)
            async with street.session.post(
                f"{street.url}{PATH}", data=request.body, headers=request.all_headers
            ) as answer:
                statuses.add(answer.status)
        await street.settles()
        await street.erased()

        assert statuses == {200}
        assert heard == everybody
        assert await rows_of(engine, HERE) == before
        assert street.said(HERE, ANA) == shown
        assert await mentions(engine, THERE) == []  # the last two words were its farewell
