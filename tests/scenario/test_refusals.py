"""Whatever cannot be read or done is answered with one sentence, typed with the slash or without; nothing changes."""

import pytest

from bot.sandbox.people import ANA, WELLNESS
from tests.scenario.screen import words_of
from tests.scenario.stage import Scene

REFUSED = {
    "evry 2h": "I don't know evry. Did you mean /budge every 2h?",
    "flarp": "I don't know flarp. Did you mean /budge help?",
    "every 1h": "1 hour is shorter than this workspace's 2 hours. Try /budge every 2h.",
    "every 5h": "5 hours is longer than this workspace's 3 hours. Try /budge every 3h.",
    "every lunchtime": "I can't read lunchtime as a time. Try /budge every 2h30.",
    "every": "I can't read every as a time. Try /budge every 2h30.",
    "every 2": "Is 2 hours or minutes? Try /budge every 2h.",
    "every 150": "Is 150 hours or minutes? Try /budge every 150m.",
    "hours 9-5": "5:00 is before 9:00. Try /budge hours 9-17.",
    "hours 9-10": "Those hours are shorter than your 2 h 30, so nothing would come. Try /budge hours 9-13.",
    "hours 9-12 11-15": "9–12 and 11–15 overlap. Try /budge hours 9-15.",
    "hours": "I can't read hours as hours. Try /budge hours 9-17 mon-fri.",
    "hours 9-25": "I can't read 9-25 as hours. Try /budge hours 9-17 mon-fri.",
    "pause until yesterday": "That has passed. Try /budge pause tomorrow.",
    "pause until 2020-01-01": "That has passed. Try /budge pause tomorrow.",
    "pause until nevermore": "I can't read nevermore as the end of a pause. Try /budge pause until monday.",
    "snooze 20": "Nothing is open. Next at 11:32. Try /budge now.",
    "done": "Nothing is open. Next at 11:32. Try /budge now.",
    "done 1": "Nothing is open. Next at 11:32. Try /budge now.",
    "skip": "Nothing is open. Next at 11:32. Try /budge now.",
    "snooze 90": "I can snooze 5 to 60 minutes. Try /budge snooze 60, or /budge skip.",
    "snooze 1": "I can snooze 5 to 60 minutes. Try /budge snooze 5, or /budge skip.",
    "snooze soon": "I can't read soon as minutes. Try /budge snooze 20.",
    "undo": "There is nothing to undo. Try /budge now.",
    "zone berlin": "Did you mean Europe/Berlin? Try /budge zone Europe/Berlin.",
    "zone Atlantis": None,
    "leaderboard post": "I can't read post as a day and a time. Try /budge leaderboard post fri 16:00.",
    "leaderboard post someday": "I can't read someday as a day and a time. Try /budge leaderboard post fri 16:00.",
    "done 7x": "There is no exercise 7x on that card. Try /budge done.",
}
MEMBERS_ONLY = (
    *("every 2h", "hours 9-17", "zone Europe/Berlin", "pause", "resume", "stop", "settings"),
    *("now", "done", "moved", "skip", "undo", "snooze 20"),
    *("stats", "leaderboard", "show me", "hide me", "leaderboard post fri 16:00", "every 1h", "snooze 90"),
)
NOT_YET = ("at :55", "at 10:55 13:25")
"""Words of features that are not there yet."""


async def test_every_refusal_is_its_sentence_with_the_slash_and_without_and_changes_nothing(scene: Scene) -> None:
    await scene.types(ANA, "/budge start")
    before = await scene.stored()
    for words, sentence in REFUSED.items():
        by_command = await scene.types(ANA, f"/budge {words}", into=WELLNESS)
        in_dm = await scene.types(ANA, words)
        assert by_command == in_dm, words
        assert sentence is None or by_command == sentence, words
    assert await scene.stored() == before


async def test_what_a_refusal_suggests_works_if_typed(scene: Scene) -> None:
    await scene.types(ANA, "/budge start")
    for words in REFUSED:
        refused = await scene.types(ANA, words)
        if "Try /budge " not in refused and "Did you mean /budge " not in refused:
            continue  # what was typed before has made it possible
        suggested = refused.rpartition("/budge ")[2].rstrip(".?")
        told = await scene.types(ANA, f"/budge {suggested}")
        assert "I can't read" not in told, suggested
        assert "I don't know" not in told, suggested
        await scene.passes(seconds=1)


async def test_words_of_what_is_not_there_yet_are_unknown_words(scene: Scene) -> None:
    await scene.types(ANA, "/budge start")
    before = await scene.stored()
    for words in NOT_YET:
        told = await scene.types(ANA, f"/budge {words}")
        assert told.startswith(f"I don't know {words.split()[0]}. Did you mean /budge "), words
        suggested = told.rpartition("Did you mean /budge ")[2].rstrip("?")
        assert suggested.split()[0] != "at"
    assert await scene.stored() == before


async def test_with_a_card_open_the_numbers_on_it_are_the_only_ones(scene: Scene) -> None:
    await scene.types(ANA, "/budge start")
    await scene.goes_to("11:32")
    before = await scene.stored()
    assert await scene.types(ANA, "done 7") == "There is no exercise 7 on that card. Try /budge done."
    assert await scene.stored() == before


async def test_a_members_command_before_joining_is_refused(scene: Scene) -> None:
    for words in MEMBERS_ONLY:
        told = await scene.types(ANA, f"/budge {words}", into=WELLNESS)
        assert told == "You haven't started yet. Try /budge start.", words
        assert (await scene.types(ANA, words)).startswith("I'm Budge."), words
    assert (await scene.stored())["members"] == []


async def test_any_other_words_of_a_stranger_get_the_introduction(scene: Scene) -> None:
    for words in ("", "help", "hello there", "flarp"):
        assert (await scene.types(ANA, f"/budge {words}", into=WELLNESS)).startswith("I'm Budge."), words


async def test_why_is_told_to_anybody(scene: Scene) -> None:
    assert "Why sitting hurts" in await scene.types(ANA, "/budge why", into=WELLNESS)


async def test_leaderboard_off_where_nothing_is_set_up_says_so(scene: Scene) -> None:
    await scene.types(ANA, "/budge start")
    told = await scene.types(ANA, "/budge leaderboard off", into=WELLNESS)
    assert told == "No post is set up here. Try /budge leaderboard post fri 16:00."


async def test_help_lists_twelve_commands_that_all_work(scene: Scene) -> None:
    await scene.types(ANA, "/budge start")
    told = await scene.types(ANA, "/budge help")
    *lines, last = told.splitlines()
    assert last == "Everything here works in our DM too, without the slash."
    assert len(lines) == 12
    for line in lines:
        command = line.split("  ")[0]
        answer = await scene.types(ANA, command)
        assert "I don't know" not in answer
        assert "I can't read" not in answer
        await scene.types(ANA, "/budge start")
        await scene.passes(seconds=1)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("every 2h", "Every 2 hours from now on. Next at 11:02."),
        ("every 2h15", "Every 2 h 15 from now on. Next at 11:17."),
        ("every 150 min", "Every 2 h 30 from now on. Next at 11:32."),
        ("hours 9-12:30 13:15-17:30", "Mon–Fri 9:00–12:30 and 13:15–17:30. Next at 11:32."),
        ("hours fri 9-13", "Mon–Thu 9:00–17:30, Fri 9:00–13:00. Next at 11:32."),
        ("zone europe/berlin", "Berlin time from now on. Next at 11:32."),
        ("resume", "Back on. Next at 11:32."),
    ],
)
async def test_what_changes_a_schedule_ends_with_the_next_moment_and_that_comes_true(
    scene: Scene, words: str, told: str
) -> None:
    await scene.types(ANA, "/budge start")
    assert await scene.types(ANA, f"/budge {words}") == told
    await scene.goes_to(told.rpartition("at ")[2].rstrip("."))
    assert len(scene.cards(ANA)) == 1
    assert scene.card(ANA).posted_at == scene.clock.now()


async def test_the_bare_command_tells_how_things_stand(scene: Scene) -> None:
    await scene.types(ANA, "/budge start")
    told = await scene.types(ANA, "/budge")
    assert told.startswith(
        "Next at 11:32. Every 2 h 30, Mon–Fri 9:00–17:30, Berlin time. 0 exercises this week.\n[Do them now] "
    )
    assert words_of(scene.messages(ANA)[-1]) == told
