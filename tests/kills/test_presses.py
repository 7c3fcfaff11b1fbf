"""The ledger tells a lost completion from a press that was refused."""

import json
from random import Random

import pytest
from starlette.types import Message, Receive, Scope, Send

from bot.slack.blocks.status import card_closed
from bot.slack.wording.failures import SAVE_FAILED, SLACK_FAILED, UNEXPECTED
from tests.kills.answers import PAST_THE_ADDRESS, Answers
from tests.kills.points import Phase
from tests.kills.presses import Fate, fates
from tests.kills.record import Acked, Answered, Record
from tests.kills.slack_door import SlackDoor

CLOSED = card_closed().text
HIP, KNEE = "hip", "knee"
OFFERED = {"card": (HIP, KNEE), "other": (HIP, KNEE)}
HOOKS = "/hooks/response/T1"


def press(exercise: str | None = HIP, *, key: str = "first") -> Acked:
    return Acked("card", exercise, "U1", key)


def fates_of(
    *acked: Acked, answered: tuple[Answered, ...] = (), ticked: frozenset[tuple[str, str]] = frozenset()
) -> list[Fate]:
    record = Record(acked=list(acked), answered=list(answered))
    return [fate for _, fate in fates(record, offered=OFFERED, ticked=ticked)]


def test_a_press_without_its_completion_is_lost() -> None:
    assert fates_of(press()) == [Fate.LOST]


def test_a_refusal_excuses_the_press_that_it_answers_and_no_other() -> None:
    earlier, later = press(key="first"), press(key="second")

    assert fates_of(earlier, later, answered=(Answered("first", CLOSED),)) == [Fate.EXCUSED, Fate.LOST]
    assert fates_of(earlier, later, answered=(Answered("of another card", CLOSED),)) == [Fate.LOST, Fate.LOST]


@pytest.mark.parametrize("said", [CLOSED, SAVE_FAILED])
def test_a_press_is_excused_when_the_bot_knew_that_it_did_not_count(said: str) -> None:
    assert fates_of(press(), answered=(Answered("first", said),)) == [Fate.EXCUSED]


@pytest.mark.parametrize("said", [SLACK_FAILED, UNEXPECTED, "Twice is the most. Try `/budge skip`."])
def test_an_answer_that_does_not_say_so_excuses_nothing(said: str) -> None:
    assert fates_of(press(), answered=(Answered("first", said),)) == [Fate.LOST]


def test_what_is_ticked_off_needs_no_excuse() -> None:
    both = frozenset({("card", HIP), ("card", KNEE)})
    refused = (Answered("first", CLOSED),)

    assert fates_of(press(), press(None, key="second"), answered=refused, ticked=both) == [Fate.TICKED, Fate.TICKED]


def test_both_done_is_lost_when_one_of_them_is() -> None:
    assert fates_of(press(None), ticked=frozenset({("card", HIP)})) == [Fate.LOST]


def test_a_press_on_a_card_that_the_store_does_not_know_is_lost() -> None:
    assert fates_of(Acked("stray", None, "U1", "first")) == [Fate.LOST]


def brought(answers: Answers, key: str, *, value: str, person: str = "U1") -> None:
    pressed = {
        "type": "block_actions",
        "user": {"id": person},
        "response_url": f"http://slack/life/7{HOOKS}/{key}",
        "actions": [{"value": value}],
    }
    answers.sees_sent(json.dumps({"type": "interactive", "payload": pressed}))


def told(said: str) -> bytes:
    return json.dumps({"response_type": "ephemeral", "text": said}).encode()


def test_an_answer_is_put_down_to_the_press_whose_address_it_was_sent_to() -> None:
    answers = Answers(Record())
    brought(answers, "first", value="card:hip")
    brought(answers, "second", value="other:")
    answers.sees_sent(json.dumps({"type": "hello"}))
    answers.sees_called(f"{HOOKS}/first", json.dumps({"replace_original": True, "text": "Done."}).encode())
    answers.sees_called(f"{HOOKS}/second", told(CLOSED))
    answers.sees_called(f"{HOOKS}/first", told(SAVE_FAILED))

    assert answers.record.answered == [Answered("second", CLOSED), Answered("first", SAVE_FAILED)]


def test_an_answer_past_the_address_is_put_down_to_the_latest_press_of_its_person() -> None:
    answers = Answers(Record())
    for key, person in (("first", "U1"), ("second", "U1"), ("third", "U2")):
        brought(answers, key, value="card:hip", person=person)
    answers.sees_called(PAST_THE_ADDRESS, json.dumps({"channel": "D1", "user": "U1", "text": CLOSED}).encode())

    assert answers.record.answered == [Answered("second", CLOSED)]


def test_a_press_is_known_by_its_person_and_its_button() -> None:
    answers = Answers(Record())
    for key, value in (("first", "card:hip"), ("second", "card:hip"), ("third", "card:knee")):
        brought(answers, key, value=value)

    assert answers.record.latest_of("U1", "card:hip") == "second"


class Doomed:
    """A life that ends at the door."""

    def comes_to(self, act: str) -> None:
        pass

    def dies_at(self, _act: str, phase: Phase) -> bool:
        return phase is Phase.BEFORE


async def test_an_answer_is_on_record_though_its_process_dies_before_slack_has_taken_it() -> None:
    async def slack(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise AssertionError("Slack was reached")

    async def receive() -> Message:
        return {"type": "http.request", "body": told(CLOSED)}

    said: list[Message] = []

    async def send(message: Message) -> None:
        said.append(message)

    answers = Answers(Record())
    brought(answers, "first", value="card:hip")
    door = SlackDoor(slack, life=lambda _: Doomed(), chance=Random(7), answers=answers)
    await door({"type": "http", "path": f"/life/7{HOOKS}/first", "headers": []}, receive, send)

    assert said[0]["status"] == 503
    assert answers.record.answered == [Answered("first", CLOSED)]
