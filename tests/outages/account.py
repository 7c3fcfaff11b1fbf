"""What became of the neighbours' reminders: what Slack got, held against what is stored."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import Row, func, select

from bot.domain.reminder import State
from bot.sandbox.records import Message
from bot.store.schema import errands, members, reminders, workspaces
from tests.outages.neighbours import Neighbours
from tests.scenario.processes import ledger
from tests.scenario.processes.apart import Apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Of those that came due before, during and after an outage."""

    before: Sequence[timedelta]
    """How late each came, as in the next two."""
    during: Sequence[timedelta]
    after: Sequence[timedelta]
    expired: Counter[str]
    """How many were given up for which reason."""

    def __str__(self) -> str:
        spans = (("before", self.before), ("during", self.during), ("after", self.after))
        reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(self.expired.items()))
        return f"{'; '.join(f'{len(late)} {name}, {_span(late)}' for name, late in spans)}; {reasons or 'none'} expired"


async def account_of(pair: Apart, neighbours: Neighbours, *, began_at: datetime, ended_at: datetime) -> Account:
    """Holds each of those who were due by now against what they got. Raises AssertionError where one was lost, doubled,
    or is half done; the ledger has been checked before.
    """
    now = pair.clock.now()
    planned = {member: due_at for _, member, due_at in neighbours.due()}
    due = {member: due_at for member, due_at in planned.items() if due_at <= now}
    rows = await _rows(pair)
    theirs = Counter(row.member for row in rows)
    lost = due.keys() - theirs.keys()
    assert not lost, f"{len(lost)} reminders were lost: of {', '.join(sorted(lost)[:10])}"
    early = theirs.keys() & (planned.keys() - due.keys())
    assert not early, f"{len(early)} reminders came too early: of {', '.join(sorted(early)[:10])}"
    late: dict[datetime, timedelta] = {}
    expired = Counter[str]()
    cards: dict[str, Message] = {ledger.reminder_of(card): card for card in ledger.posted(pair)}
    for row in rows:
        if row.member in due:
            assert theirs[row.member] == 1, f"a second reminder: {row}"
            assert row.due_at == due[row.member], f"due at another time than planned: {row}"
            if row.state == State.EXPIRED:
                expired[row.reason] += 1
            else:
                assert row.id in cards, f"neither posted nor expired: {row}"
                _check_sent(row, cards[row.id])
                late[row.due_at] = cards[row.id].posted_at - row.due_at
    await _nobody_is_forgotten(pair)
    return Account(
        before=[span for due_at, span in late.items() if due_at < began_at],
        during=[span for due_at, span in late.items() if began_at <= due_at < ended_at],
        after=[span for due_at, span in late.items() if due_at >= ended_at],
        expired=expired,
    )


async def _rows(pair: Apart) -> Sequence[Row[Any]]:
    """Every reminder, beside what is written with its outcome: its member's plan, and the errand that takes it away."""
    query = (
        select(reminders, members.c.last_sent_at, members.c.next_at, errands.c.due_at.label("tidied_at"))
        .join(members, (members.c.workspace == reminders.c.workspace) & (members.c.id == reminders.c.member))
        .outerjoin(errands, (errands.c.workspace == reminders.c.workspace) & (errands.c.reminder == reminders.c.id))
    )
    async with pair.store._engine.connect() as connection:
        return (await connection.execute(query)).all()


def _check_sent(row: Row[Any], card: Message) -> None:
    """That it is the card which Slack has, and that all is there which one transaction writes with it."""
    assert row.state == State.SENT, f"posted, and not recorded as sent: {row}"
    assert (card.channel, card.ts) == (row.channel, row.message_ts), f"another card than Slack has: {row}"
    is_whole = row.last_sent_at == row.sent_at and row.next_at > row.sent_at and row.tidied_at == row.closes_at
    assert is_whole, f"half done: {row}"


async def _nobody_is_forgotten(pair: Apart) -> None:
    """Each workspace is looked at again when the first of its members is due, or sooner."""
    first = (
        select(members.c.workspace, func.min(members.c.next_at).label("at")).group_by(members.c.workspace).subquery()
    )
    late = select(workspaces.c.id).join(first, first.c.workspace == workspaces.c.id)
    late = late.where(workspaces.c.next_due_at.is_(None) | (workspaces.c.next_due_at > first.c.at))
    async with pair.store._engine.connect() as connection:
        forgotten = (await connection.scalars(late)).all()
    assert not forgotten, f"workspaces that nobody looks at in time: {forgotten}"


def _span(late: Sequence[timedelta]) -> str:
    seconds = [span.total_seconds() for span in late]
    return f"{median(seconds):.1f} s late (at most {max(seconds):.1f} s)" if seconds else "none late"
