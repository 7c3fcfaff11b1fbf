"""Something hurts, and leaving an exercise out: what members press, read and get."""

import pytest

from bot.sandbox.people import ANA, GENERAL
from tests.scenario.form import shown_in
from tests.scenario.screen import labels_of, words_of
from tests.scenario.stage import Scene

CLOSE, TODAY, WEEK, LASTING = "Nothing, only close this one", "Today", "One week", "Until I change it"
HIP_OUT, KNEE_OUT, PAUSE = (
    "Leave out the standing hip stretch",
    "Leave out the lying knee to chest",
    "Pause all reminders",
)
CHANGE, HOW_LONG = "What shall I change?", "For how long?"


@pytest.fixture
async def ana(scene: Scene) -> Scene:
    """Ana on a Tuesday, with her first card open since 11:32."""
    await scene.types(ANA, "/budge start", into=GENERAL)
    await scene.goes_to("11:45")
    return scene


async def hurts(scene: Scene, change: str, how_long: str = TODAY) -> dict[str, str]:
    await scene.presses(ANA, "Something hurts", on=scene.card(ANA))
    return await scene.saves(ANA, {CHANGE: change, HOW_LONG: how_long})


async def test_the_form_is_the_copy_decks(ana: Scene) -> None:
    await ana.presses(ANA, "Something hurts", on=ana.card(ANA))
    form = ana.modal_of(ANA)
    assert (form.title, form.submit, form.close) == ("Something hurts", "Save", "Cancel")
    assert shown_in(form) == {CHANGE: CLOSE, HOW_LONG: TODAY}
    assert words_of(form).splitlines() == [
        "Stop here for now. These exercises should never hurt.",
        "What shall I change?",
        f"[{CLOSE}] [{HIP_OUT}] [{KNEE_OUT}] [{PAUSE}]",
        "For how long?",
        f"[{TODAY}] [{WEEK}] [{LASTING}]",
        (
            "The exercises are for temporary relief only. If you need more help with pain, see a pain management "
            "specialist."
        ),
        (
            "Get medical help now if you notice new numbness around your genitals, back passage or buttocks, weakness "
            "or numbness in both legs, or trouble controlling your bladder or bowels."
        ),
        "General safety advice, ours, not the article's.",
        "I keep what to leave out and until when. I don't keep why, and nobody is told.",
    ]


async def test_the_form_closes_no_card_but_the_one_it_was_opened_on(ana: Scene) -> None:
    await ana.presses(ANA, "Something hurts", on=ana.card(ANA))
    await ana.goes_to("14:30")
    assert await ana.saves(ANA, {CHANGE: HIP_OUT, HOW_LONG: WEEK}) == {}
    assert "Both done" in labels_of(ana.card(ANA))
    assert ana.messages(ANA)[-1].text.startswith("Saved. Standing hip stretch is left out until 24 November.")


async def test_it_closes_its_return_from_a_snooze(ana: Scene) -> None:
    await ana.presses(ANA, "10 minutes", on=ana.card(ANA))
    await ana.opens_home(ANA)
    await ana.presses_at_home(ANA, "Something hurts")
    await ana.goes_to("12:00")
    assert await ana.saves(ANA, {CHANGE: CLOSE}) == {}
    assert ana.card(ANA).text.startswith("Closed. Take it easy.")


async def test_opened_with_nothing_open_it_closes_no_card(ana: Scene) -> None:
    await ana.presses(ANA, "Both done", on=ana.card(ANA))
    await ana.opens_home(ANA)
    await ana.presses_at_home(ANA, "Something hurts")
    await ana.goes_to("14:30")
    assert await ana.saves(ANA, {CHANGE: CLOSE}) == {}
    assert "Both done" in labels_of(ana.card(ANA))


@pytest.mark.parametrize(
    ("change", "how_long", "line"),
    [
        (CLOSE, TODAY, "Closed. Take it easy. Next at 14:15."),
        (HIP_OUT, TODAY, "Closed. Standing hip stretch is left out until 18 November."),
        (HIP_OUT, WEEK, "Closed. Standing hip stretch is left out until 24 November."),
        (KNEE_OUT, LASTING, "Closed. Lying knee to chest is left out until you put it back."),
        (PAUSE, TODAY, "Closed. Take it easy. Next tomorrow at 11:17."),
        (PAUSE, LASTING, "Closed. Take it easy."),
    ],
)
async def test_the_card_folds_to_what_follows(ana: Scene, change: str, how_long: str, line: str) -> None:
    assert await hurts(ana, change, how_long) == {}
    assert ana.card(ANA).text == line
    assert ana.card_of(ANA).splitlines()[0].startswith(line)


async def test_a_pause_is_told_with_the_way_out_of_it(ana: Scene) -> None:
    await hurts(ana, PAUSE, WEEK)
    told = ana.messages(ANA)[-1]
    assert told.text == "Paused until Tuesday 24 November, 9:00. First one at 11:17."
    assert "Resume now" in labels_of(told)


async def test_a_card_closed_by_a_change_needs_no_other_words(ana: Scene) -> None:
    before = len(ana.messages(ANA))
    await hurts(ana, HIP_OUT)
    assert len(ana.messages(ANA)) == before


async def test_undo_brings_the_card_back_and_what_is_left_out_stays_so(ana: Scene) -> None:
    await hurts(ana, HIP_OUT, WEEK)
    await ana.presses(ANA, "Undo", on=ana.card(ANA))
    assert {"Both done", "Something hurts"} <= set(labels_of(ana.card(ANA)))
    await ana.presses(ANA, "Skip this one", on=ana.card(ANA))
    assert ana.card(ANA).text.startswith("Skipped. Next at")

    await ana.goes_to("14:30")
    assert "One exercise, about 1 minute." in ana.card_of(ANA)
    assert "Standing hip stretch" not in ana.card_of(ANA)


async def test_half_a_card_done_says_so(ana: Scene) -> None:
    await ana.presses(ANA, "Hip stretch done", on=ana.card(ANA))
    await hurts(ana, KNEE_OUT, WEEK)
    assert ana.card(ANA).text == (
        "Standing hip stretch done. Closed. Lying knee to chest is left out until 24 November."
    )


async def test_the_exercise_comes_again_on_the_day_that_was_told(ana: Scene) -> None:
    await hurts(ana, HIP_OUT, WEEK)
    await ana.goes_to("Mon 13:00")
    assert "One exercise" in ana.card_of(ANA)
    await ana.goes_to("Tue 11:45")
    assert "Two exercises" in ana.card_of(ANA)


async def test_the_last_one_is_not_left_out_for_good_but_a_pause_is_suggested(ana: Scene) -> None:
    await hurts(ana, KNEE_OUT, LASTING)
    await ana.goes_to("14:30")
    await ana.presses(ANA, "Something hurts", on=ana.card(ANA))
    before = await ana.stored()
    errors = await ana.saves(ANA, {CHANGE: HIP_OUT, HOW_LONG: LASTING})
    assert errors == {CHANGE: "That is the last one left. Use Pause all reminders instead."}
    assert await ana.stored() == before
    assert await ana.saves(ANA, {CHANGE: PAUSE, HOW_LONG: LASTING}) == {}
    assert ana.card(ANA).text == "Closed. Take it easy."


async def test_typed_with_the_slash_it_opens_the_form(ana: Scene) -> None:
    await ana.types(ANA, "/budge hurts", into=GENERAL)
    assert ana.modal_of(ANA).title == "Something hurts"
    await ana.saves(ANA, {CHANGE: CLOSE})
    assert ana.card(ANA).text == "Closed. Take it easy. Next at 14:15."


async def test_typed_in_the_dm_a_button_opens_the_form(ana: Scene) -> None:
    answer = await ana.types(ANA, "hurts")
    assert answer.splitlines() == ["Stop here for now. These exercises should never hurt.", "[Something hurts]"]
    heard = ana.messages(ANA)[-1].text
    assert heard.endswith(
        "To close the card and change what comes, press Something hurts. Or type: hurts close, to only close it; "
        "leave out 1, to leave out the standing hip stretch; leave out 2, to leave out the lying knee to chest; "
        "pause, to pause all reminders."
    )
    await ana.presses(ANA, "Something hurts", on=ana.messages(ANA)[-1])
    await ana.saves(ANA, {CHANGE: HIP_OUT, HOW_LONG: WEEK})
    assert ana.card(ANA).text == "Closed. Standing hip stretch is left out until 24 November."


async def test_by_words_alone_the_card_is_closed_and_an_exercise_left_out_and_put_back(ana: Scene) -> None:
    assert await ana.types(ANA, "hurts close") == "Closed. Take it easy. Next at 14:15."
    assert ana.card(ANA).text == "Closed. Take it easy. Next at 14:15."
    assert await ana.types(ANA, "hurts close") == "Take it easy. Next at 14:15."
    left_out = "Saved. Lying knee to chest is left out until you put it back. Next at 14:15."
    assert await ana.types(ANA, "leave out 2") == left_out
    assert await ana.types(ANA, "/budge put back 2", into=GENERAL) == "Saved. You get both. Next at 14:15."
    assert await ana.types(ANA, "leave out 3") == "Your routine has no exercise 3. Try /budge exercises."


async def test_the_summary_of_the_next_one_holds_nothing_against_anybody(ana: Scene) -> None:
    await hurts(ana, CLOSE)
    await ana.goes_to("14:30")
    await ana.types(ANA, "done")
    assert "That is 1 of 1 today" in ana.card(ANA).text


async def test_a_card_that_is_closed_stays_so_when_half_of_it_is_ticked_off(ana: Scene) -> None:
    await hurts(ana, KNEE_OUT, WEEK)
    ticked = "Standing hip stretch done. Closed. Lying knee to chest is left out until 24 November."
    assert await ana.types(ANA, "done 1") == ticked
    assert ana.card(ANA).text == ticked
    assert "Knee to chest done" not in labels_of(ana.card(ANA))


async def test_done_ticks_off_nothing_that_was_left_out(ana: Scene) -> None:
    await hurts(ana, KNEE_OUT, WEEK)
    assert (await ana.types(ANA, "done")).startswith("Standing hip stretch done. Closed.")


async def test_past_midnight_in_a_night_shift_today_is_over_with_the_next_one(ana: Scene) -> None:
    await ana.types(ANA, "hours 22-6 mon-sun")
    await ana.goes_to("Wed 2:47")
    await hurts(ana, KNEE_OUT, TODAY)
    assert ana.card(ANA).text == "Closed. Lying knee to chest is left out until your next shift."
    await ana.types(ANA, "exercises")
    assert "Lying knee to chest is left out until your next shift." in ana.messages(ANA)[-1].text
    await ana.goes_to("Thu 1:00")
    assert "Lying knee to chest" in ana.card(ANA).text


async def test_a_line_that_was_closed_goes_with_its_day(ana: Scene) -> None:
    await hurts(ana, CLOSE)
    card = ana.card(ANA)
    await ana.goes_to("23:59")
    assert card.ts in [message.ts for message in ana.messages(ANA)]
    await ana.goes_to("Wed 0:10")
    assert card.ts not in [message.ts for message in ana.messages(ANA)]


async def test_at_home_it_works_without_a_card_too(ana: Scene) -> None:
    await ana.presses(ANA, "Both done", on=ana.card(ANA))
    await ana.opens_home(ANA)
    await ana.presses_at_home(ANA, "Something hurts")
    await ana.saves(ANA, {CHANGE: CLOSE})
    assert ana.messages(ANA)[-1].text == "Take it easy. Next at 14:15."

    await ana.presses_at_home(ANA, "Something hurts")
    await ana.saves(ANA, {CHANGE: KNEE_OUT, HOW_LONG: WEEK})
    assert ana.messages(ANA)[-1].text == "Saved. Lying knee to chest is left out until 24 November. Next at 14:15."
    assert "Lying knee to chest   left out until 24 November" in ana.home_of(ANA)


async def test_the_home_says_closed_and_nothing_else(ana: Scene) -> None:
    await hurts(ana, CLOSE)
    home = await ana.opens_home(ANA)
    assert "11:32   closed" in home


async def test_somebody_who_has_not_joined_is_told_how_to(scene: Scene) -> None:
    assert await scene.types(ANA, "/budge hurts", into=GENERAL) == "You haven't started yet. Try /budge start."
    assert await scene.types(ANA, "/budge exercises", into=GENERAL) == "You haven't started yet. Try /budge start."
