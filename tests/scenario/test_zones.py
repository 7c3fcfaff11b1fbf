"""Where people are: asked when Slack does not know, followed when it does, left alone when they chose."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.sandbox.people import ANA, NOOR, PRIYA, WELLNESS
from tests.scenario.screen import words_of
from tests.scenario.stage import BERLIN, Scene, stage

NEW_YORK = ZoneInfo("America/New_York")
KATHMANDU = ZoneInfo("Asia/Kathmandu")
QUESTION = "What is your time zone? Slack doesn't tell me, and I don't want to guess."


async def test_a_person_without_a_zone_is_asked_and_picks_a_city(scene: Scene) -> None:
    await scene.types(NOOR, "/budge start", into=WELLNESS)
    asked = words_of(scene.messages(NOOR)[-1])
    assert asked.startswith(QUESTION)
    assert "Or type /budge zone Europe/Berlin. I start as soon as I know." in asked
    await scene.goes_to("16:00")
    assert scene.cards(NOOR) == []
    assert "America/New York" in await scene.looks_up(NOOR, "new york")
    await scene.picks_zone(NOOR, "kathm", "Asia/Kathmandu")
    [welcome] = [words for words in map(words_of, scene.messages(NOOR)) if words.startswith("You're in.")]
    assert "Mon–Fri 9:00–17:30, Kathmandu time" in welcome
    assert QUESTION not in "".join(map(words_of, scene.messages(NOOR)))


async def test_a_person_without_a_zone_can_type_it(scene: Scene) -> None:
    await scene.types(NOOR, "/budge start")
    told = await scene.types(NOOR, "zone America/New_York")
    assert "You're in." in told
    assert "Mon–Fri 9:00–17:30, New York time" in told
    promised = told.partition("First one  today at ")[2].split()[0]
    await scene.goes_to(promised, zone=NEW_YORK)
    assert len(scene.cards(NOOR)) == 1


async def test_without_a_zone_every_command_is_answered_and_nothing_comes(scene: Scene) -> None:
    await scene.types(NOOR, "/budge start")
    for words in ("every 2h", "pause", "now", "moved", "resume", "stats", "hours 9-15", "hours 9-10", "start", ""):
        assert "time zone" in await scene.types(NOOR, f"/budge {words}"), words
    await scene.types(NOOR, "/budge settings")
    assert "Time zone" in await scene.saves(NOOR)
    await scene.passes(days=1)
    assert scene.cards(NOOR) == []


async def test_the_home_of_a_person_without_a_zone_asks_for_it(scene: Scene) -> None:
    await scene.types(NOOR, "/budge start")
    home = await scene.opens_home(NOOR)
    assert QUESTION in home
    await scene.picks_zone(NOOR, "berl", "Europe/Berlin", on=scene.team.homes[NOOR])
    assert "Next: today at 11:32" in scene.home_of(NOOR)
    [welcome] = [words for words in map(words_of, scene.messages(NOOR)) if words.startswith("You're in.")]
    assert "[Keep me private]" in welcome


async def test_slacks_change_of_zone_moves_the_plan_and_offers_to_stay(scene: Scene) -> None:
    await scene.types(ANA, "/budge start")
    await scene.gestures.set_zone(ANA, tz="America/New_York")
    await scene.settles()
    moved = words_of(scene.messages(ANA)[-1])
    assert moved.startswith(
        "Slack says you're on New York time now. Your hours stay 9:00–17:30, New York time. Next at "
    )
    assert "[Stay on Berlin time]" in moved
    await scene.goes_to("12:00")
    assert scene.cards(ANA) == []
    promised = moved.partition("Next at ")[2].partition(".")[0]
    await scene.presses(ANA, "Stay on Berlin time")
    assert words_of(scene.messages(ANA)[-1]).startswith("Berlin time from now on. Next at ")
    assert promised != "11:32"
    await scene.gestures.set_zone(ANA, tz="Europe/Lisbon")
    await scene.settles()
    assert "Lisbon" not in words_of(scene.messages(ANA)[-1])
    assert "Berlin time" in await scene.types(ANA, "/budge")


async def test_after_a_move_the_reminder_comes_at_the_new_places_time(scene: Scene) -> None:
    await scene.types(ANA, "/budge start")
    await scene.goes_to("11:32")
    await scene.goes_to("14:00")
    await scene.gestures.set_zone(ANA, tz="America/New_York")
    await scene.settles()
    moved = words_of(scene.messages(ANA)[-1])
    promised = moved.partition("Next at ")[2].partition(".")[0]
    await scene.goes_to("15:00")
    first = scene.card(ANA).ts
    await scene.goes_to(promised, zone=NEW_YORK)
    assert scene.card(ANA).ts != first


async def test_a_chosen_zone_is_not_overwritten_by_slacks(scene: Scene) -> None:
    await scene.types(ANA, "/budge start")
    assert (await scene.types(ANA, "zone Europe/Lisbon")).startswith("Lisbon time from now on. Next at ")
    before = await scene.stored()
    said = len(scene.messages(ANA))
    await scene.gestures.set_zone(ANA, tz="America/New_York")
    await scene.settles()
    assert await scene.stored() == before
    assert len(scene.messages(ANA)) == said


async def test_a_zone_that_slack_learns_later_starts_a_member_who_was_asked(scene: Scene) -> None:
    await scene.types(NOOR, "/budge start")
    await scene.gestures.set_zone(NOOR, tz="Europe/Berlin")
    await scene.settles()
    told = words_of(scene.messages(NOOR)[-1])
    assert "Berlin time" in told
    assert " on  now" not in told
    assert "Stay on ]" not in told
    await scene.goes_to("11:32")
    assert len(scene.cards(NOOR)) == 1


async def test_a_zone_a_quarter_of_an_hour_off_is_told_and_kept_right(scene: Scene) -> None:
    told = await scene.types(PRIYA, "start")
    promised = told.partition("First one  today at ")[2].split()[0]
    await scene.goes_to(promised, zone=KATHMANDU)
    assert scene.card(PRIYA).posted_at == scene.clock.now()


@pytest.mark.parametrize(
    ("evening", "told"),
    [
        (datetime(2026, 3, 28, 21, 0, tzinfo=BERLIN), ["0:17", "3:47", "0:17"]),
        (datetime(2026, 10, 24, 21, 0, tzinfo=BERLIN), ["0:17", "2:47", "4:17", "0:17"]),
    ],
)
async def test_a_night_shift_lives_through_the_night_the_clocks_change(
    sqlite_url: str, evening: datetime, told: list[str]
) -> None:
    async with stage(sqlite_url, at=evening) as scene:
        await scene.types(ANA, "/budge start")
        await scene.types(ANA, "hours 22-6 daily")
        came: list[str] = []
        for _ in told:
            assert promised_in(await scene.types(ANA, "/budge")) == told[len(came)]
            await scene.next_card(ANA)
            came.append(scene.time().split()[1])
            await scene.presses(ANA, "Both done")
        assert came == told


def promised_in(words: str) -> str:
    """The time of day that a sentence names."""
    return words.partition(" at ")[2].partition(".")[0]
