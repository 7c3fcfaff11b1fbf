import pytest

from bot.sandbox.people import ANA, GENERAL
from tests.slack.stage import Stage, words

REPLIES = {
    "": "Next at 11:",
    "help": "/budge",
    "why": "",
    "every 2h": "Every 2 hours from now on. Next at 11:",
    "hours 9-12:30 13:15-17:30": "Mon–Fri 9:00–12:30 and 13:15–17:30. Next at 11:",
    "zone America/New_York": "New York time from now on. Next at ",
    "pause": "Paused until tomorrow 9:00.",
    "pause until monday": "Paused until Monday 23 November, 9:00. First one at ",
    "resume": "Back on. Next at 11:",
    "stats": "Your week has room.",
    "leaderboard": "Your week has room.",
    "show me": 'You\'re on the leaderboard as "Ana".',
    "hide me": "You're private again, also in this week's post.",
    "stop": "Reminders are off.",
}

REFUSALS = {
    "evry 2h": "I don't know *evry*. Did you mean `/budge every 2h`?",
    "every 1h": "1 hour is shorter than this workspace's 2 hours. Try `/budge every 2h`.",
    "every 5h": "5 hours is longer than this workspace's 3 hours. Try `/budge every 3h`.",
    "every lunchtime": "I can't read *lunchtime* as a time. Try `/budge every 2h30`.",
    "every 2": "Is *2* hours or minutes? Try `/budge every 2h`.",
    "hours 9-5": "5:00 is before 9:00. Try `/budge hours 9-17`.",
    "hours 9-10": "Those hours are shorter than your 2 h 30, so nothing would come. Try `/budge hours 9-13`.",
    "hours 9-12 11-15": "9–12 and 11–15 overlap. Try `/budge hours 9-15`.",
    "pause until yesterday": "That has passed. Try `/budge pause tomorrow`.",
    "snooze 20": "Nothing is open. Next at 11:",
    "done": "Nothing is open. Next at 11:",
    "undo": "There is nothing to undo.",
    "snooze 90": "I can snooze 5 to 60 minutes. Try `/budge snooze 60`",
    "zone berlin": "Did you mean Europe/Berlin? Try `/budge zone Europe/Berlin`.",
    "leaderboard off": "No post is set up here.",
}


@pytest.mark.parametrize(("typed", "reply"), REPLIES.items())
async def test_a_command_is_answered_to_the_person_alone(stage: Stage, typed: str, reply: str) -> None:
    await stage.join()

    outcome = await stage.say(f"/budge {typed}".strip())

    assert outcome.ok
    assert reply in stage.last(GENERAL).text.replace("*", "")
    assert stage.last(GENERAL).ephemeral_to == ANA


@pytest.mark.parametrize(("typed", "reply"), REFUSALS.items())
async def test_what_cannot_be_is_refused_in_a_sentence_and_changes_nothing(
    shared_stage: Stage, typed: str, reply: str
) -> None:
    before = await shared_stage.status()

    await shared_stage.say(f"/budge {typed}")

    assert shared_stage.last(GENERAL).text.startswith(reply)
    assert await shared_stage.status() == before


async def test_settings_open_a_modal(stage: Stage) -> None:
    await stage.join()

    await stage.say("/budge settings")

    assert stage.modal().title == "Settings"


async def test_settings_typed_in_the_dm_lead_to_the_button_that_can_open_them(stage: Stage) -> None:
    dm = await stage.join()

    await stage.say("settings", channel=dm)
    await stage.press("Settings", stage.last(dm))

    assert stage.modal().title == "Settings"


async def test_a_trigger_that_went_stale_asks_to_press_again(stage: Stage) -> None:
    await stage.join()
    stage.sandbox.wire.triggers._lifetime = -1.0

    await stage.say("/budge settings")

    assert "press again" in stage.last(GENERAL).text


async def test_pause_buttons_change_the_message_they_are_on(stage: Stage) -> None:
    await stage.join()
    await stage.say("/budge pause")
    paused = stage.last(GENERAL)

    await stage.press("Until Monday", paused)
    longer = stage.now_of(paused)
    assert longer is not None
    assert longer.text.startswith("Paused until Monday 23 November, 9:00.")

    await stage.press("Resume now", longer)
    back = stage.now_of(paused)
    assert back is not None
    assert back.text.startswith("Back on. Next at 11:")
    assert not back.blocks


async def test_the_pause_menu_of_the_status_pauses(stage: Stage) -> None:
    await stage.join()
    await stage.say("/budge")
    status = stage.last(GENERAL)

    await stage.press("Until tomorrow", status)

    paused = stage.now_of(status)
    assert paused is not None
    assert paused.text.startswith("Paused until tomorrow 9:00.")


async def test_typed_marks_become_neither_mentions_nor_links(stage: Stage) -> None:
    await stage.join()

    for typed in (
        "<!channel>",
        "<@U0PRIYA>",
        "every <https://evil.example|2h>",
        "*bold*_it_`code`",
        "every &lt;!here&gt;",
    ):
        await stage.say(f"/budge {typed}")
        said = stage.last(GENERAL).text
        assert "<" not in said
        assert "https:" not in said


async def test_a_very_long_command_is_answered_in_one_sentence(stage: Stage) -> None:
    await stage.join()

    await stage.say("/budge " + "nonsense" * 500)

    assert len(stage.last(GENERAL).text) < 200
    assert "Did you mean `/budge help`?" in stage.last(GENERAL).text


async def test_help_names_the_words_that_work(stage: Stage) -> None:
    await stage.join()

    await stage.say("/budge help")

    assert "without the slash" in words(stage.last(GENERAL).blocks)
