"""The sentences of a card that is no longer open, without formatting: they serve blocks, text and replies alike."""

from datetime import datetime

from bot.domain.card import Card
from bot.domain.reminder import MOST_SNOOZES, WITHDRAWN
from bot.slack.escaping import escape
from bot.slack.wording.care import is_left_out
from bot.slack.wording.counts import capitalised, counted, listed
from bot.slack.wording.plans import next_at_sentence
from bot.slack.wording.times import clock_time, local_date, when

SHORTEST_RUN = 2
"""Days from which a streak is told."""
_ALL_DONE = {1: "Done", 2: "Both done"}


def all_done(card: Card) -> str:
    """As in `Both done, 11:42.`."""
    words = _ALL_DONE.get(len(card.exercises), "All done")
    return f"{words}, {clock_time(max(card.done.values()), card.zone)}."


def progress(card: Card) -> str:
    """`That is 1 of 1 today and 14 exercises this week.`; a new best week says so."""
    if card.progress is None:
        return ""
    today = f"That is {card.progress.done_today} of {card.progress.sent_today} today"
    week = counted(card.progress.week_exercises, "exercise")
    if card.progress.is_best_week:
        return f"{today}. {capitalised(week)}: your best week so far."
    return f"{today} and {week} this week."


def outlook(card: Card) -> str:
    """`Next at 14:12 · 6 days in a row`; empty where there is nothing to tell."""
    parts = [next_of(card).rstrip(".")]
    if card.progress is not None and card.progress.streak_days >= SHORTEST_RUN:
        parts.append(f"{card.progress.streak_days} days in a row")
    return " · ".join(part for part in parts if part)


def next_of(card: Card) -> str:
    """`Next at 14:12.`; empty where nothing is planned."""
    return next_at_sentence(card.next_at, now=card.now, zone=card.zone)


def done_titles(card: Card) -> str:
    """As in `Standing hip stretch done`."""
    return escape(f"{listed([exercise.title for exercise in card.exercises if exercise.id in card.done])} done")


def closed_partly(card: Card) -> str:
    """As in `11:30 · Standing hip stretch done`."""
    return f"{_came_at(card)} · {done_titles(card)}"


def went_by(card: Card) -> str:
    """As in `11:30 · went by`."""
    return f"{_came_at(card)} · went by"


def moved(card: Card) -> str:
    return f"Noted: you moved on your own. {next_of(card)}".rstrip()


def skipped(card: Card) -> str:
    if card.reminder.reason == WITHDRAWN:
        return _withdrawn(card)
    return f"{'Skipped.' if not card.done else f'{done_titles(card)}, the rest skipped.'} {next_of(card)}".rstrip()


def _withdrawn(card: Card) -> str:
    """`Closed. Take it easy. Next at 14:05.`, or what is left out by now of what it offered."""
    done = [f"{done_titles(card)}."] if card.done else []
    gone = [
        is_left_out(exercise, one, today=local_date(card.now, card.zone))
        for exercise in card.exercises
        for one in card.left_out
        if one.exercise == exercise.id and (one.always or (one.until and one.until > card.reminder.active_on))
    ]
    return " ".join([*done, "Closed.", *(gone or ["Take it easy.", next_of(card)])]).rstrip()


def snoozed(card: Card) -> str:
    """`Snoozed. Back at 11:52.`; the second time also that there is no third."""
    return back(card) if _is_last_snooze(card) else f"Snoozed. {back(card)}"


def back(card: Card) -> str:
    """As in `Back at 11:52.`."""
    until = card.reminder.snoozed_until
    if until is None:  # snoozed cards have it
        return ""
    sentence = f"Back {when(until, now=card.now, zone=card.zone)}."
    return f"{sentence} After that you can do it or skip it." if _is_last_snooze(card) else sentence


def done_at(moment: datetime, zone: str) -> str:
    """As in `done 11:38`."""
    return f"done {clock_time(moment, zone)}"


def _is_last_snooze(card: Card) -> bool:
    return card.reminder.snoozes >= MOST_SNOOZES


def _came_at(card: Card) -> str:
    return clock_time(card.reminder.sent_at or card.reminder.due_at, card.zone)
