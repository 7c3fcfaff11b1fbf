"""The figures by themselves: few series whatever comes, and nothing of anybody in them."""

from datetime import timedelta

import prometheus_client
import pytest

from bot.metrics import METHODS, Metrics
from bot.services.levels import Levels
from bot.services.meter import Called, Heard, Transacted
from tests.figures import Figures

SECOND = timedelta(seconds=1)
LABELS = {"kind", "le", "method", "outcome", "queue", "reason", "version"}
LEVELS = Levels(
    leases=3,
    turns=2,
    after_acks=5,
    is_connected=True,
    bell_rang_ago=0.5 * SECOND,
    clock_ahead=-0.25 * SECOND,
    queues={"members": 7, "reminders": 1, "look_ups": 0, "errands": 12},
)


@pytest.fixture
def metrics() -> Metrics:
    return Metrics(version="1.2.3")


async def read(metrics: Metrics) -> Figures:
    return Figures.of((await metrics.exposition()).decode())


async def test_a_process_that_has_done_nothing_tells_its_version(metrics: Metrics) -> None:
    figures = await read(metrics)
    assert figures.of_labels("budge_build_info", version="1.2.3") == 1
    assert figures["budge_reminders_sent_total"] == 0
    assert figures["process_resident_memory_bytes"] > 0


async def test_levels_are_told_as_long_as_they_are_lent(metrics: Metrics) -> None:
    async def levels() -> Levels:
        return LEVELS

    metrics.watch(levels)
    figures = await read(metrics)
    assert {name: figures[name] for name in sorted(figures.names) if "_bucket" not in name and name in TOLD} == TOLD
    assert figures.by("budge_queue_length", "queue") == LEVELS.queues
    metrics.forget()
    assert (await read(metrics)).names.isdisjoint(TOLD)


TOLD = {
    "budge_bell_rang_seconds_ago": 0.5,
    "budge_clock_ahead_seconds": -0.25,
    "budge_leases_held": 3,
    "budge_slack_connected": 1,
    "budge_turns_under_way": 2,
    "budge_work_after_acks": 5,
}


async def test_what_is_not_known_is_left_out_and_not_told_as_nothing(metrics: Metrics) -> None:
    async def levels() -> Levels:
        return Levels(
            leases=0, turns=0, after_acks=0, is_connected=False, bell_rang_ago=None, clock_ahead=None, queues={}
        )

    metrics.watch(levels)
    figures = await read(metrics)
    assert figures["budge_slack_connected"] == 0
    assert figures.names.isdisjoint({"budge_bell_rang_seconds_ago", "budge_clock_ahead_seconds", "budge_queue_length"})


async def test_no_word_from_outside_makes_a_series_of_its_own(metrics: Metrics) -> None:
    """A thousand words of each kind, the ids of workspaces, members and channels among them."""
    for number in range(1000):
        for word in (f"T{number:08}", f"U{number:08}", f"D{number:08}", f"error_{number}"):
            metrics.expired(word)
            metrics.failed(word)
            metrics.called(word, Called.REFUSED, seconds=0.1)
    everything(metrics)

    figures = await read(metrics)
    labels = {pair for _, pairs in figures.values for pair in pairs}
    assert {name for name, _ in labels} <= LABELS
    assert not any(value[:1] in "TUDCWG" and value[1:].isdigit() for _, value in labels)
    assert len(figures.values) < 1000
    assert counted(figures, "budge_reminders_expired_total") == {"late": 1, "other": 4000}


def counted(figures: Figures, name: str) -> dict[str, float]:
    """By the reason, without those that were never given."""
    return {reason: count for reason, count in figures.by(name, "reason").items() if count}


def everything(metrics: Metrics) -> None:
    """Each thing that can happen, once."""
    metrics.sent(late=SECOND)
    metrics.expired("late")
    metrics.failed("channel_not_found")
    metrics.lagged(0.01)
    for heard in Heard:
        metrics.acked(heard, seconds=0.01)
    for outcome in Transacted:
        metrics.transacted(outcome, seconds=0.01)
    for method in METHODS:
        for called in Called:
            metrics.called(method, called, seconds=0.1)


async def test_lateness_is_told_from_a_second_to_the_quarter_of_an_hour_that_is_allowed(metrics: Metrics) -> None:
    for seconds in (-1, 0.5, 1, 2, 600, 900):
        metrics.sent(late=seconds * SECOND)
    figures = await read(metrics)
    bounds = figures.by("budge_reminder_late_seconds_bucket", "le")
    assert (bounds["1.0"], bounds["2.0"], bounds["600.0"], bounds["900.0"]) == (3, 4, 5, 6)


async def test_two_processes_in_one_share_nothing_and_nothing_is_global(metrics: Metrics) -> None:
    metrics.sent(late=SECOND)
    assert (await read(Metrics(version="1.2.3")))["budge_reminders_sent_total"] == 0
    assert b"budge" not in prometheus_client.generate_latest()
