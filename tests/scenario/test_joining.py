"""Who joins, how, and who does not."""

from dataclasses import replace

import pytest

from bot.sandbox.people import ANA, KIT, LIN, WELLNESS
from bot.sandbox.records import SLACKBOT
from bot.sandbox.speech import say
from tests.scenario.screen import words_of
from tests.scenario.stage import Scene


async def test_a_member_joins_by_command_in_a_channel_and_reads_the_details_in_the_dm(either_scene: Scene) -> None:
    scene = either_scene
    told = await scene.types(ANA, "/budge start", into=WELLNESS)
    assert told.startswith("You're in. The details are in our DM.")
    welcome = words_of(scene.messages(ANA)[-1])
    assert "When  Mon–Fri 9:00–17:30, Berlin time" in welcome
    assert "First one  today at 11:32" in welcome
    [in_channel] = scene.messages(ANA, WELLNESS)
    assert in_channel.ephemeral_to == ANA
    await scene.goes_to("11:31")
    assert scene.cards(ANA) == []
    await scene.goes_to("11:32")
    assert len(scene.cards(ANA)) == 1


async def test_a_greeting_enrols_nobody_and_start_in_the_introduction_does(scene: Scene) -> None:
    for words in ("hi", "help", "what is this?", "stats"):
        introduction = await scene.types(ANA, words)
        assert introduction.startswith("I'm Budge. Every 2 to 3 hours of your working day"), words
    await scene.passes(hours=8)
    assert (await scene.stored())["members"] == []
    assert scene.cards(ANA) == []
    assert "[Both done]" not in await scene.presses(ANA, "Show me the exercises")
    assert (await scene.stored())["members"] == []
    welcome = await scene.presses(ANA, "Start")
    assert "You're in." in welcome
    assert len((await scene.stored())["members"]) == 1


async def test_the_home_of_a_stranger_has_a_start_that_joins(scene: Scene) -> None:
    home = await scene.opens_home(ANA)
    assert "I'm Budge." in home
    assert "1  Standing hip stretch" in home
    welcome = await scene.presses_at_home(ANA, "Start")
    assert "You're in." in welcome
    assert "Next: today at 11:32" in scene.home_of(ANA)


async def test_the_leaderboard_question_folds_to_its_answer(scene: Scene) -> None:
    await scene.types(ANA, "/budge start")
    await scene.presses(ANA, "Keep me private")
    [welcome] = [message for message in scene.messages(ANA) if "You're in." in words_of(message)]
    assert "Leaderboard: private. /budge show me changes it." in words_of(welcome)
    assert "[Show me]" not in words_of(welcome)


async def test_somebody_who_asks_to_be_shown_is_told_under_which_name(scene: Scene) -> None:
    await scene.types(ANA, "/budge start")
    await scene.presses(ANA, "Show me")
    [welcome] = [message for message in scene.messages(ANA) if "You're in." in words_of(message)]
    assert 'Leaderboard: shown as "Ana". /budge hide me changes it.' in words_of(welcome)


async def test_joining_twice_changes_nothing_and_says_how_things_stand(scene: Scene) -> None:
    await scene.types(ANA, "/budge start")
    before = await scene.stored()
    await scene.passes(minutes=20)
    told = await scene.types(ANA, "/budge start")
    assert told == "You're already in: every 2 h 30, Mon–Fri 9:00–17:30. Next at 11:32.\n[Settings]"
    assert await scene.stored() == before


async def test_a_guest_can_join(scene: Scene) -> None:
    assert "You're in." in await scene.types(KIT, "start")
    await scene.goes_to("11:32")
    assert len(scene.cards(KIT)) == 1


@pytest.mark.parametrize("nobody", ["U0ROBO", SLACKBOT])
async def test_a_bot_cannot_join(scene: Scene, nobody: str) -> None:
    robot = replace(scene.team.people[LIN], id=nobody, name="Robo", is_bot=nobody != SLACKBOT)
    scene.team.change_person(robot)
    before = await scene.stored()
    await say(scene.sandbox.wire, robot, channel=scene.team.channels[WELLNESS], text="/budge start")
    await scene.settles()
    [told] = scene.messages(nobody, WELLNESS)
    assert words_of(told) == "Only people of this workspace can join. Try /budge help."
    assert await scene.stored() == before


async def test_stopping_takes_the_open_card_away_at_once_and_start_brings_back(scene: Scene) -> None:
    await scene.types(ANA, "/budge start")
    await scene.goes_to("11:32")
    told = await scene.types(ANA, "/budge stop")
    assert told.startswith("Reminders are off. Your history stays:")
    assert scene.cards(ANA) == []
    await scene.goes_to("17:00")
    assert scene.cards(ANA) == []
    assert "I'm Budge." in await scene.types(ANA, "hello")
    told = await scene.types(ANA, "/budge start")
    assert "You're in." in told
    assert "First one  tomorrow at" in told


async def test_somebody_who_leaves_the_team_is_not_reminded_any_more(scene: Scene) -> None:
    await scene.types(ANA, "/budge start")
    await scene.goes_to("11:32")
    await scene.gestures.leave_team(ANA)
    await scene.settles()
    posted = len(scene.chronicle.messages)
    await scene.passes(days=2)
    assert len(scene.chronicle.messages) == posted
    assert scene.cards(ANA) == []
