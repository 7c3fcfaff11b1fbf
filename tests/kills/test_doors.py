"""What the doors read of what passes through them."""

import pytest

from tests.kills.deeds import Watch
from tests.kills.points import Phase, Point, Trap
from tests.kills.postgres_wire import Frames, Statements
from tests.kills.slack_door import act_of

STARTUP = (12).to_bytes(4) + (196608).to_bytes(4) + b"user"


def message(letter: bytes, body: bytes) -> bytes:
    return letter + (len(body) + 4).to_bytes(4) + body


def test_statements_are_read_however_the_bytes_are_cut() -> None:
    sent = STARTUP + b"".join(
        (
            message(b"P", b"one\0UPDATE reminders SET x=$1\0\0\0"),
            message(b"B", b"\0one\0\0\0\0\0\0\0"),
            message(b"Q", b"COMMIT\0"),
        )
    )
    for size in (1, 7, len(sent)):
        frames, statements = Frames(), Statements()
        pieces = (sent[at : at + size] for at in range(0, len(sent), size))
        read = [statements.of(frame) for piece in pieces for frame in frames.feed(piece)]
        assert [one for one in read if one] == ["UPDATE reminders SET x=$1", "COMMIT"]


CLAIM = ("INSERT INTO reminders (id) VALUES (1)", "UPDATE members SET next_at=1")
WEEKLY = ("UPDATE channel_posts SET next_post_at=1", "INSERT INTO board_posts (monday) VALUES (1)")
OUTCOME = ("UPDATE reminders SET state=1", "INSERT INTO errands (id) VALUES (1)", "UPDATE members SET next_at=1")


@pytest.mark.parametrize(
    ("statements", "act"),
    [
        (CLAIM, "intent"),
        (OUTCOME, "outcome"),
        (WEEKLY, "weekly intent"),
        (("INSERT INTO completions (id) VALUES (1)", "UPDATE reminders SET state=1"), "press"),
        (("UPDATE workspaces SET lease_until=1 WHERE lease_owner=2",), "renewal"),
        (("UPDATE workspaces SET next_due_at=1, lease_owner=NULL, lease_until=NULL WHERE id=1",), "release"),
        (("WITH due AS (SELECT 1) UPDATE workspaces SET lease_owner=1, lease_until=2 RETURNING id",), "lease"),
    ],
)
def test_a_transaction_is_told_by_what_it_writes(statements: tuple[str, ...], act: str) -> None:
    for phase, expected in ((Phase.BEFORE, [True, False]), (Phase.AFTER, [False, True])):
        watch = Watch(Trap(Point(act, phase)))
        assert [watch.sees(statement) for statement in statements] == [False] * len(statements)
        assert [watch.sees_commit(), watch.sees_committed()] == expected


@pytest.mark.parametrize(("statements", "act"), [(CLAIM, "intent"), (WEEKLY, "weekly intent")])
def test_a_process_can_die_between_two_writes_of_one_transaction(statements: tuple[str, ...], act: str) -> None:
    watch = Watch(Trap(Point(act, Phase.WITHIN)))

    assert [watch.sees(statement) for statement in statements] == [False, True]


def test_a_trap_springs_once_at_the_time_it_was_set_for() -> None:
    trap = Trap(Point("post", Phase.AFTER), nth=2)

    assert [trap.springs("post", phase) for phase in (Phase.AFTER, Phase.BEFORE, Phase.AFTER, Phase.AFTER)] == [
        False,
        False,
        True,
        False,
    ]


def test_calls_are_told_by_what_they_are_for() -> None:
    assert act_of("/api/chat.postMessage", b'{"channel": "D1", "metadata": {"event_type": "x"}}') == "post"
    assert act_of("/api/chat.postMessage", b'{"channel": "C1", "text": "x"}') == "weekly post"
    assert act_of("/api/conversations.history", b"channel=D1") == "look-up"
    assert act_of("/hooks/response/abc", b"{}") == "answer"
    assert act_of("/api/auth.test", b"") == ""
