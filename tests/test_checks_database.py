"""What `budge check` says of the database, on both kinds."""

import os
import sqlite3
from pathlib import Path

import pytest

from bot.store.place import network_disk, place_flaw
from tests.checking import *  # noqa: F403 - the fixtures, by their names in __all__
from tests.checking import ALL_IS_WELL, Checked, SetUp, allow, files_in
from tests.postgres import PostgresServer
from tests.stores import *  # noqa: F403 - the fixtures, by their names in __all__

WRITING = "let this user write to it, or set BUDGE_DATABASE_URL to another file."
DATABASE_SERVER = "Check that PostgreSQL runs there and that BUDGE_DATABASE_URL is right."


def address(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


async def test_a_database_that_was_used_before_is_right(set_up: SetUp, sqlite_url: str) -> None:
    assert (await set_up.check(BUDGE_DATABASE_URL=sqlite_url)).code == 0


async def test_a_folder_for_a_file_is_told(set_up: SetUp, tmp_path: Path) -> None:
    checked = await set_up.check(BUDGE_DATABASE_URL=f"sqlite+aiosqlite:///{tmp_path}")

    assert checked.problems == [f"The database file {tmp_path} cannot be written (Is a directory): {WRITING}"]


async def test_a_folder_that_cannot_be_written_to_is_told(set_up: SetUp, nobodys_folder: Path) -> None:
    allow(nobodys_folder, 0o500)

    checked = await set_up.check(BUDGE_DATABASE_URL=f"sqlite+aiosqlite:///{nobodys_folder}/budge.db")

    assert checked.code == 1
    assert checked.problems == [
        (
            f"The folder {nobodys_folder} of the database file cannot be written to (Permission denied), and SQLite "
            f"needs files beside its own: {WRITING}"
        )
    ]


async def test_a_file_that_cannot_be_written_to_is_told(set_up: SetUp, nobodys_folder: Path) -> None:
    sqlite3.connect(nobodys_folder / "budge.db").executescript("PRAGMA journal_mode=WAL").connection.close()
    allow(nobodys_folder / "budge.db", 0o400)

    checked = await set_up.check(BUDGE_DATABASE_URL=f"sqlite+aiosqlite:///{nobodys_folder}/budge.db")

    assert checked.code == 1
    assert checked.problems == [
        f"The database file {nobodys_folder}/budge.db cannot be written (Permission denied): {WRITING}"
    ]


async def test_a_database_of_a_newer_version_is_told(set_up: SetUp, sqlite_url: str) -> None:
    connection = sqlite3.connect(sqlite_url.removeprefix("sqlite+aiosqlite:///"))
    connection.executescript("UPDATE alembic_version SET version_num = '9999'").connection.close()

    checked = await set_up.check(BUDGE_DATABASE_URL=sqlite_url)

    assert checked.code == 1
    assert checked.problems == [
        "The database was changed by a newer version of Budge: run that one, or set BUDGE_DATABASE_URL to another."
    ]


async def test_a_postgresql_of_this_version_is_right(set_up: SetUp, postgres_url: str) -> None:
    assert (await set_up.check(BUDGE_DATABASE_URL=postgres_url)).code == 0


async def test_a_postgresql_that_was_not_migrated_is_told(set_up: SetUp, postgres_server: PostgresServer) -> None:
    checked = await set_up.check(BUDGE_DATABASE_URL=postgres_server.url(postgres_server.create()))

    assert checked.code == 1
    assert checked.problems == ["The database is at an older version than this program: run `budge migrate` first."]


async def test_a_database_that_is_not_there_is_told(set_up: SetUp, postgres_server: PostgresServer) -> None:
    checked = await set_up.check(BUDGE_DATABASE_URL=postgres_server.url("nowhere"))

    assert checked.code == 1
    assert checked.problems == [
        f'The database nowhere cannot be used: it says: database "nowhere" does not exist. {DATABASE_SERVER}'
    ]


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://budge:geheim@127.0.0.1:1/budge",
        "postgresql://budge:ge@heim@127.0.0.1:1/budge",
        "postgresql://budge:geheim@127.0.0.1:1/budge?geheim=1",
        "postgresql://budge:geheim@127.0.0.1:geheim/budge",
        "postgresql://budge:gehe/im@127.0.0.1:1/budge",
        "postgresql://budge:geheim@[::1/budge",
    ],
)
async def test_a_postgresql_out_of_reach_is_told_without_its_password(set_up: SetUp, address: str) -> None:
    checked = await set_up.check(BUDGE_DATABASE_URL=address)

    assert checked.code in {1, 2}
    assert len(checked.problems) == 1
    assert "BUDGE_DATABASE_URL" in checked.problems[0]
    assert not any(secret in checked.problems[0] for secret in ("geheim", "gehe", "heim"))


async def test_a_file_beside_it_that_somebody_else_left_is_told(set_up: SetUp, nobodys_folder: Path) -> None:
    (nobodys_folder / "budge.db").touch()
    (nobodys_folder / "budge.db-wal").touch(mode=0o400)

    checked = await set_up.check(BUDGE_DATABASE_URL=address(nobodys_folder / "budge.db"))

    assert checked.problems == [
        f"The database file {nobodys_folder}/budge.db-wal cannot be written (Permission denied): {WRITING}"
    ]


async def test_the_folder_of_a_link_to_the_file_is_looked_at_too(set_up: SetUp, nobodys_folder: Path) -> None:
    (nobodys_folder / "real").mkdir()
    (nobodys_folder / "real" / "budge.db").touch()
    (nobodys_folder / "budge.db").symlink_to(nobodys_folder / "real" / "budge.db")
    allow(nobodys_folder, 0o500)

    checked = await set_up.check(BUDGE_DATABASE_URL=address(nobodys_folder / "budge.db"))

    assert [problem.split(" (")[0] for problem in checked.problems] == [
        f"The folder {nobodys_folder} of the database file cannot be written to"
    ]


@pytest.mark.parametrize(
    "statement", ["", "PRAGMA journal_mode=DELETE", "UPDATE alembic_version SET version_num = '0004'"]
)
async def test_a_file_stays_byte_for_byte_what_it_was(set_up: SetUp, sqlite_url: str, statement: str) -> None:
    """Also one that was never used, or that `budge run` would bring up to date."""
    file = Path(sqlite_url.removeprefix("sqlite+aiosqlite:///"))
    if statement:
        sqlite3.connect(file, isolation_level=None).executescript(statement).connection.close()
    else:
        os.truncate(file, 0)
    before = files_in(file.parent)

    checked = await set_up.check(BUDGE_DATABASE_URL=sqlite_url)

    assert checked == Checked(0, ALL_IS_WELL, [])
    assert files_in(file.parent) == before


MOUNTS = """\
22 1 0:20 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
23 22 0:21 / /proc rw - proc proc rw
40 22 0:45 / /srv/team\\040disk rw,relatime shared:7 - nfs4 nas:/team rw,vers=4.2
41 40 8:17 / /srv/team\\040disk/fast rw,relatime - ext4 /dev/sdb1 rw
42 22 0:50 / /mnt/office rw - cifs //office/share rw
43 22 0:51 / /home/ana/remote rw - fuse.sshfs ana@far: rw
44 22 0:52 / /mnt/hidden rw - nfs nas:/old rw
45 22 8:33 / /mnt/hidden rw - xfs /dev/sdc1 rw
broken line
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/var/lib/budge", None),
        ("/srv/team disk", "nfs4"),
        ("/srv/team disk/budge", "nfs4"),
        ("/srv/team disks/budge", None),
        ("/srv/team disk/fast", None),
        ("/mnt/office/budge", "cifs"),
        ("/home/ana/remote", "fuse.sshfs"),
        ("/mnt/hidden", None),
    ],
)
def test_a_network_disk_is_known_by_what_is_mounted_deepest_and_last(folder: str, kind: str | None) -> None:
    assert network_disk(Path(folder) / "budge.db", MOUNTS) == kind


def test_a_file_on_a_network_disk_is_told(tmp_path: Path) -> None:
    (tmp_path / "mountinfo").write_text(f"{MOUNTS}46 22 0:53 / {tmp_path} rw - nfs nas:/budge rw\n")

    flaw = place_flaw(tmp_path / "budge.db", mounts=tmp_path / "mountinfo")

    assert flaw is not None
    assert flaw.sentence == (
        f"The database file {tmp_path}/budge.db is on a network disk (nfs), where SQLite's locks do not hold: move it "
        "to a disk of this machine, or set BUDGE_DATABASE_URL to a PostgreSQL database."
    )
