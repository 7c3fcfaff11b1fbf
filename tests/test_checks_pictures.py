"""What `budge check` says of pictures that Slack refused."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.clock import SystemClock
from bot.ports import Upload
from bot.store.transaction import SqlStore
from routines.loader import load_catalog
from tests.checking import *  # noqa: F403 - the fixtures, by their names in __all__
from tests.checking import ALL_IS_WELL, SOMETHING_IS_OFF, Checked, SetUp
from tests.store.rows import ACME, OTHER
from tests.stores import *  # noqa: F403 - the fixtures, by their names in __all__
from tests.stores import engine_for

TRIED_AGAIN = "`budge run` tries again by itself."
SOON = timedelta(minutes=1)
ONE, TWO, *_ = (file.checksum for file in load_catalog().album.files)


def refused(checksum: str, reason: str = "missing_scope") -> Upload:
    """Left alone for a while."""
    again_at = SystemClock().now() + SOON
    return Upload(workspace=ACME, checksum=checksum, try_at=again_at, reason=reason, setbacks=1)


async def stored(url: str, *uploads: Upload) -> None:
    async with engine_for(url) as engine, SqlStore(engine).transaction() as tx:
        for workspace in (ACME, OTHER):
            await tx.workspaces.ensure(workspace)
        await tx.pictures.put(*uploads)


@pytest.mark.parametrize(
    ("reason", "help_"),
    [
        (
            "missing_scope",
            "add the scope files:write under OAuth & Permissions, Bot Token Scopes, and install the app again",
        ),
        ("storage_limit_reached", "make room for files in the workspace"),
        ("invalid_blocks", "look in the log for the lines picture_refused and pictures_refused, which say where"),
    ],
)
async def test_how_many_were_refused_is_told_with_the_reason_and_what_to_do(
    set_up: SetUp, database_url: str, reason: str, help_: str
) -> None:
    await stored(database_url, refused(ONE, reason), replace(refused(TWO, reason), workspace=OTHER))

    checked = await set_up.check(BUDGE_DATABASE_URL=database_url)

    told = f"Slack refused 2 pictures for the cards ({reason}), so they go out without: {help_}. {TRIED_AGAIN}"
    assert checked == Checked(0, SOMETHING_IS_OFF, [told])


async def test_a_single_one_is_told_and_each_reason_for_itself(set_up: SetUp, sqlite_url: str) -> None:
    await stored(sqlite_url, refused(ONE), refused(TWO, "invalid_blocks"))

    checked = await set_up.check(BUDGE_DATABASE_URL=sqlite_url)

    assert [problem.split(", so")[0] for problem in checked.problems] == [
        "Slack refused one picture for the cards (invalid_blocks)",
        "Slack refused one picture for the cards (missing_scope)",
    ]


async def test_those_that_are_served_are_to_be_fetched_by_anybody(set_up: SetUp, sqlite_url: str) -> None:
    await stored(sqlite_url, refused(ONE, "invalid_blocks"))

    checked = await set_up.check(
        BUDGE_DATABASE_URL=sqlite_url,
        BUDGE_PUBLIC_URL="https://budge.example.com",
        BUDGE_PORT="0",
        SLACK_APP_TOKEN="",
        SLACK_SIGNING_SECRET=set_up.sandbox.team.app.signing_secret,
    )

    [problem] = checked.problems
    assert "make sure that anybody can fetch https://budge.example.com/slack/pictures/ and what is below it" in problem


async def test_nothing_is_said_of_pictures_that_are_shown_again_or_are_none_of_ours(
    set_up: SetUp, sqlite_url: str
) -> None:
    now = SystemClock().now()
    shown = replace(refused(ONE), file="F1", usable_at=now - SOON, try_at=now - SOON)
    await stored(sqlite_url, shown, refused("of an earlier version"))

    assert await set_up.check(BUDGE_DATABASE_URL=sqlite_url) == Checked(0, ALL_IS_WELL, [])
