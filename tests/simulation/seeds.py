"""The seeds that every run of the suite replays, and which of them notice which mutation."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tests.simulation.weather import Spell
from tests.simulation.world import Size

MOST_TRIED = 25

SMALL = Size(members=6, weeks=0.4, processes=2, workspaces=2)
SLOW = replace(SMALL, weeks=0.2, spells=(Spell.SLOW,))
FREEZING = replace(SMALL, weeks=0.2, spells=(Spell.FREEZING, Spell.SLOW))
FROZEN = replace(SMALL, weeks=0.3, spells=(Spell.FREEZING,))
REFUSED = replace(SMALL, weeks=0.1, spells=(Spell.REFUSED,))
LONG_TURNS = Size(members=50, weeks=0.05, processes=3, workspaces=1, spells=(Spell.FREEZING, Spell.LIMITED))
SLOW_DAY = replace(SLOW, weeks=0.1, workspaces=1)
BROKEN_WEEK = replace(SMALL, weeks=1.0, spells=(Spell.BROKEN, Spell.SLOW))


@dataclass(frozen=True, slots=True)
class Noticed:
    """How the violation begins that worlds of this size come to, and which seeds came to it last."""

    begins: str
    size: Size = SMALL
    last: tuple[int, ...] = (1,)

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seeds to try: every change of the program deals the fates anew, so the last ones need not do."""
        return tuple(dict.fromkeys((*self.last, *range(1, MOST_TRIED + 1))))


NOTICED: Mapping[str, Noticed] = {
    "post-before-intent": Noticed("a post leaves only after its intent"),
    "no-look-up": Noticed("a reminder is posted at most once"),
    "no-lease-check": Noticed("nobody takes what another holds"),
    "timeout-is-failure": Noticed("what was posted is not given up", SMALL, (7,)),
    "timeout-is-retried": Noticed("a reminder is posted at most once"),
    "never-looks": Noticed("what is pending is sent or given up", SMALL, (2,)),
    "no-last-check": Noticed("nothing is posted more than fifteen minutes late", FROZEN, (1,)),
    "no-compare-and-set": Noticed("a reminder is posted at most once", SLOW, (3,)),
    "no-stale-check": Noticed("a post that comes long after its intent", FREEZING, (1,)),
    "one-look": Noticed("a reminder is posted at most once", SLOW_DAY, (8,)),
    "no-renewal": Noticed("nobody posts under a lease that has run out", LONG_TURNS, (12,)),
    "never-revives": Noticed("a workspace that Slack lets in again is served again", REFUSED),
    "plans-too-early": Noticed("no reminder comes against the timing laws"),
    "week-posted-again": Noticed("a channel has one weekly post a week", BROKEN_WEEK, (3,)),
    "own-clock": Noticed("nobody takes what another holds", SMALL, (2,)),
    "no-withdrawal": Noticed("who is away has no open card", SLOW, (15,)),
}
"""By mutation."""
