import os
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from itertools import count
from pathlib import Path

import pytest

from tests.simulation.__main__ import replay_line
from tests.simulation.mutations import MUTATIONS
from tests.simulation.running import Report, simulate
from tests.simulation.seeds import FREEZING, NOTICED, SLOW, SMALL
from tests.simulation.world import STARTS, Size, beginning, first_rng

TOP = Path(__file__).parents[2]
WEATHERS = {"slow": SLOW, "freezing": FREEZING}
OVER_A_WEEKEND = replace(SMALL, weeks=0.55)
MONDAY = 2.75 * 24 * 3600  # seconds from a Friday's morning
DAY = Size(members=4, weeks=1 / 7, processes=2, workspaces=1)
FOUR_PROCESSES = Size(members=6, weeks=0.2, processes=4, workspaces=3)


def told(report: Report) -> str:
    return f"{report.violations}; replay: {replay_line(report)}"


def digest_by_command(seed: int, *, hash_seed: str) -> str:
    """What another process, which hashes strings in another way, prints of this seed."""
    size = ["--members", str(DAY.members), "--weeks", f"{DAY.weeks}", "--workspaces", str(DAY.workspaces)]
    command = [sys.executable, "-m", "tests.simulation", str(seed), "--each", *size]
    environment = os.environ | {"PYTHONHASHSEED": hash_seed}
    ran = subprocess.run(command, cwd=TOP, env=environment, capture_output=True, text=True, check=True, timeout=120)
    return ran.stdout.splitlines()[0]


@pytest.mark.parametrize("start", STARTS, ids=str)
def test_in_every_night_when_clocks_are_changed_everything_holds(start: datetime) -> None:
    seed = next(seed for seed in count(1) if beginning(first_rng(seed)) == start)
    report = simulate(seed, OVER_A_WEEKEND)

    assert report.violations == (), told(report)
    assert report.last_posted_at > MONDAY
    assert report.counts["crashes"] + report.counts["faults"] + report.counts["freezes"] > 0


@pytest.mark.parametrize("weather", sorted(WEATHERS))
@pytest.mark.parametrize("seed", [1, 2])
def test_in_bad_weather_everything_holds(seed: int, weather: str) -> None:
    report = simulate(seed, WEATHERS[weather])

    assert report.violations == (), told(report)
    assert report.counts["posts"] > 5
    assert report.counts["crashes"] + report.counts["faults"] + report.counts["freezes"] > 0


def test_four_processes_share_the_work_and_everything_holds() -> None:
    report = simulate(4, FOUR_PROCESSES)

    assert report.violations == (), told(report)
    assert report.counts["posts"] > 0


@pytest.mark.parametrize("name", sorted(MUTATIONS))
def test_a_broken_protocol_is_noticed(name: str) -> None:
    noticed = NOTICED[name]
    with MUTATIONS[name].applied():
        by_seed = ((seed, simulate(seed, noticed.size).violations) for seed in noticed.seeds)
        seed = next((seed for seed, found in by_seed if found and found[0].startswith(noticed.begins)), None)

    assert seed is not None, f"{MUTATIONS[name].says}: none of {noticed.seeds} notices"
    print(f"{name}: noticed by seed {seed}")  # noqa: T201 - which one, for the table
    assert simulate(seed, noticed.size).violations == (), f"seed {seed} fails without the mutation"


def test_a_seed_replays_to_the_same_trace() -> None:
    first, again, other = simulate(3, DAY), simulate(3, DAY), simulate(5, DAY)

    assert first.digest == again.digest
    assert first.digest != other.digest


def test_a_seed_replays_alike_in_every_process() -> None:
    assert digest_by_command(3, hash_seed="1") == digest_by_command(3, hash_seed="2")
