"""A workspace removes Budge or takes its token back, told over Socket Mode and over signed requests."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.ids import MemberId, WorkspaceId
from bot.sandbox.records import Json
from bot.slack.client import Identity
from bot.slack.installations import Installed, OneWorkspace
from tests.slack.http_stage import Door, opened
from tests.slack.signing import event
from tests.slack.stage import TUESDAY, Stage
from tests.whole_database import mentions

HOUR = timedelta(hours=1)
ACME = WorkspaceId("T0ACME")


@pytest.fixture
async def door(sqlite_url: str) -> AsyncIterator[Door]:
    async with opened(sqlite_url) as door:
        yield door


async def suspension(stage: Stage) -> str | None:
    async with stage.services.installing.store.transaction() as tx:
        workspace = await tx.workspaces.get(stage.workspace)
    return workspace.suspended_reason if workspace else "gone"


@pytest.mark.parametrize("uninstalled_first", [True, False])
async def test_a_workspace_that_removes_budge_is_erased(stage: Stage, uninstalled_first: bool) -> None:
    await stage.join()
    await stage.reminded()

    await stage.sandbox.gestures.remove_app(uninstalled_first=uninstalled_first)
    assert await suspension(stage) == "uninstalled"
    await stage.services.installing.erase_due()

    assert await mentions(stage.engine, stage.workspace) == []


async def test_a_workspace_that_takes_the_token_back_is_erased_after_a_week(stage: Stage) -> None:
    await stage.join()
    await stage.sandbox.gestures.revoke_token()
    assert await suspension(stage) == "tokens_revoked"

    stage.clock.at += timedelta(days=7) - HOUR
    await stage.services.installing.erase_due()
    assert await mentions(stage.engine, stage.workspace)

    stage.clock.at += HOUR
    await stage.services.installing.erase_due()
    assert await mentions(stage.engine, stage.workspace) == []


@pytest.mark.parametrize("tokens", [{"oauth": ["U0ANA"]}, {"oauth": ["U0ANA"], "bot": []}, {}])
async def test_tokens_of_people_are_none_of_ours(door: Door, tokens: Json) -> None:
    await door.stage.join()
    assert (await door.bring(door.event({"type": "tokens_revoked", "tokens": tokens}))).status == 200
    assert await suspension(door.stage) is None


@pytest.mark.parametrize(
    "inner", [{"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U0BUDGE"]}}]
)
async def test_what_could_not_be_saved_is_not_acked_and_comes_again(door: Door, inner: Json) -> None:
    await door.stage.join()
    await door.stage.break_store()
    assert (await door.bring(door.event(inner))).status == 500


@pytest.mark.parametrize(
    "changes",
    [
        {"event_time": None},
        {"event_time": "now"},
        {"event_time": -1},
        {"event": {"type": "tokens_revoked", "tokens": []}},
    ],
)
async def test_what_nobody_can_read_is_refused(door: Door, changes: dict[str, Any]) -> None:
    await door.stage.join()
    payload = door.event_payload({"type": "app_uninstalled"}) | changes
    assert (await door.bring(event(payload))).status == 400
    assert await suspension(door.stage) is None


async def test_it_is_heard_from_a_workspace_that_nobody_knows(door: Door) -> None:
    await door.stage.join()
    payload = door.event_payload({"type": "app_uninstalled"}) | {"team_id": ACME, "authorizations": []}
    assert (await door.bring(event(payload))).status == 200
    assert await suspension(door.stage) is None


@pytest.mark.parametrize(
    ("at", "is_before"), [(TUESDAY - timedelta(seconds=1), True), (TUESDAY, False), (TUESDAY + HOUR, False)]
)
def test_a_token_that_slack_took_later_outlives_an_earlier_removal(at: Any, is_before: bool) -> None:
    identity = Identity(workspace=ACME, bot_user=MemberId("U0BOT"), bot_id="B0BOT")
    one = OneWorkspace(
        installed=Installed(identity=identity, token="xoxb-1"), accepted_at=TUESDAY.replace(microsecond=900_000)
    )
    assert one.is_before(ACME, at) is is_before
    assert not replace(one, accepted_at=None).is_before(ACME, at)
