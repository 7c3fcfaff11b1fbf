"""What was planned for a Slack in trouble, and what came of it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.services.timing import UNHURRIED, Timing
from tests.benchmarks.seeding import TUESDAY, Crowd
from tests.lean_slack import Call, Post
from tests.outages.troubles import RETRY_AFTER


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """In every workspace a reminder comes due every so often: for a while in peace, in trouble, and in peace again."""

    trouble: str
    before: float = 15.0
    lasts: float = 60.0
    after: float = 5.0
    every: float = 0.97
    troubled: int = 2
    healthy: int = 3
    timing: Timing = UNHURRIED
    tick_every: timedelta = timedelta(seconds=1)
    retry_after: int = RETRY_AFTER
    harm: float = 5.0
    """Seconds by which a healthy workspace's card may come later, at most, than in the quiet time. In quiet it waits
    for the bell, a second, and for a machine that may be busy with others; behind a workspace in trouble it would wait
    for as long as a call to that one lasts (ten seconds), or for a whole ring of the bell (thirty).
    """

    @property
    def crowd(self) -> Crowd:
        each = int((self.before + self.lasts + self.after) / self.every)
        workspaces = self.troubled + self.healthy
        return Crowd(members=each * workspaces, workspaces=workspaces, next_at=TUESDAY, spread=1)

    @property
    def in_trouble(self) -> list[str]:
        return list(self.crowd.ids[self.healthy :])

    @property
    def wait(self) -> float:
        """Seconds for which a workspace in this trouble is left alone after a round of calls."""
        return self.retry_after if self.trouble == "limited" else self.timing.look_up_after.total_seconds()

    def most_calls(self, seconds: float) -> float:
        """As many to one workspace as its rounds make, with the wait between them."""
        return self.timing.at_once * (seconds / self.wait + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The bot at one moment."""

    at: float
    """Seconds of the loop."""
    cpu_seconds: float
    resident: float
    lines: int
    """Of its log."""


@dataclass(slots=True, kw_only=True)
class Course:
    """What came of it."""

    plan: Plan
    posts: list[tuple[Post, datetime]] = field(default_factory=list)
    """With the moment at which each arrived, by the clock of the bot."""
    calls: list[Call] = field(default_factory=list)
    begins: int = 0
    """The number of the first call that came in the time of trouble."""
    ends: int = 0
    """And of the first that came after it."""
    readings: list[Reading] = field(default_factory=list)
    """When the trouble began, in its middle, and when it ended."""
    due: dict[str, datetime] = field(default_factory=dict)
    """Every reminder there was."""
    states: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How many of the troubled workspaces' ended in which state, for which reason."""
    given_up: int = 0
    pending: int = 0
    """Reminders that were still under way when nothing was waited for any more."""

    @property
    def times(self) -> Counter[str]:
        """How often each reminder was posted."""
        return Counter(post.reminder for post, _ in self.posts)

    @property
    def lost(self) -> int:
        """Members of whom there is neither a card nor a reason."""
        return self.plan.crowd.members - len(self.times.keys()) - self.given_up

    @property
    def doubled(self) -> int:
        return len(self.posts) - len(self.times)

    @property
    def calls_in_trouble(self) -> Counter[str]:
        """By workspace, of those that are in trouble, while it lasted."""
        own = self.plan.in_trouble
        return Counter(call.workspace for call in self.calls[self.begins : self.ends] if call.workspace in own)

    @property
    def unlooked(self) -> int:
        """Cards that were posted in the time of trouble and again after it, without two looks in between that could
        have found them. After a limit nobody has to look.
        """
        if self.plan.trouble == "limited":
            return 0
        first = {call.reminder for call in self.calls[self.begins : self.ends]}
        looks, unlooked = Counter[str](), 0
        for call in self.calls[self.ends :]:
            if call.method == "conversations.history":
                looks[call.workspace + call.channel] += 1
            elif call.reminder and call.reminder in first:
                unlooked += looks[call.workspace + call.channel] < 2
        return unlooked

    @property
    def quiet(self) -> list[float]:
        """How late the healthy workspaces' cards came before the trouble."""
        return self._lateness(0, self.plan.before)

    @property
    def meanwhile(self) -> list[float]:
        """And of those that came due while it lasted."""
        return self._lateness(self.plan.before, self.plan.before + self.plan.lasts)

    def faults(self) -> Iterator[str]:
        """What must not be, however long the trouble lasts: each in a line."""
        if self.doubled or self.lost:
            yield f"{self.doubled} doubled, {self.lost} lost"
        if self.pending:
            yield f"{self.pending} still pending"
        if self.unposted:
            yield f"{self.unposted} cards of the healthy workspaces never came"
        if not (self.quiet and self.meanwhile):
            yield "no cards of the healthy workspaces to compare"
        elif self.meanwhile[-1] > self.quiet[-1] + self.plan.harm:
            yield (
                f"others are harmed: a card of a healthy workspace came {self.meanwhile[-1]:.1f} s late in the time of"
                f" trouble, {self.quiet[-1]:.1f} s at most before it, and {self.plan.harm:g} s more are allowed"
            )

    @property
    def unposted(self) -> int:
        """Reminders of the healthy workspaces without a card."""
        plan = self.plan
        posted = {post.reminder for post, _ in self.posts if post.workspace not in plan.in_trouble}
        return plan.crowd.members // plan.crowd.workspaces * plan.healthy - len(posted)

    def _lateness(self, begin: float, end: float) -> list[float]:
        """Of the healthy workspaces' cards that came due in this span: seconds, in order of size."""
        first, last = TUESDAY + timedelta(seconds=begin), TUESDAY + timedelta(seconds=end)
        return sorted(
            (at - self.due[post.reminder]).total_seconds()
            for post, at in self.posts
            if post.workspace not in self.plan.in_trouble and first <= self.due[post.reminder] < last
        )
