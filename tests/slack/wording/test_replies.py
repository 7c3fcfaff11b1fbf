from datetime import timedelta

import pytest

from bot.domain.card import Card
from bot.domain.reminder import State
from bot.domain.status import Snoozed, Status
from bot.slack.wording import replies
from bot.slack.wording.openers import OPENERS, opener
from bot.slack.wording.plans import next_sentence
from tests.slack.examples import BOTH_DONE, HIP, NOW, at, card, member, paused, progress, reminder, status, week

PROGRESS = progress()
DONE = card(reminder(state=State.DONE), done=BOTH_DONE, progress=PROGRESS)


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        (
            replies.interval_set(status(member(interval=timedelta(hours=2)), next_at=at("13:42"))),
            "Every 2 hours from now on. Next at 13:42.",
        ),
        (
            replies.interval_set(status(empty_days=(4,))),
            "Every 2 h 30 from now on. Next at 14:12. Friday: too short for that, so nothing comes.",
        ),
        (
            replies.hours_set(status(member(week=week(mon="9-12:30 13:15-17:30")), next_at=at("13:20"))),
            "Mon 9:00–12:30 and 13:15–17:30. Next at 13:20.",
        ),
        (replies.zone_set(status()), "Berlin time from now on. Next at 14:12."),
        (replies.saved(status(next_at=at("13:55"))), "Saved. Next at 13:55."),
        (replies.resumed(status(next_at=at("14:05"))), "Back on. Next at 14:05."),
        (
            replies.stopped(),
            "Reminders are off. Your history stays: `/budge forget me` erases it, `/budge start` brings you back.",
        ),
        (replies.hidden(), "You're private again, also in this week's post."),
        (replies.already_in(status()), "You're already in: every 2 h 30, Mon–Fri 9:00–17:30. Next at 14:12."),
        (replies.joined_in_channel(), "You're in. The details are in our DM."),
        (replies.is_in_dm(), "The exercises are in our DM."),
        (replies.moved_without_card(status()), "Noted: you moved on your own. Next at 14:12."),
        (replies.post_off(), "Off. No more posts here."),
    ],
)
def test_a_reply_says_what_changed_and_what_happens_next(reply: str, sentence: str) -> None:
    assert reply == sentence


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        (replies.moved(card(reminder(state=State.MOVED))), "Noted: you moved on your own. Next at 14:12."),
        (replies.skipped(card(reminder(state=State.SKIPPED))), "Skipped. Next at 14:12."),
        (replies.skipped(card(reminder(state=State.SKIPPED), next_at=None)), "Skipped."),
        (
            replies.done(DONE),
            "Both done, 11:42. That is 1 of 1 today and 14 exercises this week. Next at 14:12.",
        ),
        (
            replies.done(card(done={HIP.id: at("11:38")})),
            "Standing hip stretch done. Still open: Lying knee to chest.",
        ),
        (replies.undone(card()), "Undone. Still open: Standing hip stretch and Lying knee to chest."),
    ],
)
def test_a_reply_about_the_card_says_what_it_says(reply: str, sentence: str) -> None:
    assert reply == sentence


def test_a_snooze_names_its_return() -> None:
    assert replies.snoozed(_snoozed(), _snoozed_card(snoozes=1)) == "Back at 11:52."


def test_the_second_snooze_says_that_there_is_no_third() -> None:
    assert (
        replies.snoozed(_snoozed(), _snoozed_card(snoozes=2)) == "Back at 11:52. After that you can do it or skip it."
    )


def test_a_snooze_that_does_not_fit_says_that_it_became_a_skip() -> None:
    outcome = Snoozed(status=status(), until=None, asked=timedelta(minutes=30))
    skipped = card(reminder(state=State.SKIPPED), next_at=at("11:30", 19))
    sentence = "30 minutes from now is outside your hours, so this one is skipped. Next tomorrow at 11:30."
    assert replies.snoozed(outcome, skipped) == sentence


@pytest.mark.parametrize(
    ("standing", "sentence"),
    [
        (status(), "Next at 14:12."),
        (status(next_at=at("11:30", 19)), "Next tomorrow at 11:30."),
        (paused(at("9:00", 23), next_at=at("11:30", 23)), "Paused until Monday 23 November, 9:00. First one at 11:30."),
        (
            paused(at("12:00", 20), next_at=at("11:30", 23)),
            "Paused until Friday 20 November, 12:00. First one on Monday at 11:30.",
        ),
        (paused(at("16:12"), next_at=None), "Paused until 16:12."),
        (paused(None), "Paused until you type `/budge resume`."),
        (status(member(stopped_at=NOW)), "Reminders are off. `/budge start` brings you back."),
        (
            status(member(zone=None), next_at=None),
            "I start as soon as I know your time zone. Try `/budge zone Europe/Berlin`.",
        ),
        (
            status(member(suspended_reason="messages_tab_disabled"), next_at=None),
            "Slack doesn't let me message you, so nothing is planned. Once that is mended, type `/budge start`.",
        ),
        (
            status(next_at=None, is_all_left_out=True),
            "You have left out everything on your days. Try `/budge exercises`.",
        ),
        (status(next_at=None), "Your hours are too short for every 2 h 30. Try `/budge hours 9-17`."),
    ],
)
def test_what_comes_next_is_told_in_every_state(standing: Status, sentence: str) -> None:
    assert next_sentence(standing) == sentence


def test_there_are_18_openers_and_every_index_has_one() -> None:
    assert len(set(OPENERS)) == 18
    assert [opener(index) for index in range(18)] == list(OPENERS)
    assert opener(18) == OPENERS[0]


def _snoozed() -> Snoozed:
    return Snoozed(status=status(), until=at("11:52"), asked=timedelta(minutes=10))


def _snoozed_card(*, snoozes: int) -> Card:
    return card(reminder(state=State.SNOOZED, snoozed_until=at("11:52"), snoozes=snoozes))
