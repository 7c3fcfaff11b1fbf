"""Whether the bot can do its work now, and if not, why, for whoever watches the process."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

log = structlog.get_logger(__name__)

PATIENCE = timedelta(seconds=2)
FORGET_WITHIN = timedelta(seconds=0.5)
"""A driver may take its time to give up on a database that is gone; a stop cannot."""
STARTING = "It has not connected yet: it is starting."


@dataclass(frozen=True, slots=True)
class Finding:
    """What one look found: a problem in plain words if there is one, and figures worth knowing beside it."""

    problem: str | None = None
    figures: Mapping[str, float] = field(default_factory=dict)


Look = Callable[[], Awaitable[Finding]]


@dataclass(frozen=True, slots=True)
class Report:
    """All that was found, by what was looked at."""

    findings: Mapping[str, Finding]

    @property
    def is_ready(self) -> bool:
        return all(finding.problem is None for finding in self.findings.values())


@dataclass(slots=True)
class Readiness:
    """Asks everything at once and waits a bounded time, however many ask.

    A look that hangs is not begun again while it does, so that asking often piles nothing up.
    """

    patience: timedelta = PATIENCE
    _waiting_for: str = STARTING
    _looks: Mapping[str, Look] = field(default_factory=dict)
    _looking: dict[str, asyncio.Task[Finding]] = field(default_factory=dict)

    def wait(self, why: str) -> None:
        """Not ready until `watch`, for this reason."""
        self._waiting_for = why

    def watch(self, looks: Mapping[str, Look]) -> None:
        """As ready from now on as these looks find."""
        self._looks = looks

    async def forget(self, why: str) -> None:
        """Not ready any more, for this reason. Looks that still hang are ended."""
        self._waiting_for, self._looks = why, {}
        looking, self._looking = list(self._looking.values()), {}
        for task in looking:
            task.cancel()
        if looking:
            await asyncio.wait(looking, timeout=FORGET_WITHIN.total_seconds())

    async def report(self) -> Report:
        if not self._looks:
            return Report({"process": Finding(self._waiting_for)})
        looking = {name: self._look(name, look) for name, look in self._looks.items()}
        await asyncio.wait(looking.values(), timeout=self.patience.total_seconds())
        return Report({name: self._found(task) for name, task in looking.items()})

    def _look(self, name: str, look: Look) -> asyncio.Task[Finding]:
        looking = self._looking
        if name not in looking:
            looking[name] = asyncio.create_task(_found_by(look), name=f"look at {name}")
            looking[name].add_done_callback(lambda _: looking.pop(name))
        return looking[name]

    def _found(self, task: asyncio.Task[Finding]) -> Finding:
        if not task.done():
            return Finding(f"It does not answer within {self.patience.total_seconds():g} seconds.")
        return Finding("It is being stopped.") if task.cancelled() else task.result()


async def _found_by(look: Look) -> Finding:
    try:
        return await look()
    except Exception as error:  # whatever a look runs into, the answer is that this is not in order
        log.exception("look_failed")
        return Finding(f"Looking at it failed ({type(error).__name__}); the log says more.")
