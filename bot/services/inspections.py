"""What is inspected to tell whether the bot is ready: the database, the way in from Slack, the bell."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.ids import WorkspaceId
from bot.ports import Clock, Store, StoreUnavailable
from bot.services.readiness import Finding, Inspection
from bot.services.ringing import Ringing

RINGS_WITHIN = timedelta(seconds=60)
ENDS_WITHIN = timedelta(minutes=15)
"""A ring may take long: it ends when nobody is left to be served."""
PASSES_WITHIN = timedelta(seconds=3)
"""Whoever waits in vain for a busy database gives up after a second: twice in a row is no trouble yet."""


class WayIn(Protocol):
    """The connection over which Slack reaches us."""

    async def is_connected(self) -> bool: ...

    @property
    def trouble(self) -> str | None:
        """Why Slack does not let us connect, in a sentence, if it does not."""

    @property
    def heard_at(self) -> datetime | None:
        """When Slack last answered a ping, by the real clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspections:
    """Every one is quick where all is well, and changes nothing."""

    store: Store
    workspace: WorkspaceId | None
    """The one that is served; None where many are."""
    way_in: WayIn
    ringing: Ringing
    clock: Clock
    """The real one."""

    def by_name(self) -> Mapping[str, Inspection]:
        return {"database": self.of_database, "slack": self.of_slack, "bell": self.of_bell}

    async def of_database(self) -> Finding:
        """Whether it answers, and whether Slack lets us post in the workspace. Of many, one that keeps us out is its
        own affair.

        A busy minute makes nobody restart us: one in vain says nothing while the bell's work gets its answers.
        """
        try:
            async with self.store.transaction() as tx:
                if self.workspace is None:
                    await tx.old_rows.workspaces(after=None, limit=1)
                    return Finding()
                workspace = await tx.workspaces.get(self.workspace)
        except StoreUnavailable as problem:
            answered_ago = self.ringing.pulse.answered_ago
            if answered_ago is not None and answered_ago <= PASSES_WITHIN:
                return Finding()
            return Finding(f"The database cannot be used: {problem}.")
        if workspace is None:
            return Finding("The workspace is not in the database any more: restart Budge.")
        if workspace.suspended_reason is not None:
            return Finding(
                f"Slack does not let Budge into the workspace ({workspace.suspended_reason}): "
                "`budge check` tells what to do."
            )
        return Finding()

    async def of_slack(self) -> Finding:
        """Whether Slack can reach us."""
        heard_at = self.way_in.heard_at
        figures = {} if heard_at is None else {"pong_seconds_ago": _seconds(self.clock.now() - heard_at)}
        if await self.way_in.is_connected():
            return Finding(figures=figures)
        return Finding(self.way_in.trouble or "There is no connection to Slack: it is being made.", figures)

    async def of_bell(self) -> Finding:
        """Whether what is due is looked for."""
        ago = self.ringing.began_ago
        if ago is None:
            return Finding("It has not rung yet.")
        return Finding(self._problem_of_bell(ago), {"rang_seconds_ago": _seconds(ago)})

    def _problem_of_bell(self, ago: timedelta) -> str | None:
        """Trouble comes first: a ring that is under way is no proof that it will go well."""
        trouble = self._trouble()
        if trouble is not None:
            return trouble
        if self.ringing.is_under_way:
            minutes = ago // timedelta(minutes=1)
            return f"It has rung for {minutes} minutes without an end." if ago > ENDS_WITHIN else None
        return f"It has not rung for {ago // timedelta(seconds=1)} seconds." if ago > RINGS_WITHIN else None

    def _trouble(self) -> str | None:
        error, lasting = self.ringing.pulse.failed_with, self.ringing.pulse.in_trouble_for
        if error is None or lasting is None:
            return None
        seconds = lasting // timedelta(seconds=1)
        if not isinstance(error, StoreUnavailable):
            return f"It has been failing for {seconds} seconds ({type(error).__name__}); the log says more."
        if lasting <= PASSES_WITHIN:
            return None
        return f"It has been failing for {seconds} seconds: the database cannot be used ({error})."


def _seconds(span: timedelta) -> float:
    return round(span.total_seconds(), 1)
