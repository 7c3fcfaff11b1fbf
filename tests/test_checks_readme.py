"""The README tells what `budge check` finds."""

from pathlib import Path

from bot.services.flaws import Effect, Kind
from bot.slack.manifest import SCOPES
from bot.slack.scopes import NEEDED
from bot.store.place import NETWORK_DISKS

README = Path(__file__).parent.parent / "README.md"


def rows() -> list[tuple[str, str]]:
    section = README.read_text(encoding="utf-8").split("\n## What `budge check` finds\n")[1].split("\n## ")[0]
    cells = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")][2:]
    return [(found.strip(), run.strip()) for found, run in cells]


def test_the_readme_lists_everything_that_is_looked_for_and_what_run_makes_of_it() -> None:
    assert rows() == [(kind.words, str(kind.effect)) for kind in Kind]


def test_what_keeps_it_from_working_is_told_first() -> None:
    order = list(Effect)
    assert [kind.effect for kind in Kind] == sorted((kind.effect for kind in Kind), key=order.index)


def test_the_scopes_that_everything_needs_are_among_those_of_the_manifest() -> None:
    assert SCOPES.keys() > NEEDED


def test_no_disk_of_this_machine_counts_as_one_of_the_network() -> None:
    local = {"ext4", "xfs", "btrfs", "zfs", "overlay", "tmpfs", "apfs", "ntfs", "fuseblk", "9p", "virtiofs"}
    assert not local & NETWORK_DISKS
