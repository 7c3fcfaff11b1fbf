"""What goes wrong, and when: spells of bad weather drawn from the world's seed.

Within a spell each step of a process and each call to Slack draws its own fate. Nothing here knows what a step is for,
except that the steps around a post are where most deaths are spent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

from tests.simulation.processes import Blow, Process

CALL_TIMEOUT = 10.0  # seconds after which a caller gives up
LATEST_EFFECT = 3.0  # seconds after that in which a slow Slack may still do it
LAG, LONGEST_LAG = 4.0, 13.5  # seconds until what was posted is in the history, mostly and at most
NEAR_A_POST = frozenset({"commit", "committed", "call:post_card", "called:post_card"})


class Spell(StrEnum):
    CALM = "calm"
    UNSETTLED = "unsettled"
    LIMITED = "limited"  # 429 to nearly everything
    BROKEN = "broken"  # 5xx and dropped lines, with and without the effect
    SLOW = "slow"  # answers late, or never
    DEADLY = "deadly"  # processes die all the time
    FREEZING = "freezing"  # processes stand still, shorter and longer than a lease
    CUT_OFF = "cut off"  # the database goes out
    REFUSED = "refused"  # Slack refuses a workspace, or some members' conversations, for good; then it is mended


STORMS = (Spell.LIMITED, Spell.BROKEN, Spell.SLOW, Spell.DEADLY, Spell.FREEZING, Spell.CUT_OFF, Spell.REFUSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Odds:
    """Of one step, or of one call."""

    death: float = 0.0
    freeze: float = 0.0
    limit: float = 0.0
    error: float = 0.0
    slow: float = 0.0
    lost_commit: float = 0.0


ODDS: Mapping[Spell, Odds] = {
    Spell.CALM: Odds(),
    Spell.UNSETTLED: Odds(death=0.0004, freeze=0.0004, limit=0.02, error=0.03, slow=0.02, lost_commit=0.001),
    Spell.LIMITED: Odds(limit=0.8, death=0.0002),
    Spell.BROKEN: Odds(error=0.7, death=0.0003),
    Spell.SLOW: Odds(slow=0.7, death=0.0005),
    Spell.DEADLY: Odds(death=0.012, error=0.1, slow=0.1),
    Spell.FREEZING: Odds(freeze=0.01, slow=0.15, error=0.05),
    Spell.CUT_OFF: Odds(lost_commit=0.02, error=0.1, death=0.001),
    Spell.REFUSED: Odds(slow=0.1, error=0.05, death=0.0005),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFate:
    """What becomes of one call: seconds until Slack does it (None: never), and until the caller hears of it."""

    effect_after: float | None
    answer_after: float
    answer: str
    """`ok`, `limited`, `error` (5xx), `dropped` or `nothing` (the caller's own time limit ends it)."""
    retry_after: int = 0


@dataclass(slots=True)
class Weather:
    rng: Random
    spell: Spell = Spell.CALM
    crashes: int = 0
    freezes: int = 0
    faults: int = 0
    near_a_post: float = 4.0
    """How much likelier a process dies at the steps around a post."""
    _odds: Odds = field(default_factory=Odds)

    def turn(self, spell: Spell) -> None:
        self.spell, self._odds = spell, ODDS[spell]

    def at(self, process: Process, step: str) -> Blow | None:
        rng, odds = self.rng, self._odds
        chance = rng.random()
        if self.spell is Spell.CALM:
            return Blow(delayed=0.001) if step == "begin" and chance < 0.1 else None
        weight = self.near_a_post if step in NEAR_A_POST else 1.0
        death = odds.death * weight
        if chance < death:
            self.crashes += 1
            return Blow(dies=True)
        if chance < death + odds.freeze * weight and not process.is_frozen:
            self.freezes += 1
            return Blow(frozen=rng.choice((0.5, 3.0, 8.0, 9.5, 12.0, 25.0, 45.0, 70.0, 150.0, 1200.0)))
        return Blow(delayed=rng.uniform(0.0, 0.05)) if step == "begin" and chance > 0.7 else None

    def loses_commit(self, process: Process) -> bool:  # noqa: ARG002 - every process is treated alike
        return self._odds.lost_commit > 0 and self.rng.random() < self._odds.lost_commit

    def of_call(self, *, is_over_cap: bool) -> CallFate:
        rng, odds = self.rng, self._odds
        chance, takes = rng.random(), rng.uniform(0.02, 0.6)
        if is_over_cap or chance < odds.limit:
            self.faults += 1
            return CallFate(
                effect_after=None, answer_after=takes, answer="limited", retry_after=rng.choice((1, 5, 30, 60))
            )
        chance -= odds.limit
        if chance < odds.error:
            self.faults += 1
            return self._error(takes)
        if chance < odds.error + odds.slow:
            self.faults += 1
            return self._slow()
        return CallFate(effect_after=takes / 2, answer_after=takes, answer="ok")

    def lag(self) -> float:
        """How long what was just posted is missing from the history."""
        chance = self.rng.random()
        if chance < 0.5:
            return 0.0
        # After all of a call's time, and the latest effect, the longest ones outlast the first look.
        return self.rng.uniform(0.0, LAG) if chance < 0.8 else self.rng.uniform(0.7 * LONGEST_LAG, LONGEST_LAG)

    def _error(self, takes: float) -> CallFate:
        rng = self.rng
        answer = "error" if rng.random() < 0.5 else "dropped"
        match rng.randrange(3):
            case 0:
                effect_after = None
            case 1:
                effect_after = takes / 2
            case _:  # the answer was quicker than the effect
                effect_after = takes + rng.uniform(0.0, LATEST_EFFECT)
        return CallFate(effect_after=effect_after, answer_after=takes, answer=answer)

    def _slow(self) -> CallFate:
        rng = self.rng
        match rng.randrange(4):
            case 0:
                takes = rng.uniform(1.0, CALL_TIMEOUT - 0.5)
                return CallFate(effect_after=takes * rng.random(), answer_after=takes, answer="ok")
            case 1:
                return CallFate(effect_after=None, answer_after=CALL_TIMEOUT, answer="nothing")
            case 2:
                early = rng.uniform(0.1, CALL_TIMEOUT)
                return CallFate(effect_after=early, answer_after=CALL_TIMEOUT, answer="nothing")
            case _:
                late = CALL_TIMEOUT + rng.uniform(0.0, LATEST_EFFECT)
                return CallFate(effect_after=late, answer_after=CALL_TIMEOUT, answer="nothing")
