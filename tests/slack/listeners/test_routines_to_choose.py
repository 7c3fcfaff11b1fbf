"""With more than one routine in the catalog a member chooses which one comes."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.ids import MemberId
from bot.domain.member import Style, Visibility
from bot.domain.offer import LeftOut
from bot.domain.periods import DEFAULT_WEEK
from bot.domain.selection import Choice
from bot.domain.settings import SettingsForm
from bot.sandbox.people import ANA
from bot.slack import ids
from tests.slack.listeners.test_settings_modal import save
from tests.slack.stage import Stage, raised, words

NECK = """
id = "neck"
title = "Ease your neck"

[[exercises]]
id = "neck_turn"
title = "Slow neck turn"
short_name = "Neck turn"
about_seconds = 60
equipment = "A chair."
spoken_needs = "You need a chair."

[[exercises.steps]]
screen = 1
text = "Turn your head to the left."

[[exercises]]
id = "neck_rest"
title = "Neck rest"
short_name = "Rest"
about_seconds = 60
equipment = "A chair."
spoken_needs = "You need a chair."

[[exercises.steps]]
screen = 2
text = "Let your head rest."
"""

NECK_CHOSEN = SettingsForm(
    interval=timedelta(hours=2),
    zone="Europe/Berlin",
    week=DEFAULT_WEEK,
    visibility=Visibility.PRIVATE,
    choice=Choice(routine="neck", wanted=frozenset(), standing_only=frozenset()),
    style=Style.PICTURES,
    guide_sounds=True,
)


@pytest.fixture
async def both(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Stage]:
    folder = tmp_path / "routines"
    folder.mkdir()
    (folder / "neck.toml").write_text(NECK, encoding="utf-8")
    async with raised(sqlite_url, more_routines=folder) as stage:
        await stage.join()
        await stage.say("/budge settings")
        yield stage


def labels(stage: Stage) -> list[str]:
    return [block["label"]["text"] for block in stage.modal().blocks if block["type"] == "input"]


def field(stage: Stage, name: str) -> dict[str, object]:
    [found] = [block for block in stage.modal().blocks if block["block_id"] == name]
    return dict(found)


async def leave_out_knee(stage: Stage) -> None:
    wish = LeftOut(exercise="knee_to_chest", always=True)
    await stage.services.caring.leave_out(stage.workspace, MemberId(ANA), wish)


async def test_the_settings_ask_which_routine(both: Stage) -> None:
    assert labels(both)[7:10] == ["Routine", "Exercises", "At the office only the standing one"]
    assert "Another one begins with all of its exercises, but for what you left out of it before." in words(
        [field(both, ids.ROUTINE_FIELD)]
    )
    assert "Ease your neck" in words([field(both, ids.ROUTINE_FIELD)])


async def test_with_one_routine_there_is_nothing_to_choose(stage: Stage) -> None:
    await stage.join()
    await stage.say("/budge settings")
    assert "Routine" not in labels(stage)


async def test_another_routine_comes_whole_whatever_was_left_out_of_the_first(both: Stage) -> None:
    await leave_out_knee(both)
    assert not await save(both, routine="neck", exercises=["hip_stretch"], standing_only=["0"])

    member = (await both.status()).member
    assert member.routine == "neck"
    card = await both.reminded()
    assert "Slow neck turn" in words(card.blocks)
    assert "Standing hip stretch" not in words(card.blocks)


async def test_what_was_left_out_of_a_routine_stays_out_when_its_member_comes_back_to_it(both: Stage) -> None:
    await leave_out_knee(both)
    await both.say("/budge settings")
    await save(both, routine="neck")
    await both.say("/budge settings")
    assert not await save(both, routine="hips")
    assert [one.exercise for one in (await both.status()).member.left_out] == ["knee_to_chest"]


async def test_a_card_that_is_asked_for_is_of_the_routine_that_was_chosen_since(both: Stage) -> None:
    await both.reminded()
    await both.say("/budge settings")
    await save(both, routine="neck")
    both.clock.at += timedelta(minutes=1)
    await both.say("/budge now")
    asked_for = words(both.last(both.dm()).blocks)
    assert "Slow neck turn" in asked_for
    assert "Standing hip stretch" not in asked_for


async def test_the_form_the_home_and_the_steps_are_those_of_the_routine(both: Stage) -> None:
    await save(both, routine="neck")
    await both.say("/budge settings")
    assert labels(both)[7:10] == ["Routine", "Exercises", "The message"]  # nobody lies down for it
    assert "Neck rest" in words([field(both, ids.EXERCISES_FIELD)])

    await both.open_home()
    assert "*Slow neck turn*   shown" in words(both.home().blocks)
    await both.press_home("See the steps")
    assert "Turn your head to the left." in words(both.modal().blocks)


async def test_the_same_routine_keeps_what_is_left_out(both: Stage) -> None:
    await leave_out_knee(both)
    await both.say("/budge settings")
    assert not await save(both, routine="hips", interval="120")
    assert [one.exercise for one in (await both.status()).member.left_out] == ["knee_to_chest"]


async def test_a_card_that_is_open_can_still_be_ticked_off_and_undone(both: Stage) -> None:
    card = await both.reminded()
    await both.say("/budge settings")
    await save(both, routine="neck")
    await both.press("Both done", card)
    drawn = both.now_of(card)
    assert drawn is not None
    assert drawn.text.startswith("Both done")


async def test_a_button_for_an_exercise_of_another_routine_brings_the_message_up_to_date(both: Stage) -> None:
    await both.say("exercises", channel=both.dm())
    asked = both.last(both.dm())
    await both.say("/budge settings")
    await save(both, routine="neck")
    await both.press("Lying knee to chest", asked)
    drawn = both.now_of(asked)
    assert drawn is not None
    assert "Slow neck turn" in words(drawn.blocks)


async def test_a_form_opened_before_the_routine_was_changed_says_so(both: Stage) -> None:
    await both.say("/budge hurts")
    await both.services.preferences.save(both.workspace, MemberId(ANA), NECK_CHOSEN)
    filled = {
        ids.CHANGE_FIELD: {ids.CHANGE_FIELD: "leave_out:hip_stretch"},
        ids.HOW_LONG_FIELD: {ids.HOW_LONG_FIELD: "today"},
    }
    errors = await both.sandbox.gestures.submit(ANA, view_id=both.modal().id, filled=filled)
    assert errors == {ids.CHANGE_FIELD: "Your routine is another one by now. Cancel, and look again."}
