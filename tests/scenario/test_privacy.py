"""What is stored, handed out and erased, as people meet it."""

import io
import json
from typing import Any

import pytest

from bot.sandbox.faults import Fault
from bot.sandbox.people import ANA, LIN, PRIYA, SAM, WELLNESS
from bot.sandbox.records import File, Message
from tests.scenario.screen import labels_of, words_of
from tests.scenario.stage import Scene, stage
from tests.scenario.test_leaderboard import does, joins, posts
from tests.scenario.test_logs import log
from tests.stores import engine_for
from tests.whole_database import mentions

__all__ = ["log"]

ERASED = "Erased. /budge start begins afresh."
QUESTION = (
    "Your settings, history, streak and place on the leaderboard go for good. "
    "Messages I sent you stay in Slack until you or your workspace delete them."
)
NOT_JOINED = "You haven't started yet. Try /budge start."


def files(scene: Scene, person: str) -> list[File]:
    return [file for message in scene.messages(person) for file in message.files]


def exported(scene: Scene, person: str) -> Any:
    [file] = files(scene, person)
    assert file.name == "budge-export.json"
    return json.loads(file.content)


async def traces(scene: Scene, person: str) -> list[str]:
    """Where the database still speaks of somebody."""
    who = scene.team.people[person]
    async with engine_for(scene.url) as engine:
        return await mentions(engine, who.id, who.name, f"D{who.id[1:]}")


async def test_everything_stored_comes_as_a_file_into_the_dm(scene: Scene) -> None:
    await joins(scene, LIN)
    await scene.types(ANA, "/budge start", into=WELLNESS)
    await scene.goes_to("11:32")
    await scene.presses(ANA, "Both done")

    told = await scene.types(ANA, "/budge export", into=WELLNESS)

    assert "Sent to our DM: budge-export.json." in told
    data = exported(scene, ANA)
    assert data["member"]["name"] == "Ana"
    assert data["member"]["zone"] == "Europe/Berlin"
    [reminder] = data["reminders"]
    assert (reminder["state"], len(reminder["done"])) == ("done", 2)
    assert reminder["sent_at"].endswith("Z")
    assert data["days"] == [{"active_on": "2026-11-17", "delivered": 1, "done": 2}]
    assert LIN not in json.dumps(data)
    assert files(scene, LIN) == []


async def test_the_same_word_works_in_the_dm_and_from_the_home(scene: Scene) -> None:
    await joins(scene, ANA)
    assert "Sent to our DM: budge-export.json." in await scene.types(ANA, "export")
    await scene.opens_home(ANA)
    await scene.presses_at_home(ANA, "Export my data")
    assert words_of(scene.modal_of(ANA)) == "Sent to our DM: budge-export.json."
    assert [file.name for file in files(scene, ANA)] == ["budge-export.json"] * 2


@pytest.mark.parametrize(
    ("method", "word", "told"),
    [
        ("files.getUploadURLExternal", "missing_scope", "I may not send files in this workspace, so nothing was sent."),
        ("files.completeUploadExternal", "channel_not_found", "Slack didn't take the file, so nothing was sent."),
    ],
)
async def test_what_slack_refuses_is_told_and_nothing_is_half_done(
    method: str, word: str, told: str, scene: Scene
) -> None:
    await joins(scene, ANA)
    scene.sandbox.weather.fault = lambda called, _: Fault("refuse", word=word) if called == method else None
    assert told in await scene.types(ANA, "/budge export", into=WELLNESS)
    assert files(scene, ANA) == []
    assert [line for line in scene.complaints if word not in line] == []
    scene.complaints.clear()


async def test_a_lost_answer_says_that_it_may_have_come(scene: Scene) -> None:
    await joins(scene, ANA)
    lost = "files.completeUploadExternal"
    scene.sandbox.weather.fault = lambda called, _: Fault("drop", after=True) if called == lost else None
    assert "Slack didn't say whether it took the file." in await scene.types(ANA, "/budge export", into=WELLNESS)
    assert len(files(scene, ANA)) == 1
    scene.complaints.clear()


async def test_forget_me_asks_first_and_keep_keeps(scene: Scene) -> None:
    await joins(scene, ANA)
    await scene.types(ANA, "/budge forget me", into=WELLNESS)
    modal = scene.modal_of(ANA)
    assert (modal.title, modal.submit, modal.close) == ("Erase everything?", "Erase", "Keep")
    assert words_of(modal) == QUESTION
    await scene.gestures.close(ANA, view_id=modal.id)
    assert "every 2 h 30" in (await scene.types(ANA, "start")).lower()


async def test_forget_me_erases_all_and_start_begins_afresh(scene: Scene) -> None:
    await joins(scene, LIN)
    await joins(scene, ANA, shown=True)
    await scene.types(ANA, "/budge every 3h", into=WELLNESS)
    await scene.goes_to("11:32")
    card = await scene.next_card(ANA)
    assert await traces(scene, ANA) != []

    await scene.types(ANA, "/budge forget me", into=WELLNESS)
    await scene.saves(ANA)
    await scene.settles()

    assert words_of(scene.modal_of(ANA)) == ERASED
    assert await traces(scene, ANA) == []
    assert scene.team.message(card.channel, ts=card.ts) is None
    assert await traces(scene, LIN) != []
    assert "You're in." in await scene.types(ANA, "/budge start", into=WELLNESS)
    status = await scene.types(ANA, "/budge", into=WELLNESS)
    assert "Every 2 h 30" in status
    assert "0 exercises this week" in status


async def test_a_press_on_an_old_card_says_that_nobody_has_started(scene: Scene) -> None:
    await joins(scene, ANA)
    await scene.next_card(ANA)
    await scene.presses(ANA, "Both done")
    done = scene.card(ANA)

    await scene.types(ANA, "forget me")
    await scene.presses(ANA, "Forget me")

    assert ERASED in [words_of(message) for message in scene.messages(ANA)]
    assert scene.team.message(done.channel, ts=done.ts) is not None  # what was sent stays in Slack
    assert NOT_JOINED in await scene.presses(ANA, "Undo", on=done)
    assert await traces(scene, ANA) == []


async def test_the_home_asks_by_slacks_own_dialog(scene: Scene) -> None:
    await joins(scene, ANA)
    await scene.opens_home(ANA)
    [button] = [
        element
        for block in scene.team.homes[ANA].blocks
        for element in block.get("elements", ())
        if element.get("action_id") == "forget_me"
    ]
    confirm = {name: button["confirm"][name]["text"] for name in ("title", "text", "confirm", "deny")}
    assert confirm == {"title": "Erase everything?", "text": QUESTION, "confirm": "Erase", "deny": "Keep"}

    await scene.presses_at_home(ANA, "Forget me")

    assert words_of(scene.modal_of(ANA)) == ERASED
    assert "I'm Budge." in scene.home_of(ANA)
    assert await traces(scene, ANA) == []


async def test_somebody_who_stopped_can_still_ask_for_both(scene: Scene) -> None:
    await joins(scene, ANA)
    await scene.types(ANA, "/budge stop", into=WELLNESS)
    assert "Sent to our DM" in await scene.types(ANA, "/budge export", into=WELLNESS)
    await scene.types(ANA, "forget me")
    await scene.presses(ANA, "Forget me")
    assert await traces(scene, ANA) == []


@pytest.mark.parametrize("words", ["export", "forget me"])
async def test_a_stranger_has_nothing_to_ask_for(words: str, scene: Scene) -> None:
    assert await scene.types(ANA, f"/budge {words}", into=WELLNESS) == NOT_JOINED
    assert "I'm Budge." in await scene.types(ANA, words)
    assert scene.team.modals.get(ANA, []) == []


async def test_a_mistyped_word_leads_to_the_right_one(scene: Scene) -> None:
    await joins(scene, ANA)
    assert "Did you mean /budge forget me?" in await scene.types(ANA, "/budge forgte me", into=WELLNESS)
    assert "Did you mean /budge export?" in await scene.types(ANA, "/budge exprot", into=WELLNESS)


async def test_the_weekly_post_loses_the_name_and_keeps_the_numbers(scene: Scene) -> None:
    people = (ANA, LIN, PRIYA, SAM)
    await joins(scene, *people, shown=True, resting=True)
    await scene.types(ANA, "/budge leaderboard post fri 16:00", into=WELLNESS)
    for person in people:
        await does(scene, person, 2)
    await scene.goes_to("Fri 16:00")
    [post] = posts(scene)
    total = next(line for line in words_of(post).splitlines() if "together" in line)
    assert "Set up by Ana." in words_of(post)

    await scene.types(ANA, "forget me")
    await scene.presses(ANA, "Forget me")

    [now] = posts(scene)
    assert "Ana" not in words_of(now) + now.text
    assert total in words_of(now)
    assert words_of(now).splitlines()[-1].startswith("Anyone in this channel:")
    assert await traces(scene, ANA) == []

    for person in (LIN, PRIYA, SAM):
        await does(scene, person, 2)
    await scene.goes_to("Fri 16:00")
    assert len(posts(scene)) == 2
    assert "Set up by" not in words_of(posts(scene)[-1])


async def test_nothing_personal_gets_into_the_log_at_debug(sqlite_url: str, log: io.StringIO) -> None:
    async with stage(sqlite_url) as scene:
        await joins(scene, ANA, shown=True)
        await scene.types(ANA, "/budge leaderboard post fri 16:00", into=WELLNESS)
        card: Message = await scene.next_card(ANA)
        assert "Both done" in labels_of(card)
        await scene.types(ANA, "/budge export", into=WELLNESS)
        before = len(log.getvalue())
        await scene.types(ANA, "/budge export", into=WELLNESS)
        await scene.types(ANA, "forget me")
        await scene.presses(ANA, "Forget me")
        await scene.types(ANA, "/budge export", into=WELLNESS)
    said = [line for line in log.getvalue()[before:].splitlines() if '"logger": "uvicorn' not in line]
    assert sum("acked" in line for line in said) >= 4
    personal = (ANA, f"D{ANA[1:]}", '"Ana', "Ana ", "budge-export", "upload/v1", "xoxb-")
    assert [line for line in said if any(word in line for word in personal)] == []
