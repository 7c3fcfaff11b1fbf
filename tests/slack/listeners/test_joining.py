from datetime import timedelta

from bot.domain.ids import MemberId
from bot.domain.member import Visibility
from bot.sandbox.people import ANA, GENERAL, KIT, NOOR
from tests.slack.stage import Stage, words


async def test_start_in_a_channel_joins_and_tells_the_details_in_the_dm(stage: Stage) -> None:
    dm = await stage.join()

    assert stage.last(GENERAL).text == "You're in. The details are in our DM."
    assert stage.last(GENERAL).ephemeral_to == ANA
    assert "You're in." in words(stage.last(dm).blocks)


async def test_start_in_the_dm_says_everything_once_there(stage: Stage) -> None:
    dm = await stage.messenger.open_dm(stage.workspace, MemberId(ANA))

    await stage.say("start", channel=dm)

    assert ["You're in." in words(message.blocks) for message in stage.seen(dm)] == [True]


async def test_starting_twice_says_that_one_is_in_already(stage: Stage) -> None:
    await stage.join()

    await stage.say("/budge start")

    assert stage.last(GENERAL).text.startswith("You're already in: every 2 h 30, Mon–Fri 9:00–17:30.")


async def test_any_other_words_of_a_stranger_get_the_introduction_and_join_nobody(stage: Stage) -> None:
    dm = await stage.messenger.open_dm(stage.workspace, MemberId(ANA))

    for typed in ("hi", "help", "done", "every 2h", "every lunchtime", "zone berlin", "   ok  ", "x" * 5000):
        await stage.say(typed, channel=dm)

    assert {message.text[:10] for message in stage.seen(dm)} == {"I'm Budge."}
    assert len(stage.seen(dm)) == 8
    assert await stage.services.home.home(stage.workspace, MemberId(ANA)) is None


async def test_a_strangers_commands_say_how_to_start(stage: Stage) -> None:
    for typed in ("done", "every 2h", "every lunchtime", "leaderboard", "settings", "leaderboard post fri 16:00"):
        await stage.say(f"/budge {typed}")

    assert {message.text for message in stage.seen(GENERAL)} == {"You haven't started yet. Try `/budge start`."}


async def test_a_stranger_who_types_no_command_gets_the_introduction(stage: Stage) -> None:
    for typed in ("", "hello there", "help"):
        await stage.say(f"/budge {typed}".strip())

    assert {message.text[:10] for message in stage.seen(GENERAL)} == {"I'm Budge."}


async def test_the_start_button_joins(stage: Stage) -> None:
    await stage.say("/budge hello")

    await stage.press("Start", stage.last(GENERAL))

    assert "You're in." in words(stage.last(stage.dm()).blocks)


async def test_the_exercises_can_be_read_before_joining(stage: Stage) -> None:
    await stage.say("/budge hello")

    await stage.press("Show me the exercises", stage.last(GENERAL))

    assert "Standing hip stretch" in words(stage.last(GENERAL).blocks)
    assert stage.last(GENERAL).ephemeral_to == ANA


async def test_the_leaderboard_question_folds_to_its_answer(stage: Stage) -> None:
    welcome = stage.last(await stage.join())

    await stage.press("Show me", welcome)

    folded = stage.now_of(welcome)
    assert folded is not None
    assert 'Leaderboard: shown as "Ana".' in words(folded.blocks)
    assert "Keep me private" not in words(folded.blocks)
    status = await stage.status()
    assert status.member.visibility is Visibility.SHOWN


async def test_staying_private_folds_the_question_too(stage: Stage) -> None:
    welcome = stage.last(await stage.join())

    await stage.press("Keep me private", welcome)

    folded = stage.now_of(welcome)
    assert folded is not None
    assert "Leaderboard: private." in words(folded.blocks)


async def test_somebody_without_a_zone_is_asked_and_starts_with_the_answer(stage: Stage) -> None:
    question = stage.last(await stage.join(by=NOOR), by=NOOR)
    assert question.text.startswith("What is your time zone?")

    options = await stage.suggestions(question, "sao pau", by=NOOR)
    assert [option["value"] for option in options] == ["America/Sao_Paulo"]
    await stage.pick(question, "America/Sao_Paulo", by=NOOR)

    answered = stage.now_of(question)
    assert answered is not None
    assert "Sao Paulo time" in words(answered.blocks)


async def test_a_typed_zone_answers_the_question_too(stage: Stage) -> None:
    dm = await stage.join(by=NOOR)

    await stage.say("zone Asia/Beirut", by=NOOR, channel=dm)

    assert "Beirut time" in words(stage.last(dm, by=NOOR).blocks)
    assert "Keep me private" in words(stage.last(dm, by=NOOR).blocks)


async def test_a_guest_can_join(stage: Stage) -> None:
    dm = await stage.join(by=KIT)

    assert "You're in." in words(stage.last(dm, by=KIT).blocks)


async def test_stop_and_start_again(stage: Stage) -> None:
    dm = await stage.join()

    await stage.say("stop", channel=dm)
    assert stage.last(dm).text == (
        "Reminders are off. Your history stays: `/budge forget me` erases it, `/budge start` brings you back."
    )

    await stage.say("start", channel=dm)
    assert "You're in." in words(stage.last(dm).blocks)


async def test_whoever_was_welcomed_after_the_question_is_welcomed_no_second_time(stage: Stage) -> None:
    question = stage.last(await stage.join(by=NOOR), by=NOOR)
    await stage.suggestions(question, "beirut", by=NOOR)
    await stage.pick(question, "Asia/Beirut", by=NOOR)
    before = stage.seen(stage.dm(NOOR), by=NOOR)

    stage.clock.at += timedelta(minutes=2)
    await stage.say("/budge start", by=NOOR)

    assert stage.last(GENERAL, by=NOOR).text.startswith("You're already in:")
    assert stage.seen(stage.dm(NOOR), by=NOOR) == before
