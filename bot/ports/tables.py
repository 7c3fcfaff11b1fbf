"""The stored rows of one transaction: what can be read and changed, table by table."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from bot.domain.board import BoardPost, ChannelPost, Tally
from bot.domain.ids import ChannelId, MemberId, MessageTs, ReminderId, WorkspaceId
from bot.domain.member import Member
from bot.domain.reminder import Completion, Reminder
from bot.domain.scoring import Logbook
from bot.domain.spread import Bounds

LONGEST_BLOCK = timedelta(minutes=15)
"""Whoever asks for more is asked again then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """A workspace's row as the services need it."""

    id: WorkspaceId
    bounds: Bounds
    blocked_until: datetime | None
    """Nothing is posted before that, by the real clock."""
    tidy_at: datetime | None
    """No old card is touched before that, by the real clock."""
    suspended_reason: str | None
    fit_at: datetime | None = None
    """From when on (movable clock) members are to be fitted into the bounds, or told of it; None: all is done."""

    def wait(self, lease_now: datetime) -> timedelta:
        """How long nothing may be posted; not at all where it is longer than any block: then the clock was set back."""
        wait = timedelta() if self.blocked_until is None else self.blocked_until - lease_now
        return wait if timedelta() < wait <= LONGEST_BLOCK else timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A best-effort change of a card (delete it, fold it to what was done, or draw it), due at a moment."""

    workspace: WorkspaceId
    reminder: ReminderId
    due_at: datetime
    attempts: int = 0
    is_urgent: bool = False
    """Somebody waits for what it draws: it goes before old cards."""


class Workspaces(Protocol):
    async def ensure(self, workspace: WorkspaceId) -> Workspace:
        """The workspace, created with the default bounds if it is new."""

    async def get(self, workspace: WorkspaceId, *, lock: bool = False) -> Workspace | None:
        """The workspace, if it is there; changes nothing. `lock` holds it against other writers until the transaction
        ends.
        """

    async def lease_due(
        self, *, due_by: datetime, lease_now: datetime, owner: str, lease: timedelta, limit: int
    ) -> Sequence[WorkspaceId]:
        """Takes free workspaces with something due by `due_by` (movable clock), or to be woken by `lease_now` (real
        clock), leased until `lease_now + lease`. Leaves out those that are leased by others, blocked or suspended. One
        conditional UPDATE.
        """

    async def renew(self, workspace: WorkspaceId, *, owner: str, lease_now: datetime, lease: timedelta) -> bool:
        """Prolongs an own, unexpired lease; False when it is no longer ours."""

    async def release(self, workspace: WorkspaceId, *, owner: str, now: datetime) -> None:
        """Gives an own lease back and sets `next_due_at` to the earliest of members, pending reminders, errands and
        posts, and `wake_at` to the earliest of what waits by the real clock: look-ups, and errands that rest.
        """

    async def break_leases(self) -> None:
        """Frees every lease. Only right where one process owns the database."""

    async def expect(self, workspace: WorkspaceId, due_at: datetime) -> None:
        """Lowers `next_due_at` to `due_at` if that is earlier."""

    async def wake(self, workspace: WorkspaceId, at: datetime) -> None:
        """Has something to look up at that moment (real clock), or sooner if that was so already."""

    async def block(self, workspace: WorkspaceId, *, until: datetime) -> None:
        """Nothing is posted before `until` (real clock), or before an earlier call's moment if that is later."""

    async def rest(self, workspace: WorkspaceId, *, until: datetime) -> None:
        """No old card is touched before `until` (real clock), or before an earlier call's moment if that is later."""

    async def suspend(self, workspace: WorkspaceId, *, reason: str, erase_at: datetime | None = None) -> None:
        """Nothing is posted until the reason is mended, and at `erase_at` (real clock) everything is erased, if it was
        not. Changes nothing where an earlier erasure is planned already.
        """

    async def revive(self, workspace: WorkspaceId) -> None:
        """Takes a suspension and a planned erasure back. A workspace that is new, or erased, is created."""

    async def earliest_due(self, *, now: datetime, lease_now: datetime) -> datetime | None:
        """When the first workspace that is not suspended has something due and is not blocked. By the movable clock:
        what waits by the real one is taken as that much later than `now`.
        """


class Members(Protocol):
    async def get(self, workspace: WorkspaceId, member: MemberId, *, lock: bool = False) -> Member | None:
        """The member's row; `lock` holds it against other writers until the transaction ends."""

    async def of(self, workspace: WorkspaceId, members: Sequence[MemberId]) -> Sequence[Member]:
        """Those of `members` who joined, in no particular order."""

    async def lock(self, workspace: WorkspaceId, members: Sequence[MemberId]) -> Sequence[Member]:
        """The same, held against other writers until the transaction ends."""

    async def hold(self, workspace: WorkspaceId, members: Collection[MemberId]) -> frozenset[MemberId]:
        """Those who joined and are not being erased: until the transaction ends, nobody of them can be. Waits for
        nobody.
        """

    async def all_active(self, workspace: WorkspaceId) -> Sequence[Member]:
        """Everybody who joined and has not stopped."""

    async def add(self, member: Member) -> bool:
        """False when they joined already; then nothing changes."""

    async def save(self, member: Member) -> None:
        """Writes every column but the key."""

    async def save_all(self, members: Sequence[Member]) -> None:
        """The same of many at once; this transaction must hold them all."""

    async def claim_due(self, workspace: WorkspaceId, *, now: datetime, limit: int) -> Sequence[Member]:
        """Members whose `next_at` has come, earliest first, locked until the transaction ends (those locked by others
        are left out).
        """

    async def save_plans(self, workspace: WorkspaceId, plans: Mapping[MemberId, datetime | None]) -> None:
        """Sets `next_at` of many members in one statement's round trip."""


class Reminders(Protocol):
    async def add(self, reminders: Sequence[Reminder]) -> None:
        """Inserts them; one that exists already (same member and due_at) is left as it is."""

    async def get(self, workspace: WorkspaceId, reminder: ReminderId, *, lock: bool = False) -> Reminder | None: ...

    async def save(self, reminder: Reminder) -> Reminder:
        """Writes every column but the key; the value that comes back has the next version."""

    async def note_sound(self, workspace: WorkspaceId, reminder: ReminderId, sound: MessageTs | None) -> None:
        """Writes which message told of the end of a timer. What the card shows is the same, and so is its version."""

    async def lock(self, workspace: WorkspaceId, reminders: Sequence[ReminderId]) -> Sequence[Reminder]:
        """Those that exist, held against other writers until the transaction ends."""

    async def save_all(self, reminders: Sequence[Reminder]) -> Sequence[Reminder]:
        """What `save` does with each, in one round trip; this transaction must hold them all."""

    async def latest(self, workspace: WorkspaceId, member: MemberId, *, lock: bool = False) -> Reminder | None:
        """The member's newest reminder that was sent (by sent_at), whatever its state."""

    async def sent_before(
        self, workspace: WorkspaceId, member: MemberId, moment: datetime, *, limit: int
    ) -> Sequence[Reminder]:
        """The member's newest reminders that were sent before the moment, the newest first."""

    async def open_ones(self, workspace: WorkspaceId, members: Sequence[MemberId]) -> Sequence[Reminder]:
        """The reminders in state `sent` of these members."""

    async def recent(
        self, workspace: WorkspaceId, members: Sequence[MemberId], *, limit: int
    ) -> Mapping[MemberId, Sequence[Reminder]]:
        """The newest `limit` sent reminders of each of these members, the newest first."""

    async def unsent(self, workspace: WorkspaceId, member: MemberId) -> Sequence[Reminder]:
        """The member's pending reminders, by due_at (a snooze's return among them)."""

    async def unsent_of(
        self, workspace: WorkspaceId, members: Sequence[MemberId]
    ) -> Mapping[MemberId, Sequence[Reminder]]:
        """The same of many; members without any are left out."""

    async def to_post(self, workspace: WorkspaceId, *, due_by: datetime, limit: int) -> Sequence[Reminder]:
        """Pending reminders due by then whose post was not begun, earliest first."""

    async def to_look_up(self, workspace: WorkspaceId, *, lease_now: datetime, limit: int) -> Sequence[Reminder]:
        """Pending reminders whose post was begun, and whose unknown outcome is to be looked up by now (real clock)."""

    async def standing(self, workspace: WorkspaceId, members: Sequence[MemberId], *, since: date) -> Sequence[Reminder]:
        """Reminders of these active days on that went by or were snoozed, and whose cards were not removed."""

    async def since(self, workspace: WorkspaceId, member: MemberId, *, active_on: date) -> Sequence[Reminder]:
        """The member's sent reminders of that active day and later, by sent_at."""

    async def complete(self, reminder: Reminder, exercise: str, *, at: datetime) -> bool:
        """Records a completion; False when it was there already."""

    async def take_back(self, reminder: Reminder, *, exercise: str | None = None) -> None:
        """Removes its completions (or that of one exercise)."""

    async def completions(self, workspace: WorkspaceId, reminders: Sequence[ReminderId]) -> Sequence[Completion]:
        """All completions of these reminders."""

    async def count_done(self, workspace: WorkspaceId, member: MemberId, *, most: int) -> int:
        """How many of the member's reminders are done, counted up to `most`."""

    async def last_completed_at(self, workspace: WorkspaceId, member: MemberId) -> datetime | None: ...

    async def last_closed_at(self, workspace: WorkspaceId, member: MemberId, *, state: str) -> datetime | None:
        """The latest `closed_at` of the member's reminders in this state."""


class Errands(Protocol):
    async def add(self, *errands: Errand) -> None:
        """Plans them; of two for the same reminder the earlier one counts, and it begins anew."""

    async def due(self, workspace: WorkspaceId, *, now: datetime, limit: int) -> Sequence[Errand]:
        """What is due, the longest due first, and what is urgent before the rest. But the second is of the rest, so
        that it never waits in vain.
        """

    async def get(self, workspace: WorkspaceId, reminder: ReminderId) -> Errand | None: ...

    async def finish(self, errand: Errand) -> None: ...

    async def put_off(self, errand: Errand, *, until: datetime) -> None:
        """Moves it to that moment, as urgent as the errand says, and with its `attempts`."""


class Standings(Protocol):
    async def logbooks(
        self, workspace: WorkspaceId, members: Sequence[MemberId], *, today: date
    ) -> Mapping[MemberId, Logbook]:
        """Each member's active days, from last week's on one by one (and as a rule the week before it)."""

    async def tallies(
        self, workspace: WorkspaceId, members: Sequence[MemberId], *, after: datetime, until: datetime
    ) -> Mapping[MemberId, Tally]:
        """What each did in (after, until]: completions by completed_at; offered and done-of-offered over counted
        reminders sent then (one still open and untouched at `until` is left out).
        """

    async def done(self, workspace: WorkspaceId, *, after: datetime, until: datetime) -> Mapping[MemberId, int]:
        """How many exercises everybody did in (after, until] who did any and has not stopped."""

    async def shown(self, workspace: WorkspaceId) -> frozenset[MemberId]:
        """Those who asked to be shown and have not stopped."""


class Posts(Protocol):
    async def set_up(self, post: ChannelPost) -> None:
        """Sets up, or changes, the weekly post of a channel."""

    async def move_on(self, post: ChannelPost, *, next_post_at: datetime, owed_since: datetime | None = None) -> bool:
        """Plans it anew and holds it against other writers until the transaction ends; False when it was ended, or
        set up anew, since it was read.
        """

    async def end(self, workspace: WorkspaceId, channel: ChannelId) -> bool:
        """False when there was none."""

    async def due(self, workspace: WorkspaceId, *, now: datetime) -> Sequence[ChannelPost]: ...

    async def begin(self, post: BoardPost) -> bool:
        """Records the intent to post; False when this channel's week has one already that was not skipped."""

    async def record(self, post: BoardPost) -> None:
        """Writes state, ref and content of a post begun before."""

    async def withdraw(self, post: BoardPost) -> None:
        """Removes an intent that certainly was not posted, so that it can be begun again."""

    async def last(self, workspace: WorkspaceId, channel: ChannelId) -> BoardPost | None:
        """The channel's newest post, whatever its state but `skipped`."""

    async def overlapping(self, workspace: WorkspaceId, *, after: datetime, until: datetime) -> Sequence[BoardPost]:
        """Posts of any channel with a total, whose window overlaps (after, until]."""

    async def naming(self, workspace: WorkspaceId, member: MemberId) -> Sequence[BoardPost]:
        """The newest post of each channel, where it names this member."""
