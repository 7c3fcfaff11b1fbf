"""How long delivery waits for what, and how much it sends at once."""

from dataclasses import dataclass
from datetime import timedelta

LARGEST_ROUND = 3
"""Times what is done at once, where the pace would have let so much through in the time before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Production's figures unless given others; all of them are spans of real time."""

    lease: timedelta = timedelta(seconds=60)
    """How long a workspace belongs to the process that took it. A dead one's are taken over after that."""
    renew_under: timedelta = timedelta(seconds=30)
    """A lease with less left is prolonged before anything is posted under it."""
    look_up_after: timedelta = timedelta(seconds=15)
    """An attempt of unknown outcome is looked up this long after: the call's own time limit is over by then."""
    look_again_after: timedelta = timedelta(seconds=15)
    """Slack does not promise to show at once what it has taken, so one look that finds nothing proves nothing. As long
    as a post may still begin and a call may take: should the first look have come far too early, because the
    database's clock was set, the second finds what was under way.
    """
    stale_after: timedelta = timedelta(seconds=5)
    """A post that was not begun so long after it was announced is left to the look-up: this process was frozen."""
    call: timedelta = timedelta(seconds=10)
    """A call to Slack without an answer by then is over."""
    posts_a_minute: int | None = 295
    """The pace within one workspace; None: as fast as it goes. Slack says "several hundred" and limits at about 300."""
    at_once: int = 5
    """Reminders of one workspace that are posted side by side, and how many the pace lets through together."""
    batch: int = 50
    """Due members claimed in one transaction: about ten seconds of sending."""
    workspaces_at_once: int = 8
    """How many workspaces one process serves side by side; each may hold a connection to the database, and presses
    need some, too.
    """
    rounds_a_turn: int = 10
    """So many, and other workspaces have a turn before one goes on."""
    ring: timedelta = timedelta(seconds=30)
    """A ring of the bell ends then at the latest, and leaves what is under way to the next: one without end would look
    stuck.
    """
    slow_after: timedelta = timedelta(seconds=1)
    """A turn that lasts longer is slow: others are begun beside it."""
    slow_turns: int = 64
    """So many slow turns may be under way besides the quick ones: they wait for Slack, and hold only their lease."""
    errands_at_once: int = 4
    """Cards drawn anew or tidied up after each round of posts."""
    notices_at_once: int = 1
    """Members who are told of new bounds in a round, which has no reminder to post then."""
    errands_a_minute: int | None = 45
    """The pace of tidying up within one workspace: Slack allows about 50 edits and 50 deletions."""
    picture_usable_after: timedelta = timedelta(seconds=20)
    """Slack looks at a new file before it can show it, and refuses the cards that show it sooner."""

    def __post_init__(self) -> None:
        """Raises ValueError where a post could begin after it was looked up in vain."""
        if self.stale_after > self.look_up_after:
            raise ValueError(
                f"stale_after ({self.stale_after}) may not be longer than look_up_after ({self.look_up_after})"
            )

    @property
    def between_posts(self) -> timedelta:
        """The share of a minute that one post takes up."""
        return timedelta(minutes=1) / self.posts_a_minute if self.posts_a_minute else timedelta()

    @property
    def paced_for(self) -> timedelta:
        """How long a workspace may have to wait for the pace alone; where it waits for longer, Slack limits it."""
        return LARGEST_ROUND * self.at_once * self.between_posts

    @property
    def between_errands(self) -> timedelta:
        """The same for one errand."""
        return timedelta(minutes=1) / self.errands_a_minute if self.errands_a_minute else timedelta()

    @property
    def tidied_for(self) -> timedelta:
        """How long the errands of a workspace may have to wait for their pace alone."""
        return LARGEST_ROUND * self.errands_at_once * self.between_errands


UNHURRIED = Timing()
"""Production's."""
AT_FULL_SPEED = Timing(
    posts_a_minute=None,
    at_once=50,
    batch=200,
    errands_at_once=20,
    notices_at_once=20,
    errands_a_minute=None,
    picture_usable_after=timedelta(),
)
"""Without any pace: for a Slack of our own, which has no limits."""
