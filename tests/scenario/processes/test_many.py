"""Two bots on one PostgreSQL: Slack brings each press to either, and what is due happens once."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from bot.sandbox.people import ANA, JONAS, LIN, MARA, WELLNESS
from bot.sandbox.records import Json
from bot.services.timing import Timing
from bot.store.schema import errands, members, workspaces
from tests.scale.crew import live
from tests.scenario.processes import ledger
from tests.scenario.processes.apart import Apart, apart
from tests.scenario.processes.bot_process import TICK_EVERY, Child, until
from tests.scenario.processes.test_story import FRIDAY_AT_FOUR, joins_by_name

PEOPLE = (ANA, JONAS, LIN, MARA)
AT_ELEVEN, AT_TWO = (datetime(2026, 11, 17, hour, tzinfo=UTC) for hour in (10, 13))  # by the clocks of Berlin
TIMING = Timing(lease=timedelta(seconds=3), posts_a_minute=None, errands_a_minute=None)


@pytest.fixture
async def pair(postgres_url: str, tmp_path: Path) -> AsyncIterator[Apart]:
    async with apart(postgres_url, tmp_path) as pair:
        yield pair


@pytest.fixture
async def bots(pair: Apart) -> AsyncIterator[list[Child]]:
    """Two of them, connected."""
    bots = [
        Child(live, pair.environ, pair.clock, TIMING, TICK_EVERY, says=pair.folder / f"bot-{number}.log")
        for number in range(2)
    ]
    try:
        link = pair.sandbox.wire.link
        await link.until(lambda: link.connections == len(bots))
        yield bots
    finally:
        for bot in bots:
            bot.kill()
            await bot.ended()


async def all_come_due(pair: Apart, moment: datetime) -> None:
    async with pair.store._engine.begin() as connection:
        await connection.execute(update(members).values(next_at=moment))
        await connection.execute(update(workspaces).values(next_due_at=moment))
    pair.clock.move_to(moment)


async def no_errand_waits(pair: Apart) -> None:
    async def is_so() -> bool:
        due = select(func.count()).where(errands.c.due_at <= pair.clock.now())
        async with pair.store._engine.connect() as connection:
            return await connection.scalar(due) == 0

    await until(is_so)


async def test_two_bots_share_the_presses_the_cards_and_the_post_of_the_week(pair: Apart, bots: list[Child]) -> None:
    deleted: Counter[tuple[str, str]] = Counter()

    def watch(method: str, args: Json) -> None:
        if method == "chat.delete":
            deleted[args["channel"], args["ts"]] += 1

    pair.sandbox.weather.fault = watch
    for person in PEOPLE:
        await joins_by_name(pair, person)
    await pair.types(ANA, "/budge leaderboard post fri 16:00")
    await pair.sees(lambda: any("set up a weekly" in m.text for m in pair.sandbox.team.messages(WELLNESS)))

    await all_come_due(pair, AT_ELEVEN)
    await pair.sees(lambda: all(len(pair.cards(person)) == 1 for person in PEOPLE))
    for person in (ANA, JONAS, LIN):  # each half by another bot: presses are dealt out in turn
        await pair.presses(person, "Hip stretch done")
        await pair.presses(person, "Knee to chest done")
        await pair.sees(lambda: pair.cards(person)[-1].text.startswith("Both done,"))  # noqa: B023 - awaited here

    await all_come_due(pair, AT_TWO)
    await pair.sees(lambda: len(ledger.posted(pair)) == 2 * len(PEOPLE) and len(pair.cards(MARA)) == 1)
    pair.clock.move_to(FRIDAY_AT_FOUR)
    await pair.sees(lambda: len(ledger.boards(pair)) == 1)
    await no_errand_waits(pair)
    for bot in bots:
        bot.terminate()
    assert [await bot.ended() for bot in bots] == [0, 0]

    assert len(ledger.boards(pair)) == 1
    assert set(deleted.values()) == {1}
    assert all("Traceback" not in bot.said for bot in bots)
    await ledger.check(pair)
