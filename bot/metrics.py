"""The figures of `/metrics`, as Prometheus reads them: a `Meter` with a registry of its own.

Every label has a short list of values that stands here or in an enumeration. What is not on its list is "other", so
that no workspace, member or channel, and no word of Slack's that nobody has thought of, can make a series of its own.
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from datetime import timedelta

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from bot.services.levels import Levels
from bot.services.meter import Called, Heard, Transacted

OTHER = "other"
METHODS = frozenset(
    {
        "apps.connections.open",
        "auth.test",
        "bots.info",
        "chat.delete",
        "chat.postEphemeral",
        "chat.postMessage",
        "chat.update",
        "conversations.history",
        "conversations.info",
        "conversations.members",
        "conversations.open",
        "files.completeUploadExternal",
        "files.getUploadURLExternal",
        "oauth.v2.access",
        "response_url",
        "upload",
        "users.info",
        "views.open",
        "views.publish",
    }
)
EXPIRED_REASONS = frozenset({"late", "inactive", "paused", "unknown outcome"})
FAILED_REASONS = frozenset(
    {
        "account_inactive",
        "cannot_dm_bot",
        "channel_not_found",
        "invalid_auth",
        "invalid_blocks",
        "is_archived",
        "messages_tab_disabled",
        "missing_scope",
        "msg_too_long",
        "not_in_channel",
        "restricted_action",
        "token_expired",
        "token_revoked",
        "user_disabled",
        "user_not_found",
    }
)
QUEUES = frozenset({"members", "reminders", "look_ups", "errands"})

LATE = (1, 2, 5, 10, 30, 60, 120, 300, 600, 900)  # seconds; later than the last nothing is sent
ACKED = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3)  # seconds; Slack waits for three
CALLED = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
TRANSACTED = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
LAGGED = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5)

ReadLevels = Callable[[], Awaitable[Levels]]


class Metrics:
    """Counts since the process began, and levels while somebody lends them."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self, *, version: str) -> None:
        self.registry = registry = CollectorRegistry()
        self._levels = _LevelsCollector(version)
        self._read: ReadLevels | None = None
        registry.register(self._levels)
        ProcessCollector(registry=registry)
        self._late = Histogram(
            "budge_reminder_late_seconds", "How late reminders were posted", buckets=LATE, registry=registry
        )
        self._sent = Counter("budge_reminders_sent", "Reminders that were posted", registry=registry)
        self._expired = Counter(
            "budge_reminders_expired", "Reminders that were given up before posting", ["reason"], registry=registry
        )
        self._failed = Counter(
            "budge_reminders_failed", "Reminders that Slack refused for good", ["reason"], registry=registry
        )
        self._acked = Histogram(
            "budge_ack_seconds",
            "From hearing of something to the answer to Slack",
            ["kind"],
            buckets=ACKED,
            registry=registry,
        )
        self._calls = Counter(
            "budge_slack_calls", "Calls to Slack; limited ones are its 429s", ["method", "outcome"], registry=registry
        )
        self._called = Histogram(
            "budge_slack_call_seconds", "How long calls to Slack took", ["method"], buckets=CALLED, registry=registry
        )
        self._transacted = Histogram(
            "budge_database_transaction_seconds",
            "From asking for a transaction to its end",
            ["outcome"],
            buckets=TRANSACTED,
            registry=registry,
        )
        self._lagged = Histogram(
            "budge_event_loop_lag_seconds", "How late the event loop came back", buckets=LAGGED, registry=registry
        )
        self._begin_at_nothing()

    def _begin_at_nothing(self) -> None:
        """Series that alerts watch are there from the start: Prometheus does not see the first step of a new one."""
        for reason in (*EXPIRED_REASONS, OTHER):
            self._expired.labels(reason)
        for reason in (*FAILED_REASONS, OTHER):
            self._failed.labels(reason)
        for outcome in Transacted:
            self._transacted.labels(outcome.value)

    def sent(self, *, late: timedelta) -> None:
        self._sent.inc()
        self._late.observe(max(0.0, late.total_seconds()))

    def expired(self, reason: str) -> None:
        self._expired.labels(_listed(reason, EXPIRED_REASONS)).inc()

    def failed(self, reason: str) -> None:
        self._failed.labels(_listed(reason, FAILED_REASONS)).inc()

    def acked(self, heard: Heard, *, seconds: float) -> None:
        self._acked.labels(heard.value).observe(seconds)

    def called(self, method: str, outcome: Called, *, seconds: float) -> None:
        known = _listed(method, METHODS)
        self._calls.labels(known, outcome.value).inc()
        self._called.labels(known).observe(seconds)

    def transacted(self, outcome: Transacted, *, seconds: float) -> None:
        self._transacted.labels(outcome.value).observe(seconds)

    def lagged(self, seconds: float) -> None:
        self._lagged.observe(seconds)

    def watch(self, read: ReadLevels) -> None:
        """Tells these levels from now on."""
        self._read = read

    def forget(self) -> None:
        """Tells no levels any more."""
        self._read = None

    async def exposition(self) -> bytes:
        """Everything, in Prometheus's text format."""
        self._levels.known = await self._read() if self._read is not None else None
        return generate_latest(self.registry)


class _LevelsCollector(Collector):
    """What stands at the moment. What is not known is left out, where a gauge would go on telling its last value."""

    def __init__(self, version: str) -> None:
        self._version = version
        self.known: Levels | None = None

    def collect(self) -> Iterator[Metric]:
        build = GaugeMetricFamily("budge_build_info", "The version that runs", labels=["version"])
        build.add_metric([self._version], 1)
        yield build
        if self.known is not None:
            yield from _told(self.known)


def _told(levels: Levels) -> Iterator[Metric]:
    yield GaugeMetricFamily("budge_leases_held", "Workspaces whose lease this process holds", value=levels.leases)
    yield GaugeMetricFamily("budge_turns_under_way", "Workspaces that are being served", value=levels.turns)
    yield GaugeMetricFamily("budge_work_after_acks", "What acks have begun and has not ended", value=levels.after_acks)
    yield GaugeMetricFamily("budge_slack_connected", "Whether Slack can reach us", value=levels.is_connected)
    if levels.bell_rang_ago is not None:
        ago = levels.bell_rang_ago.total_seconds()
        yield GaugeMetricFamily("budge_bell_rang_seconds_ago", "Since what is due was last looked for", value=ago)
    if levels.clock_ahead is not None:
        ahead = levels.clock_ahead.total_seconds()
        yield GaugeMetricFamily("budge_clock_ahead_seconds", "This machine's clock against the database's", value=ahead)
    if levels.queues:
        queues = GaugeMetricFamily("budge_queue_length", "What is due and waits, in the database", labels=["queue"])
        for name, length in sorted(levels.queues.items()):
            queues.add_metric([_listed(name, QUEUES)], length)
        yield queues


def _listed(word: str, known: Iterable[str]) -> str:
    return word if word in known else OTHER
