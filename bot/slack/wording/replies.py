"""What a command or a press is answered with, as `mrkdwn`: what changed, then what happens next.

Replies that come with buttons, or that name somebody, are messages of `bot.slack.blocks.status`.
"""

from bot.domain.card import Card
from bot.domain.status import Snoozed, Status
from bot.slack.wording import folded
from bot.slack.wording.counts import capitalised, listed
from bot.slack.wording.hours import week_words
from bot.slack.wording.plans import empty_days_sentence, next_sentence
from bot.slack.wording.times import interval_spoken, interval_words, zone_words


def interval_set(status: Status) -> str:
    return _then(f"Every {interval_spoken(status.member.interval)} from now on.", status)


def hours_set(status: Status) -> str:
    return _then(f"{week_words(status.member.week)}.", status)


def zone_set(status: Status) -> str:
    zone = status.member.zone
    return _then("" if zone is None else f"{capitalised(zone_words(zone))} from now on.", status)


def saved(status: Status) -> str:
    """After the settings."""
    return _then("Saved.", status)


def resumed(status: Status) -> str:
    return _then("Back on.", status)


def stopped() -> str:
    return "Reminders are off. Your history stays: `/budge forget me` erases it, `/budge start` brings you back."


def hidden() -> str:
    return "You're private again, also in this week's post."


def already_in(status: Status) -> str:
    rhythm = f"every {interval_words(status.member.interval)}, {week_words(status.member.week)}"
    return f"You're already in: {rhythm}. {next_sentence(status)}"


def joined_in_channel() -> str:
    return "You're in. The details are in our DM."


def is_in_dm() -> str:
    """After `now` typed in a channel."""
    return "The exercises are in our DM."


def comes_late() -> str:
    """After `now`, when Slack was too busy or did not answer; a card asked for is not posted any later than that."""
    return "Slack is slow to take it. It comes to our DM within a quarter of an hour, or not at all."


def moved(card: Card) -> str:
    return folded.moved(card)


def moved_without_card(status: Status) -> str:
    """After `moved` with nothing open: the interval counts from now all the same."""
    return f"Noted: you moved on your own. {next_sentence(status)}"


def skipped(card: Card) -> str:
    return folded.skipped(card)


def snoozed(outcome: Snoozed, card: Card) -> str:
    """Until when, or that it did not fit and became a skip."""
    if outcome.until is not None:
        return folded.back(card)
    status, asked = outcome.status, interval_spoken(outcome.asked)
    is_paused = status.member.is_paused(status.now + outcome.asked)
    why = "You are paused by then" if is_paused else f"{asked} from now is outside your hours"
    return f"{why}, so this one is skipped. {folded.next_of(card)}".rstrip()


def done(card: Card) -> str:
    """What is done, and what comes next or is still open."""
    if card.reminder.is_withdrawn:
        return folded.skipped(card)
    if not card.is_all_done:
        return f"{folded.done_titles(card)}. {_still_open(card)}"
    parts = (folded.all_done(card), folded.progress(card), folded.next_of(card))
    return " ".join(part for part in parts if part)


def undone(card: Card) -> str:
    return f"Undone. {_still_open(card)}"


def post_off() -> str:
    return "Off. No more posts here."


def _then(change: str, status: Status) -> str:
    parts = (change, next_sentence(status), empty_days_sentence(status))
    return " ".join(part for part in parts if part)


def _still_open(card: Card) -> str:
    return f"Still open: {listed([exercise.title for exercise in card.open_exercises])}."
