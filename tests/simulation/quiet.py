"""What must hold once all has been well for a while: nothing is overdue, and Slack shows what is stored."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tests.simulation.ledger import Ledger
from tests.simulation.messenger import guide_shown
from tests.simulation.mirror import Change, Mirror, Row
from tests.simulation.slack import Message, Team
from tests.simulation.times import Times

CALM_FOR = 27 * 60.0
"""Seconds without trouble after which nothing is overdue: the grace is fifteen minutes, a lease one."""
SETTLED = 20 * 60.0  # seconds after which everything that was due is done
MOST_ATTEMPTS = 3
"""So often an old card is tried again; then it is left as it is."""
DRAWN_FOR = 15.0  # seconds until a drawing has been made, if Slack was slow and never said so
LIVE = frozenset({"pending", "sent"})
"""How a card with its buttons was drawn."""
UNSEEN = frozenset({"guide_sound"})


@dataclass(slots=True)
class Quiet:
    mirror: Mirror
    ledger: Ledger
    times: Times
    violate: Callable[[str], None]
    counts: Counter[str]
    _changed_at: dict[str, float] = field(default_factory=dict)
    """When each reminder last changed."""
    _drawn_at: dict[str, float] = field(default_factory=dict)
    """When the last press on each began to be drawn."""
    _outdated: set[str] = field(default_factory=set)
    """Reminders of which an older state was drawn, with nobody to note it, and which have not changed since."""
    _crossing: set[str] = field(default_factory=set)
    """Reminders that changed last while the message of the state before could still be on its way."""
    _erased: dict[str, tuple[float, str | None]] = field(default_factory=dict)
    """When each open reminder, or one on its way, went with its member, and which message it had."""
    _left: set[str] = field(default_factory=set)
    """Reminders whose card was tried so often that it stays as it is."""

    def committed(self, changes: Iterable[Change]) -> None:
        for change in changes:
            if change.table == "reminders" and change.after is None:
                self._gone(change.key[0], change.before)
            elif change.table == "reminders" and _is_seen(change):
                self._changed(change.key[0])
            elif change.table == "errands" and _is_given_up(change):
                self._left.add(change.key[0])
                self.counts["cards left as they are"] += 1

    def drawing_begun(self, reminder: str) -> None:
        """A press has its card drawn, whether it changed anything or not."""
        self._drawn_at[reminder] = self.times.now

    def drawing_not_noted(self, reminder: str, *, version: int) -> None:
        """A process stood still between reading this state and drawing it, and could not note that it is older."""
        row = self.mirror.tables["reminders"].get((reminder,))
        if row is not None and row["version"] != version:
            self._outdated.add(reminder)

    def look_at(self, teams: Iterable[Team]) -> None:
        """To be called where nothing has gone wrong for so long that everything due has been served."""
        for row in self.mirror.tables["workspaces"].values():
            self._is_served(row)
        self._nothing_is_overdue()
        for who, promised in self.ledger.of.items():
            for reminder, exercise in sorted(promised.ticked):
                if (reminder, exercise) not in self.mirror.tables["completions"]:
                    self.violate(f"what was ticked off stays so: {who} {exercise} of {reminder}")
        for team in teams:
            self._is_cleared(team)
            if self._is_let_in(team.id):
                self._cards_of(team)

    def _nothing_is_overdue(self) -> None:
        for row in self.mirror.tables["errands"].values():
            if self._is_overdue(row["due_at"]) and self._is_let_in(row["workspace_id"]):
                self.violate(f"an old card that is due is seen to: {row['reminder_id']}")
        for row in self.mirror.tables["notices"].values():
            if self._is_overdue(row["due_at"]) and self._is_let_in(row["workspace_id"]):
                self.violate(f"who is owed a notice is told, or it is settled: {row['member_id']}")

    def _is_cleared(self, team: Team) -> None:
        """Who was erased while all was well has no card left to press."""
        for message in team.messages.values():
            found = self._erased.get(message.reminder or "")
            if found is None or found[1] not in {None, message.ref.ts}:  # the double that a frozen process left
                continue
            if not self.times.now - CALM_FOR < found[0] < self.times.now - SETTLED:
                continue
            self.counts["looks at a card of who was erased while all was well"] += 1
            if _is_live(message):
                self.violate(f"the open card of who was erased is removed: {message.reminder}")

    def _gone(self, reminder: str, row: Row | None) -> None:
        if row is not None and row["state"] in LIVE:
            self._erased[reminder] = self.times.now, row["message_ts"]

    def _changed(self, reminder: str) -> None:
        shown_at = max(self._changed_at.get(reminder, -DRAWN_FOR), self._drawn_at.get(reminder, -DRAWN_FOR))
        is_crossing = self.times.now < shown_at + DRAWN_FOR
        (self._crossing.add if is_crossing else self._crossing.discard)(reminder)
        self._changed_at[reminder] = self.times.now
        self._outdated.discard(reminder)

    def _is_served(self, row: Row) -> None:
        if row["suspended_reason"] is not None:
            return
        waits_since = [self.times.of_moved(row["next_due_at"])] if row["next_due_at"] is not None else []
        waits_since += [self.times.of_real(row["wake_at"])] if row["wake_at"] is not None else []
        if waits_since and min(waits_since) < self.times.now - SETTLED:
            self.violate(f"a workspace with something due is served: {row['workspace_id']}")

    def _is_let_in(self, workspace: str) -> bool:
        row = self.mirror.tables["workspaces"].get((workspace,))
        return row is not None and row["suspended_reason"] is None

    def _is_overdue(self, moved: int) -> bool:
        return self.times.of_moved(moved) < self.times.now - SETTLED

    def _cards_of(self, team: Team) -> None:
        live: defaultdict[str, list[str]] = defaultdict(list)
        for message in team.messages.values():
            row = self._shown_by(message)
            if row is None:
                continue
            if _is_live(message) and row["reminder_id"] not in self._crossing | self._outdated:
                live[row["member_id"]].append(row["reminder_id"])
            if self._is_settled(row):
                self._shows_what_is_stored(message, row)
            if row["guide_ends_at"] is not None and self._is_overdue(row["guide_ends_at"]):
                self.violate(f"a timer that has ended is moved on from: {row['reminder_id']}")
        for member, reminders in live.items():
            if len(reminders) > 1 and all(self._is_settled(self._row(one)) for one in reminders):
                self.violate(f"a member sees at most one card with buttons: {member} sees {reminders}")

    def _shows_what_is_stored(self, message: Message, row: Row) -> None:
        reminder, difference = row["reminder_id"], self._difference(message, row)
        if difference is None:
            return
        has_other_buttons = not message.is_deleted and _is_live(message) != (row["state"] == "sent")
        if reminder in self._crossing and has_other_buttons:
            self.counts["looks at a card that an older drawing covers"] += 1
        elif reminder in self._outdated and not message.is_deleted and _is_live(message):
            self.counts["looks at a card that a frozen process drew"] += 1
        else:
            self.violate(difference)

    def _difference(self, message: Message, row: Row) -> str | None:
        reminder, state = row["reminder_id"], row["state"]
        if state == "sent" and not _is_live(message):
            return f"who has an open card sees it: {reminder}"
        if state != "sent" and _is_live(message):
            return f"a card that is closed has no buttons any more: {reminder} is {state}"
        if state == "missed" and not message.is_deleted and not self._is_touched(reminder):
            return f"a card that went by untouched is removed: {reminder}"
        if state == "sent" and reminder not in self._crossing and _guide_of(message) != _guide_in(row):
            return f"a card shows where its guide is: {_guide_of(message)} of {_guide_in(row)}, {reminder}"
        return None

    def _shown_by(self, message: Message) -> Row | None:
        """The reminder whose card this is; None for a double, and for what was given up as of unknown outcome."""
        row = self.mirror.tables["reminders"].get((message.reminder or "",))
        return row if row is not None and row["message_ts"] == message.ref.ts else None

    def _is_settled(self, row: Row) -> bool:
        """Whether its card has had the time to follow; one that is tried again later still has."""
        reminder = row["reminder_id"]
        errand = self.mirror.tables["errands"].get((reminder,))
        is_tried_again = errand is not None and errand["attempts"] > 0
        is_long_ago = self._changed_at.get(reminder, 0.0) < self.times.now - SETTLED
        return is_long_ago and not is_tried_again and reminder not in self._left

    def _is_touched(self, reminder: str) -> bool:
        return any(key[0] == reminder for key in self.mirror.tables["completions"])

    def _row(self, reminder: str) -> Row:
        return self.mirror.tables["reminders"][reminder,]


def _is_live(message: Message) -> bool:
    return not message.is_deleted and message.shows.partition(" ")[0] in LIVE


def _guide_of(message: Message) -> str:
    """Where the guide is by what the message shows; empty for the card."""
    return message.shows.partition(" at ")[2]


def _guide_in(row: Row) -> str:
    screen = row["guide_screen"]
    shown = "" if screen is None else guide_shown(screen, is_running=row["guide_ends_at"] is not None)
    return shown.removeprefix("at ")


def _is_seen(change: Change) -> bool:
    """Whether the card shows it; the sound at the end of a timer is a message of its own."""
    before, after = change.before or {}, change.after or {}
    return any(after.get(name) != before.get(name) for name in {*before, *after} - UNSEEN)


def _is_given_up(change: Change) -> bool:
    """The last try is over: the errand is gone, or begins anew when the card's day ends."""
    before, after = change.before, change.after
    if before is None or before["attempts"] < MOST_ATTEMPTS:
        return False
    return after is None or after["attempts"] == 0
