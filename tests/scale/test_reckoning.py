from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import insert

from bot.domain.reminder import Kind, State
from bot.store.schema import reminders
from tests.benchmarks.seeding import FIRST, TUESDAY, Crowd, seed
from tests.lean_slack import CARD, LeanSlack
from tests.scale.reckoning import Reckoning, reckoned, settled
from tests.scale.takeover import Takeover
from tests.stores import engine_for

ALL_WELL = Reckoning(due=3, posted=3, doubled=0, given_up=Counter(), lost=0, pending=0)


async def happens(url: str, number: int, state: State, *, reason: str | None = None) -> None:
    """The reminder of this member ends so."""
    row = {
        "workspace": FIRST,
        "id": f"R{number}",
        "origin": f"R{number}",
        "member": f"U{number}",
        "kind": Kind.PLANNED,
        "due_at": TUESDAY,
        "active_on": TUESDAY.date(),
        "exercises": (),
        "offered": 0,
        "opener": 0,
        "state": state,
        "counted": True,
        "snoozes": 0,
        "removed": False,
        "version": 0,
        "reason": reason,
    }
    async with engine_for(url) as engine, engine.begin() as connection:
        await connection.execute(insert(reminders).values(row))


def posted(slack: LeanSlack, number: int) -> None:
    metadata = {"event_type": CARD, "event_payload": {"reminder": f"R{number}"}}
    slack.take({"channel": f"D{number}", "metadata": metadata}, bot="bot-1")


async def test_a_reminder_that_was_given_up_is_a_fault_with_its_reason_and_not_waited_for(tmp_path: Path) -> None:
    url, slack = f"sqlite+aiosqlite:///{tmp_path / 'budge.db'}", LeanSlack()
    await seed(url, Crowd(members=2, spread=1))
    await happens(url, 0, State.SENT)
    posted(slack, 0)
    await happens(url, 1, State.FAILED, reason="channel_not_found")
    await settled(url, slack, due=2)
    reckoning = await reckoned(url, slack, due=2)

    assert str(reckoning) == "2 due: 1 posted, 0 doubled, 1 given up (1 channel_not_found), 0 lost"
    assert list(reckoning.faults()) == ["1 given up: 1 channel_not_found"]


async def test_what_was_doubled_lost_and_left_pending_is_a_fault_each(tmp_path: Path) -> None:
    url, slack = f"sqlite+aiosqlite:///{tmp_path / 'budge.db'}", LeanSlack()
    await seed(url, Crowd(members=4, spread=1))
    await happens(url, 0, State.SENT)
    posted(slack, 0)
    posted(slack, 0)
    await happens(url, 1, State.EXPIRED)  # without a reason
    await happens(url, 2, State.PENDING)
    await settled(url, slack, due=4, stands_still=0.2)
    reckoning = await reckoned(url, slack, due=4)

    assert list(reckoning.faults()) == ["1 doubled", "3 lost", "1 still pending at the end"]


@pytest.mark.parametrize(
    ("seconds", "fault"),
    [(89.0, []), (91.0, ["taken over after 91.0 s, which may last 90"]), (None, ["nobody took over"])],
)
def test_a_takeover_that_lasts_too_long_is_a_fault(seconds: float | None, fault: list[str]) -> None:
    assert list(Takeover(reckoning=ALL_WELL, seconds=seconds).faults(most=90)) == fault
