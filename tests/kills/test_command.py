"""What the command says, and when it is not content."""

import subprocess
import sys
from random import Random

import pytest

from tests.kills.command import is_well, report
from tests.kills.ledger import Account
from tests.kills.points import POINTS, Phase, Point
from tests.kills.toll import ENOUGH, Toll

RAREST = Point("weekly post", Phase.AFTER)


def toll(*, kills: int = ENOUGH, left_out: tuple[Point, ...] = ()) -> Toll:
    """Everybody has been killed, twice at each point but for these."""
    result = Toll(kills, begun=kills)
    result.aimed.update(dict.fromkeys(POINTS, 2))
    result.struck.update(dict.fromkeys(set(POINTS) - set(left_out), 2))
    return result


def test_the_report_names_every_point_and_those_at_which_nobody_died() -> None:
    lines = list(report(toll(left_out=(RAREST,)), Account()))

    assert all(any(line.split(maxsplit=1)[1:] == [str(point)] for line in lines) for point in POINTS)
    assert "      0 weekly post, after" in lines
    assert "never struck: weekly post, after" in lines
    assert "never struck: none" in report(toll(), Account())


def test_presses_that_were_excused_are_counted_in_the_report() -> None:
    lines = list(report(toll(), Account(ticked=38, excused=["one", "another"])))

    assert "presses: 38 ticked off, 5.0% excused; at most 10% may be, and none ticked off is wrong" in lines
    assert "excused: 2" in lines


@pytest.mark.parametrize("found", [Account(doubled=["x"]), Account(lost=["x"]), Account(stumbled=["x"])])
def test_nothing_may_be_doubled_or_lost(found: Account) -> None:
    found.ticked = 9
    assert is_well(toll(), Account(ticked=9, excused=["x"]))
    assert not is_well(toll(), found)


@pytest.mark.parametrize("found", [Account(), Account(excused=["x"]), Account(ticked=8, excused=["x"])])
def test_in_a_thousand_kills_most_presses_are_ticked_off(found: Account) -> None:
    assert not is_well(toll(), found)
    assert is_well(toll(kills=ENOUGH - 1), found)


def test_a_thousand_kills_have_to_strike_every_point() -> None:
    assert not is_well(toll(left_out=(RAREST,)), Account(ticked=9))
    assert is_well(toll(kills=ENOUGH - 1, left_out=(RAREST,)), Account())


def test_the_points_that_are_struck_least_are_aimed_at_most() -> None:
    counted, chance = toll(left_out=(RAREST,)), Random(7)
    aims = [counted.aim(chance) for _ in range(1_000)]

    assert 60 < aims.count(RAREST) < 140  # every fourth draw of a tenth of them, not every one: it may be out of reach
    assert set(aims) == set(POINTS)


def test_several_processes_are_not_let_loose_on_one_sqlite_file() -> None:
    wanted = ("--kills", "1", "--database", "sqlite", "--processes", "4")
    ended = subprocess.run([sys.executable, "-m", "tests.kills", *wanted], capture_output=True, text=True, check=False)

    assert ended.returncode == 2
    assert "a SQLite file belongs to one process: --processes needs --database postgres" in ended.stderr
