"""The delivery protocol broken on purpose, one rule at a time, in the running program: each must be noticed."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update

from bot.domain.board import BoardPost, ChannelPost
from bot.domain.ids import ReminderId, WorkspaceId
from bot.domain.reminder import Reminder, State
from bot.ports import DeliveryFailed, Transaction
from bot.services import looking_up, outcomes
from bot.services.attempts import Attempt, Attempts
from bot.services.leaderboard import Leaderboard
from bot.services.lease_clock import LeaseClock
from bot.services.leases import Lease, Leases
from bot.services.looking_up import LookingUp
from bot.services.outcomes import Outcome
from bot.services.planning import Planning
from bot.services.posting import Posting
from bot.services.serving import Serving
from bot.store.schema import workspaces
from bot.store.workspaces import SqlWorkspaces

Patch = tuple[Any, str, Any]
"""Whose attribute becomes what."""


@dataclass(frozen=True, slots=True)
class Mutation:
    """What is broken, and how it is done."""

    says: str
    patches: Callable[[], Sequence[Patch]]

    @contextmanager
    def applied(self) -> Iterator[None]:
        """The program is broken for as long as the block lasts."""
        with ExitStack() as stack:
            for owner, name, broken in self.patches():
                stack.callback(setattr, owner, name, vars(owner)[name])
                setattr(owner, name, broken)
            yield


def _posts_before_the_intent() -> Sequence[Patch]:
    serve, begin, deliver = Serving.serve, Attempts.begin, Posting.deliver
    posting: dict[int, Posting] = {}
    posted: dict[ReminderId, Outcome] = {}

    async def served(self: Serving, lease: Lease) -> bool:
        posting[id(self.attempts)] = self.posting
        return await serve(self, lease)

    async def begun(
        self: Attempts, tx: Transaction, workspace: WorkspaceId, reminders: Sequence[Reminder], *, at_most: int
    ) -> Sequence[Attempt]:
        attempts = await begin(self, tx, workspace, reminders, at_most=at_most)
        for attempt in attempts:
            if id(self) in posting:
                posted[attempt.reminder.id] = await posting[id(self)]._post(attempt)
        return attempts

    async def delivered(self: Posting, workspace: WorkspaceId, attempts: Sequence[Attempt]) -> Sequence[Outcome]:
        early = [posted.pop(one.reminder.id) for one in attempts if one.reminder.id in posted]
        if not early:
            return await deliver(self, workspace, attempts)
        await self.recording.record(workspace, early)
        return early

    return [(Serving, "serve", served), (Attempts, "begin", begun), (Posting, "deliver", delivered)]


def _posts_anew_without_looking() -> Sequence[Patch]:
    async def run(self: LookingUp, workspace: WorkspaceId, reminders: Sequence[Reminder]) -> bool:
        async with self.store.transaction() as tx:
            for one in await tx.reminders.lock(workspace, [reminder.id for reminder in reminders]):
                if one.state is State.PENDING:
                    await tx.reminders.save(replace(one, looks=0, look_up_at=None, attempted_at=None))
                    await tx.workspaces.expect(workspace, one.due_at)
        return True

    return [(LookingUp, "run", run)]


def _ignores_leases() -> Sequence[Patch]:
    lease_due = SqlWorkspaces.lease_due

    async def leased(self: SqlWorkspaces, **wanted: Any) -> Sequence[WorkspaceId]:
        await self._connection.execute(update(workspaces).values(lease_until=None))
        return await lease_due(self, **wanted)

    return [(SqlWorkspaces, "lease_due", leased)]


def _takes_timeouts_for_failures() -> Sequence[Patch]:
    post = Posting._post

    async def posted(self: Posting, attempt: Attempt) -> Outcome:
        outcome = await post(self, attempt)
        if outcome.failure is not None and outcome.failure.outcome_unknown:
            return replace(outcome, failure=DeliveryFailed(outcome.failure.reason))
        return outcome

    return [(Posting, "_post", posted)]


def _posts_again_after_a_timeout() -> Sequence[Patch]:
    post = Posting._post

    async def posted(self: Posting, attempt: Attempt) -> Outcome:
        outcome = await post(self, attempt)
        if outcome.failure is not None and outcome.failure.outcome_unknown:
            return await post(self, attempt)
        return outcome

    return [(Posting, "_post", posted)]


def _never_looks() -> Sequence[Patch]:
    async def run(self: LookingUp, workspace: WorkspaceId, reminders: Sequence[Reminder]) -> bool:
        later = self.lease_clock.now() + timedelta(minutes=1)
        async with self.store.transaction() as tx:
            await tx.workspaces.block(workspace, until=later)
        return bool(reminders)

    return [(LookingUp, "run", run)]


def _sends_whatever_waits() -> Sequence[Patch]:
    return [(Attempts, "_reason_against", lambda *_: None)]


def _begins_what_was_begun() -> Sequence[Patch]:
    begin = Attempts.begin

    async def begun(
        self: Attempts, tx: Transaction, workspace: WorkspaceId, reminders: Sequence[Reminder], *, at_most: int
    ) -> Sequence[Attempt]:
        for one in await tx.reminders.lock(workspace, [reminder.id for reminder in reminders]):
            if one.state is State.PENDING and one.attempted_at is not None:
                await tx.reminders.save(replace(one, attempted_at=None))
        return await begin(self, tx, workspace, reminders, at_most=at_most)

    return [(Attempts, "begin", begun)]


def _posts_what_is_stale() -> Sequence[Patch]:
    return [(Posting, "_is_stale", lambda *_: False)]


def _leaves_cards_of_the_absent() -> Sequence[Patch]:
    async def nothing(*_: Any, **__: Any) -> None: ...

    withdraw: Callable[..., Awaitable[None]] = nothing
    return [(outcomes, "withdraw", withdraw)]


def _trusts_the_machine() -> Sequence[Patch]:
    return [(LeaseClock, "now", lambda self: self._machine.now())]


def _looks_once() -> Sequence[Patch]:
    return [(looking_up, "LOOKS", 1)]


def _renews_nothing() -> Sequence[Patch]:
    async def kept(self: Leases, tx: Transaction, lease: Lease) -> None:  # noqa: ARG001 - as the one it stands for
        lease.held_until = self.lease_clock.now() + self.timing.lease

    return [(Leases, "keep", kept)]


def _plans_too_early() -> Sequence[Patch]:
    planned_at = Planning.planned_at

    def early(self: Planning, *asked: Any, **wanted: Any) -> datetime | None:
        at = planned_at(self, *asked, **wanted)
        return None if at is None else at - timedelta(minutes=30)

    return [(Planning, "planned_at", early)]


def _posts_the_week_again() -> Sequence[Patch]:
    async def failed(self: Leaderboard, _: ChannelPost, intent: BoardPost, failure: DeliveryFailed) -> None:
        if failure.outcome_unknown:
            with suppress(DeliveryFailed):
                await self.messenger.post_board(intent)

    return [(Leaderboard, "_failed", failed)]


def _never_revives() -> Sequence[Patch]:
    async def revive(self: SqlWorkspaces, workspace: WorkspaceId) -> None: ...

    return [(SqlWorkspaces, "revive", revive)]


MUTATIONS: Mapping[str, Mutation] = {
    "post-before-intent": Mutation("the post goes out before its intent is committed", _posts_before_the_intent),
    "no-look-up": Mutation("what may have been posted is posted anew at once", _posts_anew_without_looking),
    "no-lease-check": Mutation("a workspace is taken whoever holds it", _ignores_leases),
    "timeout-is-failure": Mutation("a timeout is recorded as a failure", _takes_timeouts_for_failures),
    "timeout-is-retried": Mutation("after a timeout it is posted again at once", _posts_again_after_a_timeout),
    "never-looks": Mutation("an unknown outcome is never looked up", _never_looks),
    "no-last-check": Mutation("late, paused or stopped: it is posted all the same", _sends_whatever_waits),
    "no-compare-and-set": Mutation("what somebody has begun is begun again", _begins_what_was_begun),
    "no-stale-check": Mutation("a process that was frozen posts what it announced before", _posts_what_is_stale),
    "no-withdrawal": Mutation(
        "a card that was under way stays with a member who went away", _leaves_cards_of_the_absent
    ),
    "one-look": Mutation("what was not found at the first look is posted anew", _looks_once),
    "no-renewal": Mutation("a lease that runs out is not prolonged", _renews_nothing),
    "never-revives": Mutation("a workspace that was suspended stays so", _never_revives),
    "plans-too-early": Mutation("reminders are planned half an hour too early", _plans_too_early),
    "week-posted-again": Mutation("a weekly post of unknown outcome is posted again", _posts_the_week_again),
    "own-clock": Mutation("each process goes by the clock of its own machine", _trusts_the_machine),
}
