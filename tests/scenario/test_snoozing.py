"""Snoozing: back when it says, twice at most, and a skip where it does not fit."""

import pytest

from bot.sandbox.people import ANA
from tests.scenario.screen import labels_of, words_of
from tests.scenario.stage import Scene


@pytest.fixture
async def reminded(scene: Scene) -> Scene:
    await scene.types(ANA, "/budge start")
    await scene.goes_to("11:32")
    return scene


@pytest.mark.parametrize("minutes", [10, 20, 30])
async def test_a_snoozed_card_comes_back_when_it_says(reminded: Scene, minutes: int) -> None:
    back = f"{11 + (32 + minutes) // 60}:{(32 + minutes) % 60:02}"
    await reminded.presses(ANA, f"{minutes} minutes")
    assert reminded.card_of(ANA) == f"Snoozed. Back at {back}.\n[Show it now]"
    await reminded.passes(minutes=minutes, seconds=-1)
    assert labels_of(reminded.card(ANA)) == ["Show it now"]
    await reminded.passes(seconds=1)
    [card] = reminded.cards(ANA)
    assert labels_of(card)[0] == "Both done"
    assert card.posted_at == reminded.clock.now()


async def test_twice_is_the_most(reminded: Scene) -> None:
    await reminded.presses(ANA, "20 minutes")
    await reminded.goes_to("11:52")
    await reminded.presses(ANA, "20 minutes")
    assert reminded.card_of(ANA).startswith("Back at 12:12. After that you can do it or skip it.")
    await reminded.goes_to("12:12")
    assert "20 minutes" not in labels_of(reminded.card(ANA))
    before = await reminded.stored()
    told = await reminded.types(ANA, "snooze 20")
    assert told == "Twice is the most. Try /budge skip; the next is at 14:42."
    assert await reminded.stored() == before
    await reminded.presses(ANA, "Both done")
    assert "That is 1 of 1 today and 2 exercises this week." in reminded.card_of(ANA)


async def test_show_it_now_makes_the_same_message_the_card_again(reminded: Scene) -> None:
    original = reminded.card(ANA)
    await reminded.presses(ANA, "30 minutes")
    await reminded.passes(minutes=5)
    await reminded.presses(ANA, "Show it now")
    [card] = reminded.cards(ANA)
    assert card.ts == original.ts
    assert labels_of(card)[0] == "Both done"
    await reminded.goes_to("12:10")
    assert [card.ts for card in reminded.cards(ANA)] == [original.ts]
    await reminded.presses(ANA, "Both done")
    assert "Next at 14:40" in reminded.card_of(ANA)


async def test_while_a_snooze_is_out_nothing_else_is_planned(reminded: Scene) -> None:
    await reminded.types(ANA, "snooze 60")
    assert "Next at 12:32." in await reminded.types(ANA, "/budge")
    await reminded.types(ANA, "/budge every 2h")
    assert "Next at 12:32." in await reminded.types(ANA, "/budge")
    await reminded.goes_to("12:32")
    [card] = reminded.cards(ANA)
    assert labels_of(card)[0] == "Both done"


async def test_a_snooze_past_the_end_of_the_day_becomes_a_skip_and_says_so(scene: Scene) -> None:
    await scene.types(ANA, "/budge start")
    await scene.goes_to("11:32")
    await scene.goes_to("14:02")
    await scene.goes_to("16:32")
    await scene.goes_to("17:12")
    card = scene.card(ANA)
    assert "30 minutes" in labels_of(card)
    told = await scene.presses(ANA, "30 minutes", on=card)
    folded = scene.card_of(ANA)
    assert folded.startswith("Skipped. Next tomorrow at ")
    assert "outside your hours" in told + folded
    promised = folded.partition("Next tomorrow at ")[2].partition(".")[0]
    await scene.goes_to("23:00")
    await scene.goes_to(promised)
    assert labels_of(scene.card(ANA))[0] == "Both done"


async def test_a_typed_snooze_past_the_end_of_the_day_says_that_it_became_a_skip(scene: Scene) -> None:
    await scene.types(ANA, "/budge start")
    await scene.goes_to("11:32")
    await scene.goes_to("16:32")
    await scene.goes_to("17:12")
    told = await scene.types(ANA, "snooze 30")
    assert told.startswith("30 minutes from now is outside your hours, so this one is skipped. Next tomorrow at ")


async def test_a_card_near_the_end_of_the_day_offers_only_what_still_fits(scene: Scene) -> None:
    await scene.types(ANA, "/budge start")
    await scene.types(ANA, "/budge hours 9-11:52")
    await scene.goes_to("11:32")
    labels = labels_of(scene.card(ANA))
    assert "10 minutes" in labels
    assert "20 minutes" not in labels
    assert "30 minutes" not in labels


async def test_a_half_done_card_comes_back_with_the_other_half(reminded: Scene) -> None:
    await reminded.presses(ANA, "Hip stretch done")
    await reminded.presses(ANA, "10 minutes")
    await reminded.goes_to("11:42")
    card = reminded.card(ANA)
    assert "Standing hip stretch" not in words_of(card).replace("done", "")
    assert labels_of(card)[0] == "Done"
    await reminded.presses(ANA, "Done")
    assert reminded.card_of(ANA).startswith("Done, 11:42. That is 1 of 1 today and 2 exercises this week.")


async def test_marking_an_older_reminder_done_leaves_the_snooze_of_a_newer_one_out(reminded: Scene) -> None:
    await reminded.goes_to("14:02")
    await reminded.presses(ANA, "20 minutes")
    await reminded.opens_home(ANA)
    await reminded.presses_at_home(ANA, "Mark done", near="11:32")
    assert reminded.card_of(ANA) == "Snoozed. Back at 14:22.\n[Show it now]"
    assert "Next: today at 14:22" in reminded.home_of(ANA)
    await reminded.goes_to("14:22")
    assert labels_of(reminded.card(ANA))[0] == "Both done"


async def test_the_home_says_until_when_and_what_was_done_before(reminded: Scene) -> None:
    await reminded.presses(ANA, "Hip stretch done")
    await reminded.presses(ANA, "10 minutes")
    assert "11:32   one of two done at 11:32, snoozed until 11:42\n[Mark done]" in await reminded.opens_home(ANA)
    await reminded.goes_to("11:42")
    home = await reminded.opens_home(ANA)
    assert "11:32   " not in home
    assert "11:42   one of two done at 11:32\n[Mark done]" in home
    await reminded.presses(ANA, "Done")
    assert "11:42   both done at 11:42" in await reminded.opens_home(ANA)


async def test_a_return_that_could_not_come_leaves_its_reminder_to_be_marked_done(reminded: Scene) -> None:
    await reminded.presses(ANA, "20 minutes")
    assert "11:32   snoozed until 11:52\n[Mark done]" in await reminded.opens_home(ANA)
    await reminded.types(ANA, "/budge hours 14-18")
    await reminded.goes_to("12:30")
    assert "11:32   went by\n[Mark done]" in await reminded.opens_home(ANA)
    await reminded.presses_at_home(ANA, "Mark done", near="11:32")
    assert "11:32   both done at 12:30" in reminded.home_of(ANA)


async def test_a_pause_calls_a_snooze_off(reminded: Scene) -> None:
    await reminded.presses(ANA, "10 minutes")
    await reminded.types(ANA, "/budge pause")
    await reminded.goes_to("17:00")
    assert [card for card in reminded.cards(ANA) if "Both done" in labels_of(card)] == []
    assert "Snoozed. Back at" not in "".join(map(words_of, reminded.cards(ANA)))


async def test_undo_takes_a_snooze_back(reminded: Scene) -> None:
    await reminded.presses(ANA, "10 minutes")
    assert (await reminded.types(ANA, "undo")).startswith("Undone.")
    assert labels_of(reminded.card(ANA))[0] == "Both done"
    await reminded.goes_to("11:42")
    assert len(reminded.cards(ANA)) == 1


async def test_a_snooze_in_a_pause_becomes_a_skip_and_says_so(reminded: Scene) -> None:
    await reminded.types(ANA, "pause 3h")
    await reminded.goes_to("11:40")
    await reminded.types(ANA, "now")
    told = await reminded.types(ANA, "snooze 10")
    assert told.startswith("You are paused by then, so this one is skipped. Next ")
