from bot.domain.ids import MemberId
from bot.sandbox.people import ANA, WELLNESS
from bot.slack.listeners.words import is_first, is_said_to_us
from bot.slack.recent import Recent
from tests.slack.stage import Stage


async def test_a_message_delivered_three_times_is_answered_once(stage: Stage) -> None:
    dm = await stage.join()
    before = len(stage.seen(dm))
    stage.sandbox.wire.link.copies = 3

    await stage.say("every 2h", channel=dm)
    await stage.sandbox.team.feed.until(lambda: len(stage.seen(dm)) > before)  # a copy may have been acked first
    await stage.tasks.settle()

    assert len(stage.seen(dm)) == before + 1


async def test_what_people_say_in_channels_is_not_heard(stage: Stage) -> None:
    await stage.say("done", channel=WELLNESS)

    assert stage.seen(WELLNESS) == []


async def test_words_in_the_dm_are_answered_by_a_message(stage: Stage) -> None:
    dm = await stage.join()

    await stage.say("every 2h", channel=dm)

    assert stage.last(dm).text.startswith("Every 2 hours from now on.")
    assert stage.last(dm).ephemeral_to is None


async def test_an_overlong_message_is_answered_in_one_sentence(stage: Stage) -> None:
    dm = await stage.join()

    await stage.say("done " * 3000, channel=dm)

    assert len(stage.last(dm).text) < 300
    assert (await stage.services.home.status(stage.workspace, MemberId(ANA))).week_exercises == 0


def test_edits_files_bots_and_empty_texts_are_not_said_to_us() -> None:
    said = {"type": "message", "channel_type": "im", "user": "U1", "text": "done"}

    assert is_said_to_us(said)
    for unheard in ({"subtype": "message_changed"}, {"bot_id": "B1"}, {"user": None}, {"text": " "}, {"text": None}):
        assert not is_said_to_us(said | unheard)
    assert not is_said_to_us(said | {"channel_type": "channel"})


def test_one_gesture_that_comes_as_two_events_is_heard_once() -> None:
    heard: Recent[str] = Recent(size=10)

    assert is_first({"client_msg_id": "m1"}, "Ev1", heard=heard)
    assert not is_first({"client_msg_id": "m1"}, "Ev2", heard=heard)
    assert not is_first({"client_msg_id": "m2"}, "Ev1", heard=heard)
    assert is_first({}, "Ev3", heard=heard)


def test_only_so_much_is_remembered() -> None:
    recent: Recent[int] = Recent(size=3)

    for number in range(5):
        recent.add(number)

    assert [number in recent for number in range(5)] == [False, False, True, True, True]
