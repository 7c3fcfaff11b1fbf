"""The ledger tells a lost completion from a press that was refused."""

import json
from time import monotonic

import pytest

from bot.slack.blocks.status import card_closed
from bot.slack.wording.failures import SAVE_FAILED, SLACK_FAILED, UNEXPECTED
from tests.kills.answers import Answers
from tests.kills.presses import ANSWERED_WITHIN, Fate, fates
from tests.kills.record import Acked, Answered, Record

CLOSED = card_closed().text
HIP, KNEE = "hip", "knee"
OFFERED = {"card": (HIP, KNEE), "other": (HIP, KNEE)}


def press(exercise: str | None = HIP, *, at: float = 100.0) -> Acked:
    return Acked("card", exercise, "U1", pressed_at=at, acked_at=at + 0.1)


def answer(said: str = CLOSED, *, about: str = "card", exercise: str | None = HIP, at: float = 100.2) -> Answered:
    return Answered(about, exercise, "U1", at=at, said=said)


def fates_of(
    *acked: Acked, answered: tuple[Answered, ...] = (), ticked: frozenset[tuple[str, str]] = frozenset()
) -> list[Fate]:
    record = Record(acked=list(acked), answered=list(answered))
    return [fate for _, fate in fates(record, offered=OFFERED, ticked=ticked)]


def test_a_press_without_its_completion_is_lost() -> None:
    assert fates_of(press()) == [Fate.LOST]


def test_a_lost_completion_of_somebody_who_was_once_refused_something_else_is_lost() -> None:
    earlier, later = press(at=10.0), press(at=100.0)
    of_another_card = answer(about="other")
    of_another_button = answer(exercise="skip")
    of_the_earlier_press = answer(at=10.2)

    assert fates_of(earlier, later, answered=(of_the_earlier_press,)) == [Fate.EXCUSED, Fate.LOST]
    assert fates_of(later, answered=(of_another_card, of_another_button, of_the_earlier_press)) == [Fate.LOST]


@pytest.mark.parametrize("said", [CLOSED, SAVE_FAILED])
def test_a_press_whose_person_was_told_that_it_did_not_count_is_excused(said: str) -> None:
    assert fates_of(press(), answered=(answer(said),)) == [Fate.EXCUSED]


@pytest.mark.parametrize("said", [SLACK_FAILED, UNEXPECTED, "Twice is the most. Try `/budge skip`."])
def test_an_answer_that_does_not_say_so_excuses_nothing(said: str) -> None:
    assert fates_of(press(), answered=(answer(said),)) == [Fate.LOST]


def test_a_refusal_excuses_one_press_only() -> None:
    assert fates_of(press(), press(at=100.1), answered=(answer(),)) == [Fate.EXCUSED, Fate.LOST]


def test_a_refusal_may_overtake_the_ack_and_comes_at_once() -> None:
    overtaking, late = answer(at=100.05), answer(at=100.2 + ANSWERED_WITHIN)

    assert fates_of(press(), answered=(overtaking,)) == [Fate.EXCUSED]
    assert fates_of(press(), answered=(late,)) == [Fate.LOST]


def test_what_is_ticked_off_needs_no_excuse() -> None:
    both = frozenset({("card", HIP), ("card", KNEE)})

    assert fates_of(press(), press(None), answered=(answer(),), ticked=both) == [Fate.TICKED, Fate.TICKED]


def test_both_done_is_lost_when_one_of_them_is() -> None:
    assert fates_of(press(None), ticked=frozenset({("card", HIP)})) == [Fate.LOST]


def test_a_press_on_a_card_that_the_store_does_not_know_is_lost() -> None:
    stray = Acked("stray", None, "U1", pressed_at=1.0, acked_at=1.1)

    assert fates_of(stray) == [Fate.LOST]


def test_an_answer_is_put_down_to_the_press_whose_address_it_was_sent_to() -> None:
    record, began = Record(), monotonic()
    answers = Answers(record)
    for key, value in (("first", "card:hip"), ("second", "other:")):
        pressed = {
            "type": "block_actions",
            "user": {"id": "U1"},
            "response_url": f"http://slack/life/7/hooks/response/T1/{key}",
            "actions": [{"value": value}],
        }
        answers.sees_sent(json.dumps({"type": "interactive", "payload": pressed}))
    answers.sees_sent(json.dumps({"type": "hello"}))
    told = json.dumps({"response_type": "ephemeral", "text": CLOSED}).encode()
    answers.sees_answered("/hooks/response/T1/first", json.dumps({"replace_original": True, "text": "Done."}).encode())
    answers.sees_answered("/hooks/response/T1/second", told)
    answers.sees_answered("/hooks/response/T1/first", told)

    assert [(one.reminder, one.exercise, one.person, one.said) for one in record.answered] == [
        ("other", None, "U1", CLOSED),
        ("card", HIP, "U1", CLOSED),
    ]
    assert all(began <= one.at <= monotonic() for one in record.answered)
