"""Leaving an exercise out by the words, by the welcome, by the Home and by the settings."""

import pytest

from bot.domain.ids import MemberId, WorkspaceId
from bot.domain.offer import LeftOut
from bot.sandbox.people import ANA, GENERAL
from bot.sandbox.records import Message
from tests.scenario.form import shown_in
from tests.scenario.screen import labels_of, words_of
from tests.scenario.stage import Scene

HOW_LONG, COMES_AGAIN, WITHOUT = "For how long?", "The day on which it comes again", "Weekdays without it"
ALWAYS, UNTIL, SOME_DAYS = "Until I put it back", "Until a day", "On some weekdays"
HIP, KNEE = "Standing hip stretch", "Lying knee to chest"
OFFICE = "At the office only the standing one"


@pytest.fixture
async def ana(scene: Scene) -> Scene:
    await scene.types(ANA, "/budge start", into=GENERAL)
    return scene


async def asks(scene: Scene) -> Message:
    """Types `exercises` and returns the answer."""
    await scene.types(ANA, "exercises")
    return scene.messages(ANA)[-1]


async def leaves_out(scene: Scene, exercise: str, how_long: str = ALWAYS, **fields: str | list[str]) -> dict[str, str]:
    await scene.presses(ANA, exercise, on=await asks(scene))
    labels = {"until": COMES_AGAIN, "weekdays": WITHOUT}
    return await scene.saves(ANA, {HOW_LONG: how_long} | {labels[name]: given for name, given in fields.items()})


async def test_the_words_offer_to_leave_one_out(ana: Scene) -> None:
    answer = await asks(ana)
    assert words_of(answer).splitlines() == ["You get both. Leave one out?", f"[{HIP}] [{KNEE}]"]
    await ana.presses(ANA, KNEE, on=answer)
    form = ana.modal_of(ANA)
    assert (form.title, form.submit, form.close) == ("Leave one out", "Save", "Cancel")
    assert words_of(form).splitlines()[0] == KNEE
    assert shown_in(form) == {HOW_LONG: ALWAYS, COMES_AGAIN: "", WITHOUT: []}


@pytest.mark.parametrize(
    ("how_long", "fields", "told"),
    [
        (ALWAYS, {}, "left out until you put it back"),
        (UNTIL, {"until": "2026-11-24"}, "left out until 24 November"),
        (SOME_DAYS, {"weekdays": ["Mon", "Tue"]}, "left out on Mon and Tue"),
        (SOME_DAYS, {"weekdays": ["Mon", "Tue", "Wed"], "until": "2026-11-24"}, "left out on Mon–Wed"),
    ],
)
async def test_what_was_chosen_is_told_with_what_comes_next(
    ana: Scene, how_long: str, fields: dict[str, str | list[str]], told: str
) -> None:
    assert await leaves_out(ana, KNEE, how_long, **fields) == {}
    assert ana.messages(ANA)[-1].text == f"Saved. {KNEE} is {told}. Next at 11:32."


@pytest.mark.parametrize(
    ("how_long", "fields", "errors"),
    [
        (UNTIL, {}, {COMES_AGAIN: "Pick the day on which it comes again."}),
        (UNTIL, {"until": "2026-11-17"}, {COMES_AGAIN: "That has passed. Pick a later day."}),
        (SOME_DAYS, {}, {WITHOUT: "Pick at least one weekday."}),
    ],
)
async def test_what_is_missing_is_told_at_its_field(
    ana: Scene, how_long: str, fields: dict[str, str | list[str]], errors: dict[str, str]
) -> None:
    before = await ana.stored()
    assert await leaves_out(ana, KNEE, how_long, **fields) == errors
    assert await ana.stored() == before


async def test_read_out_the_question_names_the_exercises_and_the_words(ana: Scene) -> None:
    assert (await asks(ana)).text == (
        "You get both. Leave one out? Press the one that is meant, or type: "
        "leave out 1, to leave out the standing hip stretch; leave out 2, to leave out the lying knee to chest."
    )
    await ana.types(ANA, "leave out 2")
    assert (await asks(ana)).text == (
        "You get the standing hip stretch. Lying knee to chest is left out until you put it back. "
        "Press the one that is meant, or type: put back 2, to put back the lying knee to chest."
    )


async def test_what_a_card_asked_for_offers_is_not_left_out(ana: Scene) -> None:
    await ana.goes_to("11:45")
    await leaves_out(ana, KNEE)
    await ana.types(ANA, "now")
    assert "One exercise" in ana.card_of(ANA)
    assert KNEE not in ana.card_of(ANA)


async def test_a_snoozed_card_that_is_shown_at_once_comes_without_it_too(ana: Scene) -> None:
    await ana.goes_to("11:45")
    await ana.presses(ANA, "10 minutes", on=ana.card(ANA))
    await leaves_out(ana, KNEE)
    await ana.presses(ANA, "Show it now")
    assert KNEE not in ana.card_of(ANA)


async def test_settings_typed_in_the_dm_say_what_to_press_and_what_to_type(ana: Scene) -> None:
    await ana.types(ANA, "settings")
    heard = ana.messages(ANA)[-1]
    assert heard.text.endswith(
        "To change any of it, press Settings. Or type one of these: every 2h30; hours 9-17:30; zone Europe/Berlin; "
        "exercises; pause; show me; hide me."
    )
    assert "Settings" in labels_of(heard)


async def test_settings_saved_past_midnight_do_not_leave_out_for_good_what_was_left_out_for_a_day(ana: Scene) -> None:
    tomorrow = {"until": "2026-11-18"}
    await leaves_out(ana, KNEE, UNTIL, **tomorrow)
    await ana.types(ANA, "/budge settings", into=GENERAL)
    await ana.goes_to("Wed 0:05")
    assert await ana.saves(ANA, {}) == {}
    assert words_of(await asks(ana)).startswith("You get both.")


async def test_settings_opened_before_leave_alone_what_was_left_out_since(ana: Scene) -> None:
    await ana.types(ANA, "/budge settings", into=GENERAL)
    await ana.types(ANA, "leave out 2")
    assert await ana.saves(ANA, {"How often": "Every 2 h"}) == {}
    assert words_of(await asks(ana)).startswith("You get the standing hip stretch.")


async def test_days_on_which_everything_is_left_out_are_refused_at_their_field(ana: Scene) -> None:
    await leaves_out(ana, KNEE, SOME_DAYS, weekdays=["Mon", "Tue"])
    await ana.types(ANA, "/budge hurts", into=GENERAL)
    await ana.saves(ANA, {"What shall I change?": f"Leave out the {HIP.lower()}", HOW_LONG: "Until I change it"})
    before = await ana.stored()
    await ana.types(ANA, "/budge settings", into=GENERAL)
    refused = "You left out everything on those days. Pick another day, or use Pause instead."
    assert await ana.saves(ANA, {"Days": ["Mon", "Tue"]}) == {"Days": refused}
    assert await ana.stored() == before


async def test_with_one_left_there_is_nothing_more_to_leave_out(ana: Scene) -> None:
    await leaves_out(ana, KNEE)
    answer = await asks(ana)
    assert words_of(answer).splitlines() == [
        "You get the standing hip stretch. Lying knee to chest is left out until you put it back.",
        "[Put back the lying knee to chest]",
    ]


async def test_a_form_that_was_open_already_is_refused_with_the_way_out(ana: Scene) -> None:
    await ana.presses(ANA, HIP, on=await asks(ana))
    workspace, member = WorkspaceId(ana.team.team_id), MemberId(ANA)
    await ana.bot.services.caring.leave_out(workspace, member, LeftOut(exercise="knee_to_chest", always=True))
    assert await ana.saves(ANA, {HOW_LONG: ALWAYS}) == {
        HOW_LONG: "Nothing would be left on some days. Use Pause instead."
    }


async def test_putting_it_back_changes_the_message_it_was_pressed_on(ana: Scene) -> None:
    await leaves_out(ana, KNEE)
    answer = await asks(ana)
    await ana.presses(ANA, "Put back the lying knee to chest", on=answer)
    assert words_of(ana.messages(ANA)[-1]).splitlines() == ["You get both. Leave one out?", f"[{HIP}] [{KNEE}]"]


async def test_the_welcome_leads_there(ana: Scene) -> None:
    await ana.presses(ANA, "Leave one out")
    assert words_of(ana.messages(ANA)[-1]).startswith("You get both. Leave one out?")


async def test_the_home_lists_them_and_puts_back(ana: Scene) -> None:
    await leaves_out(ana, KNEE, UNTIL, until="2026-11-24")
    home = await ana.opens_home(ANA)
    assert f"{HIP}   shown\n[See the steps]" in home
    assert f"{KNEE}   left out until 24 November\n[Put back]" in home
    await ana.presses_at_home(ANA, "Put back")
    assert f"{KNEE}   shown\n[See the steps]" in ana.home_of(ANA)


async def test_a_reminder_offers_the_rest_and_done_means_all_of_it(ana: Scene) -> None:
    await leaves_out(ana, KNEE)
    await ana.goes_to("11:45")
    card = ana.card(ANA)
    assert words_of(card).splitlines()[1] == "One exercise, about 7 minutes."
    assert "Done" in labels_of(card)
    await ana.presses(ANA, "Done", on=card)
    assert ana.card(ANA).text.startswith("Done, 11:45. That is 1 of 1 today and 1 exercise this week.")


async def test_on_its_weekdays_it_is_missing_and_on_others_it_comes(ana: Scene) -> None:
    await leaves_out(ana, KNEE, SOME_DAYS, weekdays=["Tue"])
    await ana.goes_to("11:45")
    assert "One exercise" in ana.card_of(ANA)
    await ana.goes_to("Wed 11:45")
    assert "Two exercises" in ana.card_of(ANA)


async def test_it_comes_again_when_its_day_has_come(ana: Scene) -> None:
    await leaves_out(ana, HIP, UNTIL, until="2026-11-19")
    await ana.goes_to("Wed 11:45")
    assert "One exercise, about 1 minute." in ana.card_of(ANA)
    await ana.goes_to("Thu 11:45")
    assert "Two exercises" in ana.card_of(ANA)


async def test_the_open_card_stays_as_it_came(ana: Scene) -> None:
    await ana.goes_to("11:45")
    before = words_of(ana.card(ANA))
    await leaves_out(ana, KNEE)
    assert words_of(ana.card(ANA)) == before
    await ana.presses(ANA, "Hip stretch done", on=ana.card(ANA))
    assert "Knee to chest done" in labels_of(ana.card(ANA))


async def test_the_last_open_one_left_out_closes_the_card(ana: Scene) -> None:
    await ana.goes_to("11:45")
    await ana.presses(ANA, "Hip stretch done", on=ana.card(ANA))
    await leaves_out(ana, KNEE, UNTIL, until="2026-11-24")
    assert ana.card(ANA).text == (
        "Standing hip stretch done. Closed. Lying knee to chest is left out until 24 November."
    )


async def test_the_settings_show_and_change_what_comes(ana: Scene) -> None:
    await ana.types(ANA, "/budge settings", into=GENERAL)
    shown = shown_in(ana.modal_of(ANA))
    assert (shown["Exercises"], shown[OFFICE]) == ([HIP, KNEE], [])
    assert (shown["The message"], shown["Guide me"]) == ("Steps and pictures", ["Message me when a timer ends"])
    changes = {"Exercises": [HIP, KNEE], OFFICE: ["Tue"], "The message": "Short", "Guide me": []}
    assert await ana.saves(ANA, changes) == {}
    assert ana.messages(ANA)[-1].text == "Saved. Next at 11:32."

    await ana.types(ANA, "/budge settings", into=GENERAL)
    shown = shown_in(ana.modal_of(ANA))
    assert (shown[OFFICE], shown["The message"], shown["Guide me"]) == (["Tue"], "Short", [])
    await ana.goes_to("11:45")
    assert KNEE not in ana.card_of(ANA)


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"Exercises": []}, {"Exercises": "Pick at least one, or use Pause instead."}),
        (
            {"Exercises": [KNEE], OFFICE: ["Fri"]},
            {OFFICE: "Nothing would be left on some days. Pick one more exercise, or use Pause instead."},
        ),
    ],
)
async def test_settings_that_would_leave_nothing_are_refused(
    ana: Scene, fields: dict[str, list[str]], errors: dict[str, str]
) -> None:
    await ana.types(ANA, "/budge settings", into=GENERAL)
    before = await ana.stored()
    assert await ana.saves(ANA, fields) == errors
    assert await ana.stored() == before


async def test_settings_saved_as_they_are_keep_until_when(ana: Scene) -> None:
    await leaves_out(ana, KNEE, UNTIL, until="2026-11-24")
    await ana.types(ANA, "/budge settings", into=GENERAL)
    assert "Left out until 24 November" in str(ana.modal_of(ANA).blocks)
    assert await ana.saves(ANA, {"How often": "Every 2 h"}) == {}
    assert f"{KNEE}   left out until 24 November" in await ana.opens_home(ANA)
