"""Several days in a row: today, this week, the best week and the run, on every surface alike."""

import pytest

from bot.sandbox.people import ANA, WELLNESS
from tests.scenario.screen import labels_of
from tests.scenario.stage import Scene

WORKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")


async def does_a_day(scene: Scene, day: str, *, cards: int) -> None:
    """Ticks off the first cards of a day, each as it comes."""
    await scene.goes_to(f"{day} 8:00")
    for _ in range(cards):
        await scene.next_card(ANA)
        await scene.presses(ANA, "Both done")


async def test_the_numbers_are_right_across_two_weeks(scene: Scene) -> None:
    await scene.types(ANA, "/budge start")
    await does_a_day(scene, "Wed", cards=3)
    assert "That is 3 of 3 today and 6 exercises this week." in scene.card_of(ANA)
    assert "in a row" not in scene.card_of(ANA)
    await does_a_day(scene, "Thu", cards=1)
    assert "2 days in a row" in scene.card_of(ANA)
    await does_a_day(scene, "Fri", cards=2)
    stats = await scene.types(ANA, "/budge stats")
    assert stats.startswith("Your week: 12 exercises.\nWed 6 · Thu 2 · Fri 4\n3 days in a row.")
    assert "Your best week" not in stats
    await does_a_day(scene, "Mon", cards=3)
    stats = await scene.types(ANA, "/budge stats")
    assert stats.startswith("Your week: 6 exercises. Your best week: 12.\nMon 6\n4 days in a row.")
    await does_a_day(scene, "Tue", cards=3)
    assert "That is 3 of 3 today and 12 exercises this week." in scene.card_of(ANA)
    await does_a_day(scene, "Wed", cards=1)
    assert "14 exercises: your best week so far." in scene.card_of(ANA)
    home = await scene.opens_home(ANA)
    assert "14 exercises, your best so far." in home
    assert "Mon 6 · Tue 6 · Wed 2" in home
    assert "6 days in a row" in home
    assert "A free day is in hand: one day off will not end it." in home


async def test_a_new_best_is_told_once(scene: Scene) -> None:
    await scene.types(ANA, "/budge start")
    await does_a_day(scene, "Thu", cards=1)
    await does_a_day(scene, "Mon", cards=1)
    assert "best week" not in scene.card_of(ANA)
    await scene.next_card(ANA)
    await scene.presses(ANA, "Both done")
    assert "4 exercises: your best week so far." in scene.card_of(ANA)
    await scene.next_card(ANA)
    await scene.presses(ANA, "Both done")
    assert "best week" not in scene.card_of(ANA)


async def test_the_end_of_a_run_is_never_told(scene: Scene) -> None:
    await scene.types(ANA, "/budge start")
    await does_a_day(scene, "Wed", cards=1)
    await does_a_day(scene, "Thu", cards=1)
    assert "2 days in a row" in scene.card_of(ANA)
    await scene.goes_to("Mon 8:00")
    assert "in a row" not in await scene.types(ANA, "/budge stats")
    assert "in a row" not in await scene.opens_home(ANA)
    assert "Your week has room. Next at " in await scene.types(ANA, "/budge stats")


async def test_a_paused_day_neither_breaks_nor_extends_a_run(scene: Scene) -> None:
    await scene.types(ANA, "/budge start")
    await does_a_day(scene, "Wed", cards=1)
    await does_a_day(scene, "Thu", cards=1)
    await scene.types(ANA, "/budge pause until monday")
    await does_a_day(scene, "Mon", cards=1)
    assert "3 days in a row" in scene.card_of(ANA)


async def test_what_went_by_can_be_marked_done_at_home_and_counts(scene: Scene) -> None:
    await scene.types(ANA, "/budge start")
    await scene.goes_to("11:32")
    await scene.goes_to("14:05")
    home = await scene.opens_home(ANA)
    assert "11:32   went by\n[Mark done]" in home
    assert "14:02   open in our DM" in home
    await scene.presses_at_home(ANA, "Mark done", near="11:32")
    home = scene.home_of(ANA)
    assert "11:32   both done at 14:05" in home
    assert "2 exercises." in home
    assert "Next: today at 16:35" in home
    assert len(scene.cards(ANA)) == 1
    await scene.presses(ANA, "Both done")
    assert "That is 2 of 2 today and 4 exercises this week." in scene.card_of(ANA)


async def test_the_open_card_can_be_marked_done_at_home_too(scene: Scene) -> None:
    await scene.types(ANA, "/budge start")
    await scene.goes_to("11:32")
    await scene.opens_home(ANA)
    await scene.presses_at_home(ANA, "Mark done")
    assert scene.card_of(ANA).startswith("Both done, 11:32.")


async def test_the_home_pauses_resumes_and_shows_the_exercises(scene: Scene) -> None:
    await scene.types(ANA, "/budge start")
    await scene.goes_to("11:32")
    await scene.opens_home(ANA)
    await scene.presses_at_home(ANA, "Until Monday")
    assert "Paused until Monday 23 November, 9:00. First one at " in scene.home_of(ANA)
    assert scene.cards(ANA) == []
    await scene.presses_at_home(ANA, "Resume now")
    assert "Next: today at 14:02" in scene.home_of(ANA)
    await scene.presses_at_home(ANA, "See the steps", near="Lying knee to chest")
    assert "Breathe out and lift your left leg." in str(scene.modal_of(ANA).blocks)
    await scene.gestures.close(ANA, view_id=scene.modal_of(ANA).id)
    await scene.passes(seconds=20)
    await scene.presses_at_home(ANA, "Do them now")
    assert labels_of(scene.card(ANA))[0] == "Both done"
    await scene.presses_at_home(ANA, "Stop reminders")
    assert "I'm Budge." in scene.home_of(ANA)
    assert scene.cards(ANA) == []


async def test_now_twice_moves_the_open_card_down_and_counts_it_once(scene: Scene) -> None:
    await scene.types(ANA, "/budge start")
    await scene.goes_to("11:32")
    first = scene.card(ANA)
    await scene.presses(ANA, "Hip stretch done")
    await scene.passes(minutes=1)
    await scene.types(ANA, "/budge now")
    await scene.passes(minutes=1)
    await scene.types(ANA, "/budge now")
    live = [card for card in scene.cards(ANA) if "Done" in labels_of(card)]
    assert len(live) == 1
    assert scene.cards(ANA)[0].ts == first.ts
    await scene.presses(ANA, "Done")
    assert "That is 1 of 1 today and 2 exercises this week." in scene.card_of(ANA)
    assert "Next at 14:04" in scene.card_of(ANA)


async def test_now_in_a_pause_posts_a_card_and_leaves_the_pause_alone(scene: Scene) -> None:
    await scene.types(ANA, "/budge start")
    await scene.types(ANA, "/budge pause")
    await scene.passes(minutes=1)
    await scene.types(ANA, "/budge now")
    assert labels_of(scene.card(ANA))[0] == "Both done"
    await scene.presses(ANA, "Both done")
    assert "2 exercises this week." in scene.card_of(ANA)
    assert "Paused until tomorrow 9:00." in await scene.types(ANA, "/budge")
    await scene.goes_to("17:30")
    assert len(scene.cards(ANA)) == 1


async def test_now_outside_the_hours_posts_a_card(scene: Scene) -> None:
    await scene.types(ANA, "/budge start")
    await scene.goes_to("20:00")
    assert "The exercises are in our DM." in await scene.types(ANA, "/budge now", into=WELLNESS)
    assert scene.card(ANA).posted_at == scene.clock.now()
    assert labels_of(scene.card(ANA))[0] == "Both done"


async def test_a_pause_ends_by_itself_when_it_said(scene: Scene) -> None:
    await scene.types(ANA, "/budge start")
    told = await scene.types(ANA, "/budge pause 2h")
    assert told.startswith("Paused until 11:02. First one at 13:32.")
    await scene.goes_to("13:31")
    assert scene.cards(ANA) == []
    await scene.goes_to("13:32")
    assert len(scene.cards(ANA)) == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("pause", "Paused until tomorrow 9:00. First one at 11:17.\n[Until Monday] [Until I resume] [Resume now]"),
        (
            "pause today",
            "Paused until tomorrow 9:00. First one at 11:17.\n[Until Monday] [Until I resume] [Resume now]",
        ),
        (
            "pause until monday",
            "Paused until Monday 23 November, 9:00. First one at 11:17.\n[Until I resume] [Resume now]",
        ),
        (
            "pause until 2026-12-24",
            "Paused until Thursday 24 December, 9:00. First one at 11:17.\n[Until I resume] [Resume now]",
        ),
    ],
)
async def test_every_pause_names_its_end_and_what_comes_then(scene: Scene, words: str, told: str) -> None:
    await scene.types(ANA, "/budge start")
    said = await scene.types(ANA, f"/budge {words}")
    assert said == told
    assert await scene.types(ANA, "/budge resume") == "Back on. Next at 11:32."
