"""Nothing anywhere says why a card was closed: not the log, the figures, the database, an admin's screen, or others."""

import json
import re

from sqlalchemy import select

from bot.domain.export import export
from bot.domain.ids import MemberId, WorkspaceId
from bot.metrics import Metrics
from bot.sandbox.people import ANA, GENERAL, LIN, TOM, WELLNESS
from bot.services.readiness import Readiness
from bot.slack import ids
from bot.store.schema import members, metadata, reminders
from bot.web import ops, serving
from tests.scenario.stage import Scene, stage
from tests.stores import engine_for
from tests.whole_database import mentions

TELLTALES = re.compile(r"(?i)hurt|pain|sore|injur|heal|symptom|care(?!fully)")
CHANGE, HOW_LONG = "What shall I change?", "For how long?"
KNEE_OUT = "Leave out the lying knee to chest"


async def closes(scene: Scene, person: str, change: str = KNEE_OUT, how_long: str = "One week") -> None:
    await scene.presses(person, "Something hurts", on=scene.card(person))
    assert await scene.saves(person, {CHANGE: change, HOW_LONG: how_long}) == {}


async def everybody_joins(scene: Scene) -> None:
    for person in (ANA, TOM, LIN):
        await scene.types(person, "/budge start", into=WELLNESS)
        await scene.types(person, "/budge zone Europe/Berlin", into=WELLNESS)
        await scene.types(person, "/budge show me", into=WELLNESS)
    await scene.goes_to("12:00")


async def test_the_database_holds_what_is_left_out_and_until_when_alone(sqlite_url: str) -> None:
    async with stage(sqlite_url) as scene:
        await everybody_joins(scene)
        await closes(scene, ANA)
        await closes(scene, TOM, "Pause all reminders")
    names = " ".join(f"{table.name} {' '.join(table.columns.keys())}" for table in metadata.sorted_tables)
    assert not TELLTALES.search(names)
    async with engine_for(sqlite_url) as engine:
        assert await mentions(engine, "hurt", "Hurt", "pain", "care", "injur") == []


async def test_a_card_closed_with_its_exercise_left_out_looks_the_same_however_that_came(sqlite_url: str) -> None:
    """Ana says that something hurts; Lin leaves the same exercise out because she has no mat."""
    async with stage(sqlite_url) as scene:
        await everybody_joins(scene)
        for person in (ANA, LIN):
            await scene.presses(person, "Hip stretch done", on=scene.card(person))
        await closes(scene, ANA)
        await scene.types(LIN, "exercises")
        await scene.presses(LIN, "Lying knee to chest", on=scene.messages(LIN)[-1])
        until = {"For how long?": "Until a day", "The day on which it comes again": "2026-11-24"}
        assert await scene.saves(LIN, until) == {}
        await scene.goes_to("13:00")
        cards = [scene.card(person).text for person in (ANA, LIN)]
    assert cards[0] == cards[1]
    async with engine_for(sqlite_url) as engine, engine.connect() as connection:
        row, who = reminders.c, members.c
        kept = select(row.state, row.counted, row.reason, row.exercises, who.left_out, who.skipped_at, who.paused)
        query = kept.join(members, row.member == who.id).where(row.member.in_([ANA, LIN]), row.sent_at.is_not(None))
        first, second = (await connection.execute(query)).all()
    assert tuple(first) == tuple(second)


async def test_the_figures_say_nothing(sqlite_url: str) -> None:
    metrics = Metrics(version="test")
    async with stage(sqlite_url, meter=metrics) as scene, serving(ops(Readiness(), metrics), port=0):
        metrics.watch(scene.bot.gauging.levels)
        await everybody_joins(scene)
        await closes(scene, ANA)
        figures = (await metrics.exposition()).decode()
    assert "budge_reminders_sent" in figures
    assert not TELLTALES.search(figures)


async def test_an_admin_and_everybody_else_see_what_they_saw_before(scene: Scene) -> None:
    await everybody_joins(scene)
    await scene.types(LIN, "/budge leaderboard post fri 16:00", into=WELLNESS)
    await scene.opens_home(LIN)
    home = scene.home_of(LIN)
    admins = await scene.types(LIN, "/budge admin", into=GENERAL)
    read = {person: len(scene.all_messages(person)) for person in (LIN, TOM)}

    await closes(scene, ANA)

    assert {person: len(scene.all_messages(person)) for person in (LIN, TOM)} == read
    assert await scene.types(LIN, "/budge admin", into=GENERAL) == admins
    await scene.opens_home(LIN)
    assert scene.home_of(LIN) == home


def test_no_name_that_slack_hands_back_says_more_than_that_something_changes() -> None:
    names = [name for name in vars(ids).values() if isinstance(name, str) and name.islower()]
    assert len(names) > 50
    assert not [name for name in names if re.search("hurt|pain|injur", name)]


async def test_the_export_says_no_more_than_what_is_left_out(scene: Scene) -> None:
    await everybody_joins(scene)
    await closes(scene, ANA)
    async with scene.bot.store.transaction() as tx:
        everything = await tx.belongings.everything(WorkspaceId(scene.team.team_id), MemberId(ANA))
    assert everything is not None
    exported = json.dumps(export(everything, at=scene.clock.now()))
    assert '"until": "2026-11-24"' in exported
    assert not TELLTALES.search(exported)
