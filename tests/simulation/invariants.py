"""What must hold whatever happens. Each check is one sentence, and is made at the very event that could break it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from bot.domain.board import BoardPost
from bot.domain.card import Card
from bot.domain.ids import ReminderId
from bot.domain.notice import Notice
from bot.domain.reminder import Reminder
from tests.simulation import timing_laws
from tests.simulation.ledger import Ledger
from tests.simulation.mirror import Change, Mirror, Row
from tests.simulation.processes import Process
from tests.simulation.promises import called_off_for_nothing, has_return
from tests.simulation.quiet import Quiet
from tests.simulation.slack import Team
from tests.simulation.times import Times
from tests.simulation.timing_laws import moment

STALE_AFTER = 10.5  # seconds from the intent to the call
TOLERANCE = timedelta(seconds=45)
"""Between the moment Slack shows a card and the one that is kept as sent."""
ROUNDED = 1e-6
"""Seconds: moments are stored in microseconds."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A call to post a card, as it leaves."""

    process: Process
    at: float
    lease_ends: float
    kind: str
    interval: timedelta = timedelta()
    """The member's, when the post of a card began; it may be another one once the card is there."""


@dataclass(slots=True)
class Posted:
    begun: Begun
    at: float


@dataclass(slots=True)
class Invariants:
    mirror: Mirror
    ledger: Ledger
    times: Times
    violate: Callable[[str], None]
    counts: Counter[str] = field(default_factory=Counter)
    posts: dict[ReminderId, list[Posted]] = field(default_factory=lambda: defaultdict(list))
    pending: dict[str, Row] = field(default_factory=dict)
    _erased_at: dict[str, float] = field(default_factory=dict)
    """When each reminder went with its member."""
    _quiet: Quiet = field(init=False)
    _open: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    _last_card: dict[tuple[str, str], tuple[float, ReminderId]] = field(default_factory=dict)
    _notices: dict[str, list[Posted]] = field(default_factory=lambda: defaultdict(list))
    _boards: Counter[tuple[str, ...]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._quiet = Quiet(self.mirror, self.ledger, self.times, self.violate, self.counts)

    def committed(self, changes: list[Change]) -> None:
        """A transaction is about to become visible."""
        self._quiet.committed(changes)
        members = {change.key: change for change in changes if change.table == "members"}
        erased = {key for key, change in members.items() if change.after is None}
        for change in changes:
            if change.table == "reminders" and change.after is not None:
                self._reminder(change, change.after, members)
            elif change.table == "reminders":
                self._reminder_gone(change, erased)
            elif change.table == "members" and change.after is None:
                self._last_card.pop((change.key[0], change.key[1]), None)
                self.counts["members erased"] += 1
            elif change.table == "completions" and change.after is None:
                self._completion_gone(change)
            elif change.table == "workspaces":
                self._lease_was_free(change)
        for change in changes:
            if change.table in {"reminders", "members"} and change.after is not None:
                row = change.after
                self._at_most_one_open(row["workspace_id"], row["member_id"])
                self._nothing_is_planned_for_who_stopped(row["workspace_id"], row["member_id"])
        self._snoozes_are_kept(changes)

    def drawing_begun(self, reminder: str) -> None:
        """A press has its card drawn."""
        self._quiet.drawing_begun(reminder)

    def drawing_not_noted(self, reminder: str, *, version: int) -> None:
        """This state was drawn after a press, and the database was away when that was to be noted."""
        self._quiet.drawing_not_noted(reminder, version=version)

    def at_rest(self, teams: Iterable[Team]) -> None:
        """All has been well for so long that everything due has been served."""
        self._quiet.look_at(teams)

    def card_begun(self, card: Card, process: Process) -> Begun:
        """A post is about to leave a process."""
        reminder = card.reminder
        row = self.mirror.tables["reminders"].get((reminder.id,))
        workspace = self.mirror.tables["workspaces"][reminder.workspace,]
        lease_ends = self._lease_ends(workspace)
        if row is None and reminder.id in self._erased_at:
            return self._begun_for_nobody(reminder, Begun(process, self.times.now, lease_ends, str(reminder.kind)))
        member = self.mirror.tables["members"][reminder.workspace, reminder.member]
        interval = timedelta(seconds=member["interval"])
        begun = Begun(process, self.times.now, lease_ends, str(reminder.kind), interval)
        if row is None or row["attempted_at"] is None:
            self.violate(f"a post leaves only after its intent was committed: {reminder.id}")
            return begun
        if self.times.now - self.times.of_moved(row["attempted_at"]) > STALE_AFTER:
            self.violate(f"a post that comes long after its intent is left to the look-up: {reminder.id}")
        if begun.kind != "now":
            self._lease_is_held(workspace, begun)
        self._away_is_respected(row)
        return begun

    def _begun_for_nobody(self, reminder: Reminder, begun: Begun) -> Begun:
        """The member was erased between the intent and the post, which can be no longer apart than this."""
        if self.times.now - self._erased_at[reminder.id] > STALE_AFTER:
            self.violate(f"nothing is posted to somebody who was erased: {reminder.id}")
        if begun.kind != "now":
            self._lease_is_held(self.mirror.tables["workspaces"][reminder.workspace,], begun)
        return begun

    def card_posted(self, card: Card, begun: Begun) -> None:
        """A card appears."""
        reminder = card.reminder
        found = self.posts[reminder.id]
        found.append(Posted(begun, self.times.now))
        self.counts["posts"] += 1
        if len(found) > 1:
            self._doubled(reminder.id, found)
        if (reminder.id,) not in self.mirror.tables["reminders"]:
            self.counts["posted to somebody erased"] += 1
            return
        row = self.mirror.tables["reminders"][reminder.id,]
        if row["state"] in {"failed", "expired"}:
            if self._was_frozen(found):  # who came after it was given up may have a newer card already
                self.counts["by a frozen process after it was given up"] += 1
                return
            if row["reason"] != "unknown outcome":
                self.violate(
                    f"what was recorded as not sent is not sent: {reminder.id} is {row['state']}, {row['reason']}"
                )
        if begun.kind == "planned" and len(found) == 1:
            self._interval_is_kept(row, begun)
        if len(found) == 1:  # a double of it, judged above, is no card that the next one counts from
            self._last_card[row["workspace_id"], row["member_id"]] = self.times.now, reminder.id

    def notice_begun(self, notice: Notice, process: Process) -> Begun:
        """The post of a notice is about to leave a process."""
        workspace = self.mirror.tables["workspaces"][notice.workspace,]
        begun = Begun(process, self.times.now, self._lease_ends(workspace), "notice")
        row = self.mirror.tables["notices"].get((notice.workspace, notice.member))
        if row is not None and row["begun_at"] is None:
            self.violate(f"a notice leaves only after its intent was committed: {notice.member}")
        self._lease_is_held(workspace, begun)
        return begun

    def notice_posted(self, notice: Notice, begun: Begun) -> None:
        """A notice appears."""
        found = self._notices[notice.id]
        found.append(Posted(begun, self.times.now))
        self.counts["notices"] += 1
        if len(found) > 1 and self._was_frozen(found):
            self.counts["notices doubled by a frozen process"] += 1
        elif len(found) > 1:
            self.violate(f"a member is told of new bounds once: {notice.member} of {notice.moved_to}")

    def board_posted(self, post: BoardPost) -> None:
        """A weekly post appears."""
        key = post.workspace, post.channel, str(post.monday)
        self._boards[key] += 1
        self.counts["boards"] += 1
        if self._boards[key] > 1:
            self.violate(f"a channel has one weekly post a week: {key}")

    def _reminder(self, change: Change, row: Row, members: dict[tuple[str, ...], Change]) -> None:
        who = row["workspace_id"], row["member_id"]
        before = change.before
        (self._open[who].add if row["state"] == "sent" else self._open[who].discard)(row["reminder_id"])
        if row["state"] == "sent" and row["removed"]:
            self.violate(f"an open card has its message: that of {row['reminder_id']} was removed")
        if row["state"] == "pending":
            self.pending[row["reminder_id"]] = row
        else:
            self.pending.pop(row["reminder_id"], None)
        if before is None and row["kind"] == "planned":
            own = members.get(who)
            member = own.before if own is not None and own.before is not None else self.mirror.tables["members"][who]
            reason = timing_laws.breach(member, moment(row["due_at"]))
            if reason is not None:
                self.violate(f"no reminder comes against the timing laws: {row['reminder_id']}: {reason}")
        if row["attempted_at"] is not None and (before is None or before["attempted_at"] != row["attempted_at"]):
            self._may_be_begun(row)
        if row["state"] in {"failed", "expired"} and (before is None or before["state"] == "pending"):
            self._given_up(row)

    def _reminder_gone(self, change: Change, erased: set[tuple[str, ...]]) -> None:
        before, reminder = change.before, change.key[0]
        if before is None:  # added and taken back in one transaction
            return
        who = before["workspace_id"], before["member_id"]
        if who not in erased:
            self.violate(f"a reminder goes only with its member: {reminder}")
        self._erased_at[reminder] = self.times.now
        self.pending.pop(reminder, None)
        self._open[who].discard(reminder)

    def _may_be_begun(self, row: Row) -> None:
        late_by = moment(row["attempted_at"]) - moment(row["due_at"])
        if late_by > timing_laws.GRACE:
            self.violate(f"nothing is posted more than fifteen minutes late: {row['reminder_id']} by {late_by}")
        member = self.mirror.tables["members"][row["workspace_id"], row["member_id"]]
        if row["kind"] != "now" and not timing_laws.is_open(member, moment(row["attempted_at"])):
            self.violate(f"nothing is posted outside the member's periods: {row['reminder_id']}")

    def _given_up(self, row: Row) -> None:
        self.counts[f"{row['state']}: {row['reason']}"] += 1
        if not row["reason"]:
            self.violate(f"what is given up has its reason: {row['reminder_id']}")
        found = self.posts.get(row["reminder_id"], [])
        if found and row["reason"] != "unknown outcome" and not self._was_frozen(found):
            self.violate(f"what was posted is not given up: {row['reminder_id']} as {row['reason']}")

    def _completion_gone(self, change: Change) -> None:
        row = change.before
        if row is None:
            return
        promised = self.ledger.to((row["workspace_id"], row["member_id"]))
        promised.ticked.discard((row["reminder_id"], row["exercise"]))
        if promised.undoing == 0:
            self.violate(f"what was ticked off stays so unless it is undone: {change.key}")

    def _at_most_one_open(self, workspace: str, member: str) -> None:
        opened = self._open[workspace, member]
        if len(opened) > 1:
            self.violate(f"a member has at most one open card: {sorted(opened)}")
        row = self.mirror.tables["members"].get((workspace, member))
        if row is None or not opened:
            return
        now = self.times.now
        until = row["paused_until"]
        is_paused = row["paused"] and (until is None or now < self.times.of_moved(until))
        for reminder in opened:
            kind = self.mirror.tables["reminders"][reminder,]["kind"]
            if (is_paused and kind != "now") or row["stopped_at"] is not None:
                self.violate(f"who is away has no open card: {member} has {reminder}")

    def _nothing_is_planned_for_who_stopped(self, workspace: str, member: str) -> None:
        row = self.mirror.tables["members"].get((workspace, member))
        if row is None or row["stopped_at"] is None:
            return
        if row["next_at"] is not None:
            self.violate(f"nothing is planned for who stopped: {member}")
        for one in self.pending.values():
            is_under_way = one["kind"] == "now" or one["attempted_at"] is not None
            if (one["workspace_id"], one["member_id"]) == (workspace, member) and not is_under_way:
                self.violate(f"nothing is planned for who stopped: {member} has {one['reminder_id']}")

    def _snoozes_are_kept(self, changes: list[Change]) -> None:
        for change in changes:
            before, after = change.before, change.after
            if change.table != "reminders" or after is None:
                continue
            if after["state"] == "snoozed" and (before is None or before["state"] != "snoozed"):
                if not has_return(after, self.pending.values()):
                    self.violate(f"what was snoozed is planned to come back when it says: {after['reminder_id']}")
            elif before is not None and called_off_for_nothing(change, changes):
                self.violate(f"a snooze that is out is called off for a reason: {after['reminder_id']}")

    def _lease_was_free(self, change: Change) -> None:
        before, after = change.before, change.after
        if before is None or after is None or before["lease_owner"] is None or after["lease_owner"] is None:
            return
        is_another = before["lease_owner"] != after["lease_owner"]
        if is_another and self.times.of_real(before["lease_until"]) > self.times.now + ROUNDED:
            self.violate(f"nobody takes what another holds: {after['lease_owner']} from {before['lease_owner']}")

    def _lease_ends(self, workspace: Row) -> float:
        return self.times.of_real(workspace["lease_until"]) if workspace["lease_until"] is not None else 0.0

    def _lease_is_held(self, workspace: Row, begun: Begun) -> None:
        if str(workspace["lease_owner"]).partition("#")[0] != begun.process.name:
            self.violate(
                f"only who holds the lease posts: {begun.process.name} does, {workspace['lease_owner']} has it"
            )
        elif begun.lease_ends <= begun.at:
            self.violate(f"nobody posts under a lease that has run out: {begun.process.name}")

    def _away_is_respected(self, row: Row) -> None:
        promised = self.ledger.to((row["workspace_id"], row["member_id"]))
        since, until = promised.away_since, promised.away_until
        if since is None or (row["kind"] == "now" and not promised.has_stopped):
            return
        intent = self.times.of_moved(row["attempted_at"])
        if intent > since and (until is None or self.times.now < until):
            self.violate(f"nothing is begun for who knows that nothing comes: {row['reminder_id']}")

    def _interval_is_kept(self, row: Row, begun: Begun) -> None:
        who = row["workspace_id"], row["member_id"]
        if who not in self._last_card:
            return
        last, earlier = self._last_card[who]
        given_up = self.mirror.tables["reminders"][earlier,]["reason"]
        if given_up == "unknown outcome" or (given_up and self._was_frozen(self.posts[earlier])):
            what = "an unknown outcome" if given_up == "unknown outcome" else "the card of a frozen process"
            self.counts[f"shortly after {what}"] += 1
            return
        member = self.mirror.tables["members"][who]
        start = timing_laws.stretch_start(member, self.times.moved(begun.at))
        since = self.times.moved(begun.at) - self.times.moved(last)
        is_first = start is None or self.times.moved(last) <= start + TOLERANCE
        if since + TOLERANCE < (min(begun.interval, timing_laws.SHORTEST_FIRST_GAP) if is_first else begun.interval):
            self.violate(f"no card comes sooner than the interval after the last: {row['reminder_id']} after {since}")

    def _doubled(self, reminder: ReminderId, found: list[Posted]) -> None:
        if self._was_frozen(found):
            self.counts["doubled by a frozen process"] += 1
        else:
            posts = ", ".join(
                f"{post.begun.process.name} at {post.begun.at:.1f}, there at {post.at:.1f}" for post in found
            )
            self.violate(f"a reminder is posted at most once: {reminder}: {posts}")

    def _was_frozen(self, found: list[Posted]) -> bool:
        """Whether one of these was on its way while its process stood still beyond its lease (asked for: 10 s)."""
        for post in found:
            begun = post.begun
            for freeze in begun.process.freezes:
                in_mid_post = begun.at <= freeze.begun <= post.at
                allowed = begun.lease_ends if begun.kind != "now" else freeze.begun + 10.0
                if in_mid_post and freeze.ended >= allowed:
                    return True
        return False
