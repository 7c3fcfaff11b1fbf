"""The check of the interval between two cards: what it must notice, and the one documented exception."""

from datetime import timedelta

import pytest

from bot.domain.card import Card
from bot.domain.ids import ReminderId
from bot.domain.reminder import Kind, Reminder
from tests.simulation.invariants import Begun
from tests.simulation.processes import Freeze
from tests.simulation.timing_laws import ANCHORS
from tests.simulation.told import ANA, BEGAN, CARD, MINUTE, TEAM, Told, at, idle_process, member, reminder
from tests.simulation.world import routine

NEXT, INTERVAL = ReminderId("next"), timedelta(hours=1)
HOURLY = member(**dict.fromkeys(ANCHORS), interval=3600.0, zone="UTC", week="/".join(["0-1440"] * 7))


@pytest.fixture
def told() -> Told:
    told = Told()
    told.commit(HOURLY)
    return told


def appears(told: Told, name: ReminderId, *, frozen: float = 0.0, is_given_up: bool = False) -> None:
    """A planned card is posted by a process that stood still for so many seconds before that, in mid-post; it may have
    been given up by another one meanwhile.
    """
    process = idle_process(str(name))
    begun_at = told.loop.elapsed
    told.loop.elapsed += frozen
    if frozen:
        process.freezes.append(Freeze(begun_at, told.loop.elapsed))
    due_at = BEGAN + timedelta(seconds=begun_at)
    told.commit(reminder(name, kind="planned", state="pending", due_at=at(begun_at)))
    if is_given_up:
        told.commit(reminder(name, kind="planned", state="expired", reason="late", due_at=at(begun_at)))
    posted = Reminder(
        workspace=TEAM,
        member=ANA,
        id=name,
        origin=name,
        kind=Kind.PLANNED,
        due_at=due_at,
        active_on=due_at.date(),
        exercises=(),
        opener=0,
    )
    card = Card(reminder=posted, exercises=routine().exercises, done={}, zone="UTC", now=due_at)
    told.checks.card_posted(card, Begun(process, begun_at, begun_at + MINUTE, "planned", INTERVAL))


def test_a_card_that_comes_sooner_than_the_interval_is_noticed(told: Told) -> None:
    told.loop.elapsed = 60 * MINUTE
    appears(told, CARD)
    told.loop.elapsed += 9 * MINUTE
    appears(told, NEXT)
    assert told.violations == ["no card comes sooner than the interval after the last: next after 0:09:00"]


def test_it_counts_by_the_interval_of_the_moment_when_the_post_began(told: Told) -> None:
    told.loop.elapsed = 60 * MINUTE
    appears(told, CARD)
    told.loop.elapsed += 61 * MINUTE
    told.commit({**HOURLY, "interval": 7200.0})
    appears(told, NEXT)
    assert told.violations == []


def test_it_does_not_count_from_the_card_of_a_frozen_process_that_was_given_up_meanwhile(told: Told) -> None:
    told.loop.elapsed = 60 * MINUTE
    appears(told, CARD, frozen=20 * MINUTE)
    told.commit(reminder(kind="planned", state="expired", reason="late", due_at=at(0)))
    told.loop.elapsed += 9 * MINUTE
    appears(told, NEXT)
    assert told.violations == []
    assert told.checks.counts["shortly after the card of a frozen process"] == 1


def test_a_card_that_a_frozen_process_posts_after_it_was_given_up_is_judged_by_no_interval(told: Told) -> None:
    told.loop.elapsed = 60 * MINUTE
    appears(told, NEXT)
    told.loop.elapsed += MINUTE
    appears(told, CARD, frozen=20 * MINUTE, is_given_up=True)
    assert told.violations == []
    assert told.checks.counts["by a frozen process after it was given up"] == 1


def test_it_counts_from_the_card_of_a_frozen_process_that_was_recorded_as_sent(told: Told) -> None:
    told.loop.elapsed = 60 * MINUTE
    appears(told, CARD, frozen=20 * MINUTE)
    told.commit(reminder(kind="planned", due_at=at(0)))
    told.loop.elapsed += 9 * MINUTE
    appears(told, NEXT)
    assert told.violations == ["no card comes sooner than the interval after the last: next after 0:09:00"]
