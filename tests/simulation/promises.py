"""What a snooze promises: it is planned to come back when it says, and is called off only for something that its member
did, or that ends it.
"""

from collections.abc import Iterable

from tests.simulation.mirror import Change, Row

ENDS_A_SNOOZE = ("paused", "paused_until", "stopped_at", "suspended_reason", "moved_at", "skipped_at")
"""What of a member calls a snooze off by changing. A new interval, other hours or another zone do not."""


def has_return(snoozed: Row, pending: Iterable[Row]) -> bool:
    """Whether one of these is what the snoozed reminder announces."""
    return any(
        (one["kind"], one["origin_id"], one["due_at"]) == ("snooze", snoozed["origin_id"], snoozed["snoozed_until"])
        for one in pending
    )


def called_off_for_nothing(change: Change, transaction: Iterable[Change]) -> bool:
    """Whether a return that waited was superseded although nothing in the transaction gives a reason for that."""
    before, after = change.before, change.after
    if before is None or after is None:
        return False
    if (before["kind"], before["state"], after["state"]) != ("snooze", "pending", "expired"):
        return False
    return after["reason"] == "superseded" and not any(_is_reason(one, of=after) for one in transaction)


def _is_reason(change: Change, *, of: Row) -> bool:
    """The member went away, moved or skipped; a card of theirs was sent, or the snoozed one itself answered."""
    before, after = change.before, change.after
    if after is None or after.get("workspace_id") != of["workspace_id"] or after.get("member_id") != of["member_id"]:
        return False
    if change.table == "members":
        return before is None or any(before[name] != after[name] for name in ENDS_A_SNOOZE)
    if change.table == "completions":
        return before is None and after["origin_id"] == of["origin_id"]
    if change.table != "reminders" or after["reminder_id"] == of["reminder_id"]:
        return False
    was_sent = after["state"] == "sent" and (before is None or before["state"] != "sent")
    was_answered = before is not None and before["state"] == "snoozed" and after["state"] != "snoozed"
    return was_sent or was_answered
