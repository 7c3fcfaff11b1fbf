"""The settings: each field, each error beside its field, and the whole week there and back."""

from datetime import timedelta

import pytest

from bot.sandbox.gestures import ImpossibleGesture
from bot.sandbox.people import ANA
from tests.scenario.form import shown_in
from tests.scenario.screen import words_of
from tests.scenario.stage import Scene


@pytest.fixture
async def joined(scene: Scene) -> Scene:
    await scene.types(ANA, "/budge start")
    return scene


WEEKS = (
    *("9-12:30 13:15-17:30", "22-6 daily", "9-24 sat", "0-24 daily", "9-11 11-14 16-18 mon-sun"),
    *("13-13:30 14-18 fri", "23-2 3-9 sun"),
)


async def opens(scene: Scene) -> None:
    await scene.types(ANA, "/budge settings")


async def test_each_field_is_kept_and_shown_again(joined: Scene) -> None:
    await opens(joined)
    assert shown_in(joined.modal_of(ANA)) == {
        "How often": "Every 2 h 30",
        "Time zone": "Europe/Berlin",
        "Days": ["Mon", "Tue", "Wed", "Thu", "Fri"],
        "From": "09:00",
        "To": "17:30",
        "Lunch or other gaps": "",
        "Days that differ": "",
        "Exercises": ["Standing hip stretch", "Lying knee to chest"],
        "At the office only the standing one": [],
        "The message": "Steps and pictures",
        "Guide me": ["Message me when a timer ends"],
        "On the leaderboard": "",
    }
    await joined.looks_up(ANA, "lisbon")
    filled = {
        "How often": "Every 2 h",
        "Time zone": "Europe/Lisbon",
        "Days": ["Tue", "Wed", "Sun"],
        "From": "08:00",
        "To": "18:00",
        "Lunch or other gaps": "12:30-13:15",
        "Days that differ": "fri 9-13",
        "Exercises": ["Standing hip stretch", "Lying knee to chest"],
        "At the office only the standing one": ["Tue", "Wed"],
        "The message": "Steps, no pictures",
        "Guide me": [],
        "On the leaderboard": 'Show me as "Ana"',
    }
    assert await joined.saves(ANA, filled) == {}
    assert not joined.team.modals[ANA]
    assert words_of(joined.messages(ANA)[-1]).startswith("Saved. Next at ")
    status = await joined.types(ANA, "/budge")
    assert "Every 2 h, " in status
    assert "Lisbon time" in status
    await opens(joined)
    assert shown_in(joined.modal_of(ANA)) == filled


async def test_saved_says_when_the_next_comes_and_it_comes_then(joined: Scene) -> None:
    await opens(joined)
    assert await joined.saves(ANA, {"How often": "Every 2 h"}) == {}
    assert words_of(joined.messages(ANA)[-1]) == "Saved. Next at 11:02."
    await joined.goes_to("11:02")
    assert len(joined.cards(ANA)) == 1


WRONG: tuple[tuple[dict[str, str | list[str]], dict[str, str]], ...] = (
    ({"To": "08:00"}, {"To": "This is before From."}),
    ({"To": "09:00"}, {"To": "This is the same as From."}),
    (
        {"Lunch or other gaps": "12.30/13"},
        {"Lunch or other gaps": "I can't read 12.30/13. Try 12:30-13:15."},
    ),
    ({"Lunch or other gaps": "18-19"}, {"Lunch or other gaps": "18:00–19:00 is not inside 9:00–17:30."}),
    ({"Lunch or other gaps": "9-17:30"}, {"Lunch or other gaps": "That leaves nothing of 9:00–17:30."}),
    ({"Days that differ": "fryday 9-13"}, {"Days that differ": "I can't read fryday. Try fri 9-13."}),
    ({"Days that differ": "fri 9-13; fri 14-16"}, {"Days that differ": "Friday can only be there once."}),
    ({"Days that differ": "fri 9-13 12-16"}, {"Days that differ": "9–13 and 12–16 overlap."}),
    ({"Days": []}, {"Days": "Pick at least one day, or use Pause instead."}),
    ({"Days that differ": "<!channel> *9*"}, {"Days that differ": "I can't read <!channel>. Try fri 9-13."}),
)


async def test_an_error_stands_beside_its_field_and_nothing_is_saved(joined: Scene) -> None:
    before = await joined.stored()
    for fields, error in WRONG:
        await opens(joined)
        assert await joined.saves(ANA, {"How often": "Every 3 h", **fields}) == error
        assert joined.modal_of(ANA).filled["settings_interval"]["settings_interval"] == "180"
        await joined.gestures.close(ANA, view_id=joined.modal_of(ANA).id)
    assert await joined.stored() == before


async def test_a_day_that_is_too_short_is_asked_about_once_and_then_taken(joined: Scene) -> None:
    before = await joined.stored()
    await opens(joined)
    assert await joined.saves(ANA, {"Days that differ": "fri 9-10:30", "Lunch or other gaps": "12-13"}) == {}
    warned = words_of(joined.modal_of(ANA))
    assert "Fri 9–10:30 is shorter than your 2 h 30, so Friday would have none. Fine? Save again." in warned
    assert await joined.stored() == before
    assert shown_in(joined.modal_of(ANA))["Lunch or other gaps"] == "12-13"
    assert await joined.saves(ANA) == {}
    assert not joined.team.modals[ANA]
    status = await joined.types(ANA, "/budge")
    assert "Fri 9:00–10:30" in status
    assert "Friday: too short for that, so nothing comes." in status
    await opens(joined)
    assert await joined.saves(ANA, {"How often": "Every 3 h"}) == {}
    assert joined.team.modals[ANA], "another interval is another question"


async def test_accepting_one_short_day_does_not_accept_another(joined: Scene) -> None:
    await opens(joined)
    await joined.saves(ANA, {"Days that differ": "fri 9-10:30"})
    await joined.saves(ANA, {"Days that differ": "thu 9-10:30"})
    assert "so Thursday would have none" in words_of(joined.modal_of(ANA))


async def test_a_modal_that_was_submitted_cannot_be_submitted_again(joined: Scene) -> None:
    await opens(joined)
    view = joined.modal_of(ANA)
    await joined.saves(ANA, {"How often": "Every 2 h"})
    after = await joined.stored()
    with pytest.raises(ImpossibleGesture):
        await joined.gestures.submit(ANA, view_id=view.id, filled={})
    joined.team.open_modal(view)  # as if the answer to the first had been slow to arrive
    await joined.saves(ANA, {"How often": "Every 2 h"})
    assert await joined.stored() == after


async def test_settings_of_somebody_who_stopped_meanwhile_are_refused(joined: Scene) -> None:
    await opens(joined)
    await joined.types(ANA, "/budge stop")
    before = await joined.stored()
    errors = await joined.saves(ANA, {"How often": "Every 2 h"})
    assert errors == {"How often": "You haven't started yet. Try /budge start."}
    assert await joined.stored() == before


async def test_settings_opened_before_a_change_by_words_show_the_change(joined: Scene) -> None:
    await joined.types(ANA, "hours 22-6 mon-thu")
    await opens(joined)
    shown = shown_in(joined.modal_of(ANA))
    assert (shown["From"], shown["To"], shown["Days"]) == ("22:00", "06:00", ["Mon", "Tue", "Wed", "Thu"])
    assert shown["Days that differ"] == "fri 9-17:30"
    before = await joined.stored()
    assert await joined.saves(ANA) == {}
    assert (await joined.stored())["members"][0][:8] == before["members"][0][:8]


async def test_any_week_comes_back_from_the_form_as_it_went_in(joined: Scene) -> None:
    for words in WEEKS:
        await joined.types(ANA, f"hours {words}")
        before = (await joined.types(ANA, "/budge")).split("Every")[1]
        await opens(joined)
        assert await joined.saves(ANA) == {}
        if joined.team.modals[ANA]:  # a day that is too short is asked about
            assert await joined.saves(ANA) == {}
        assert (await joined.types(ANA, "/budge")).split("Every")[1] == before, words


async def test_what_is_typed_in_the_dm_cannot_open_a_modal_and_offers_a_button_instead(joined: Scene) -> None:
    told = await joined.types(ANA, "settings")
    assert "[Settings]" in told
    await joined.presses(ANA, "Settings")
    assert joined.modal_of(ANA).title == "Settings"


async def test_a_trigger_that_went_stale_says_press_again(joined: Scene) -> None:
    joined.sandbox.wire.triggers._lifetime = timedelta().total_seconds() - 1
    told = await joined.types(ANA, "/budge settings")
    assert told == "That took too long for Slack. Please press again."
    assert not joined.team.modals.get(ANA)


async def test_the_leaderboard_answer_can_be_changed_in_the_settings(joined: Scene) -> None:
    await opens(joined)
    await joined.saves(ANA, {"On the leaderboard": 'Show me as "Ana"'})
    assert 'Leaderboard: shown as "Ana".' in await joined.opens_home(ANA)
    await opens(joined)
    await joined.saves(ANA, {"On the leaderboard": "Keep me private"})
    assert "Leaderboard: private." in joined.home_of(ANA)
