"""The life of a card: ticked off, undone, moved, skipped, gone by."""

from itertools import pairwise

import pytest

from bot.sandbox.people import ANA
from tests.scenario.screen import labels_of, words_of
from tests.scenario.stage import Scene

ROW = ["Both done", "Hip stretch done", "Knee to chest done"]


@pytest.fixture
async def reminded(scene: Scene) -> Scene:
    """Ana has joined and her first card has come, at 11:32."""
    await scene.types(ANA, "/budge start")
    await scene.goes_to("11:32")
    return scene


async def test_both_done_folds_the_card_to_its_summary_and_plans_the_next_from_then(reminded: Scene) -> None:
    assert labels_of(reminded.card(ANA))[:3] == ROW
    await reminded.passes(minutes=6)
    assert await reminded.presses(ANA, "Both done") == ""
    card = reminded.card_of(ANA)
    assert card.startswith("Both done, 11:38. That is 1 of 1 today and 2 exercises this week.\nNext at 14:08")
    assert "in a row" not in card
    await reminded.goes_to("14:07")
    assert len(reminded.cards(ANA)) == 1
    await reminded.goes_to("14:08")
    assert len(reminded.cards(ANA)) == 2
    await reminded.presses(ANA, "Both done")
    assert reminded.card_of(ANA).startswith("Both done, 14:08. That is 2 of 2 today and 4 exercises this week.")


async def test_the_last_of_the_day_says_tomorrow_and_comes_then(reminded: Scene) -> None:
    await reminded.presses(ANA, "Both done")
    await reminded.goes_to("14:02")
    await reminded.presses(ANA, "Both done")
    await reminded.goes_to("16:32")
    await reminded.presses(ANA, "Both done")
    card = reminded.card_of(ANA)
    assert "Next tomorrow at " in card
    promised = card.partition("Next tomorrow at ")[2].split()[0]
    before = len(reminded.cards(ANA))
    await reminded.goes_to(f"Wed {promised}")
    assert len(reminded.cards(ANA)) == before + 1
    assert reminded.card(ANA).posted_at == reminded.clock.now()


async def test_each_done_folds_its_own_exercise_and_the_second_folds_the_card(reminded: Scene) -> None:
    await reminded.passes(minutes=5)
    await reminded.presses(ANA, "Hip stretch done")
    card = reminded.card_of(ANA)
    assert card.startswith("1  Standing hip stretch   done 11:37")
    assert "2  Lying knee to chest" in card
    assert labels_of(reminded.card(ANA))[0] == "Knee to chest done"
    assert "Both done" not in card
    assert reminded.card(ANA).text.startswith("Standing hip stretch done 11:37.")
    await reminded.passes(minutes=5)
    await reminded.presses(ANA, "Knee to chest done")
    assert reminded.card_of(ANA).startswith("Both done, 11:42. That is 1 of 1 today and 2 exercises this week.")


async def test_undo_brings_the_card_back_as_it_was(reminded: Scene) -> None:
    original = reminded.card_of(ANA)
    await reminded.presses(ANA, "Both done")
    await reminded.presses(ANA, "Undo")
    assert reminded.card_of(ANA) == original
    assert "2 exercises" not in await reminded.types(ANA, "/budge stats")
    await reminded.presses(ANA, "Hip stretch done")
    half = reminded.card_of(ANA)
    await reminded.passes(minutes=1)
    await reminded.presses(ANA, "Knee to chest done")
    await reminded.presses(ANA, "Undo")
    assert reminded.card_of(ANA) == half


async def test_undo_of_the_last_card_works_until_the_day_ends(reminded: Scene) -> None:
    await reminded.goes_to("16:32")
    await reminded.presses(ANA, "Both done")
    await reminded.goes_to("23:59")
    await reminded.presses(ANA, "Undo")
    assert labels_of(reminded.card(ANA))[:3] == ROW
    await reminded.presses(ANA, "Both done")
    await reminded.passes(minutes=2)
    stored = await reminded.stored()
    assert await reminded.presses(ANA, "Undo") == "It is too late to undo that one. Try /budge now."
    assert await reminded.stored() == stored
    assert reminded.card_of(ANA).startswith("Both done, 23:59.")


async def test_undo_of_an_earlier_card_is_refused_once_the_next_has_come(reminded: Scene) -> None:
    await reminded.presses(ANA, "Both done")
    summary = reminded.card(ANA)
    await reminded.goes_to("14:02")
    stored = await reminded.stored()
    assert await reminded.presses(ANA, "Undo", on=summary) == "It is too late to undo that one. Try /budge now."
    assert await reminded.stored() == stored
    assert len([card for card in reminded.cards(ANA) if "Both done" in labels_of(card)]) == 1


async def test_an_earlier_card_ticked_off_late_offers_no_undo(reminded: Scene) -> None:
    await reminded.presses(ANA, "Hip stretch done")
    await reminded.goes_to("14:02")
    await reminded.opens_home(ANA)
    await reminded.presses_at_home(ANA, "Mark done", near="11:32")
    earlier, newest = reminded.cards(ANA)
    assert words_of(earlier).startswith("Both done, 14:02.")
    assert labels_of(earlier) == ["My week"]
    assert labels_of(newest)[:3] == ROW


async def test_undo_in_a_pause_says_that_it_is_too_late_and_opens_no_card(reminded: Scene) -> None:
    await reminded.presses(ANA, "Both done")
    await reminded.types(ANA, "/budge pause")
    folded = reminded.card_of(ANA)
    told = await reminded.presses(ANA, "Undo", on=reminded.card(ANA))
    assert told == "It is too late to undo that one. Try /budge now."
    assert reminded.card_of(ANA) == folded


async def test_half_of_a_skipped_card_done_after_its_day_folds_at_once(reminded: Scene) -> None:
    await reminded.goes_to("16:32")
    await reminded.presses(ANA, "Skip this one")
    await reminded.goes_to("0:05")
    assert "Standing hip stretch done." in await reminded.types(ANA, "done 1")
    await reminded.passes(minutes=1)
    assert reminded.card_of(ANA) == "16:32 · Standing hip stretch done"


@pytest.mark.parametrize(
    ("label", "folded"),
    [
        ("I already moved", "Noted: you moved on your own. Next at 14:05."),
        ("Skip this one", "Skipped. Next at 14:05."),
    ],
)
async def test_moved_and_skip_fold_the_card_and_count_the_interval_from_now(
    reminded: Scene, label: str, folded: str
) -> None:
    original = reminded.card_of(ANA)
    await reminded.passes(minutes=3)
    await reminded.presses(ANA, label)
    assert reminded.card_of(ANA).startswith(folded)
    await reminded.presses(ANA, "Undo")
    assert reminded.card_of(ANA) == original
    assert "Next at 14:02" in await reminded.types(ANA, "/budge")
    await reminded.presses(ANA, label)
    await reminded.goes_to("14:05")
    assert len(reminded.cards(ANA)) == 2


async def test_an_untouched_card_is_deleted_when_the_next_is_posted(reminded: Scene) -> None:
    first = reminded.card(ANA)
    await reminded.goes_to("14:01")
    assert reminded.card(ANA).ts == first.ts
    await reminded.goes_to("14:02")
    [card] = reminded.cards(ANA)
    assert card.ts != first.ts
    assert words_of(card).splitlines()[0] != words_of(first).splitlines()[0]


async def test_an_untouched_card_goes_at_midnight(reminded: Scene) -> None:
    await reminded.goes_to("16:32")
    assert len(reminded.cards(ANA)) == 1
    await reminded.goes_to("23:59")
    assert len(reminded.cards(ANA)) == 1
    await reminded.goes_to("0:00")
    assert reminded.cards(ANA) == []


async def test_a_partly_done_card_folds_to_its_done_line_when_the_next_comes(reminded: Scene) -> None:
    await reminded.presses(ANA, "Hip stretch done")
    await reminded.goes_to("14:02")
    old, new = reminded.cards(ANA)
    assert words_of(old) == "11:32 · Standing hip stretch done"
    assert labels_of(new)[:3] == ROW


async def test_a_partly_done_card_folds_at_midnight(reminded: Scene) -> None:
    await reminded.goes_to("16:32")
    await reminded.presses(ANA, "Knee to chest done")
    await reminded.goes_to("0:00")
    assert reminded.card_of(ANA) == "16:32 · Lying knee to chest done"


@pytest.mark.parametrize("words", ["pause", "stop"])
async def test_a_pause_or_a_stop_takes_the_open_card_away_at_once(reminded: Scene, words: str) -> None:
    await reminded.types(ANA, f"/budge {words}")
    assert reminded.cards(ANA) == []


@pytest.mark.parametrize("words", ["pause", "stop"])
async def test_a_pause_or_a_stop_leaves_of_a_half_done_card_its_line(reminded: Scene, words: str) -> None:
    await reminded.presses(ANA, "Hip stretch done")
    await reminded.types(ANA, f"/budge {words}")
    assert reminded.card_of(ANA) == "11:32 · Standing hip stretch done"


async def test_the_words_do_what_the_buttons_do(reminded: Scene) -> None:
    assert (await reminded.types(ANA, "done 1")).startswith(
        "Standing hip stretch done. Still open: Lying knee to chest."
    )
    assert reminded.card_of(ANA).startswith("1  Standing hip stretch   done 11:32")
    assert (await reminded.types(ANA, "/budge done")).startswith("Both done, 11:32. That is 1 of 1 today")
    assert reminded.card_of(ANA).startswith("Both done, 11:32.")
    assert (await reminded.types(ANA, "undo")).startswith("Undone. Still open: Standing hip stretch and Lying knee")
    assert await reminded.types(ANA, "skip") == "Skipped. Next at 14:02."
    assert reminded.card_of(ANA).startswith("Skipped.")
    assert (await reminded.types(ANA, "undo")).startswith("Undone.")
    assert await reminded.types(ANA, "moved") == "Noted: you moved on your own. Next at 14:02."
    assert reminded.card_of(ANA).startswith("Noted: you moved on your own.")


async def test_moved_with_nothing_open_counts_the_interval_from_now(scene: Scene) -> None:
    await scene.types(ANA, "/budge start")
    await scene.goes_to("10:00")
    assert await scene.types(ANA, "moved") == "Noted: you moved on your own. Next at 12:30."
    await scene.goes_to("12:30")
    assert len(scene.cards(ANA)) == 1


async def test_the_card_leads_to_why_settings_and_the_own_week(reminded: Scene) -> None:
    assert "Why sitting hurts" in await reminded.presses(ANA, "Why this helps")
    await reminded.presses(ANA, "Settings")
    assert reminded.modal_of(ANA).title == "Settings"
    await reminded.gestures.close(ANA, view_id=reminded.modal_of(ANA).id)
    await reminded.presses(ANA, "Both done")
    assert (await reminded.presses(ANA, "My week")).startswith("Your week: 2 exercises.")


async def test_openers_never_repeat_in_a_row(reminded: Scene) -> None:
    openers = []
    for _ in range(25):
        openers.append(reminded.card_of(ANA).splitlines()[0])
        await reminded.presses(ANA, "Both done")
        await reminded.passes(seconds=61)
        await reminded.types(ANA, "now")
    assert all(earlier != later for earlier, later in pairwise(openers))


async def test_the_first_card_ever_says_so_and_no_other_does(reminded: Scene) -> None:
    assert "Your first one. Read it through once; nobody is watching the clock." in reminded.card_of(ANA)
    await reminded.goes_to("14:02")
    assert "Your first one." not in reminded.card_of(ANA)


async def test_after_two_in_a_row_went_by_the_card_says_once_that_one_is_enough(either_scene: Scene) -> None:
    reminded = either_scene
    await reminded.types(ANA, "/budge start")
    await reminded.goes_to("11:32")
    said = []
    for at in ("14:02", "16:32", "Wed 12:00", "Wed 15:00", "Wed 17:30"):
        await reminded.goes_to(at)
        said.append("Short of time? You can tick off one of the two." in reminded.card_of(ANA))
    assert said == [False, True, False, False, False]
