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
    """What one inspection found: a problem in plain words if there is one, and figures worth knowing beside it."""

    problem: str | None = None
    figures: Mapping[str, float] = field(default_factory=dict)


Inspection = Callable[[], Awaitable[Finding]]


@dataclass(frozen=True, slots=True)
class Report:
    """All that was found, by what was inspected."""

    findings: Mapping[str, Finding]

    @property
    def is_ready(self) -> bool:
        return all(finding.problem is None for finding in self.findings.values())


@dataclass(slots=True)
class Readiness:
    """Asks everything at once and waits a bounded time, however many ask.

    An inspection that hangs is not begun again while it does, so that asking often piles nothing up.
    """

    patience: timedelta = PATIENCE
    _waiting_for: str = STARTING
    _inspections: Mapping[str, Inspection] = field(default_factory=dict)
    _under_way: dict[str, asyncio.Task[Finding]] = field(default_factory=dict)

    def wait(self, why: str) -> None:
        """Not ready until `watch`, for this reason."""
        self._waiting_for = why

    def watch(self, inspections: Mapping[str, Inspection]) -> None:
        """As ready from now on as these find."""
        self._inspections = inspections

    async def forget(self, why: str) -> None:
        """Not ready any more, for this reason. What still hangs is ended."""
        self._waiting_for, self._inspections = why, {}
        under_way, self._under_way = list(self._under_way.values()), {}
        for task in under_way:
            task.cancel()
        if under_way:
            await asyncio.wait(under_way, timeout=FORGET_WITHIN.total_seconds())

    async def report(self) -> Report:
        if not self._inspections:
            return Report({"process": Finding(self._waiting_for)})
        tasks = {name: self._begun(name, inspect) for name, inspect in self._inspections.items()}
        await asyncio.wait(tasks.values(), timeout=self.patience.total_seconds())
        return Report({name: self._found(task) for name, task in tasks.items()})

    def _begun(self, name: str, inspect: Inspection) -> asyncio.Task[Finding]:
        under_way = self._under_way
        if name not in under_way:
            under_way[name] = asyncio.create_task(_found_by(inspect), name=f"inspection of the {name}")
            under_way[name].add_done_callback(lambda _: under_way.pop(name))
        return under_way[name]

    def _found(self, task: asyncio.Task[Finding]) -> Finding:
        if not task.done():
            return Finding(f"It does not answer within {self.patience.total_seconds():g} seconds.")
        return Finding("It is being stopped.") if task.cancelled() else task.result()


async def _found_by(inspect: Inspection) -> Finding:
    try:
        return await inspect()
    except Exception as error:  # whatever an inspection runs into, the answer is that this is not in order
        log.exception("inspection_failed")
        return Finding(f"Looking at it failed ({type(error).__name__}); the log says more.")
