"""What `budge check` says of a PostgreSQL database that lets itself be reached and not be used, and of its time."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.checks.database import clock_flaws
from bot.store.survey import Survey
from tests.checking import *  # noqa: F403 - the fixtures, by their names in __all__
from tests.checking import SetUp
from tests.postgres import PostgresServer, running_postgres
from tests.stores import *  # noqa: F403 - the fixtures, by their names in __all__
from tests.stores import migrate


async def test_a_role_that_may_only_read_is_told(
    set_up: SetUp, postgres_url: str, postgres_server: PostgresServer, postgres_database: str
) -> None:
    postgres_server.run("CREATE ROLE reader LOGIN; GRANT pg_read_all_data TO reader")
    try:
        checked = await set_up.check(BUDGE_DATABASE_URL=postgres_url.replace("postgres@", "reader@"))
    finally:
        postgres_server.run("DROP ROLE reader")

    assert checked.code == 1
    assert checked.problems == [
        (
            f"The database {postgres_database} does not let reader write to the table archives: connect as the role "
            'that ran `budge migrate`, or let that one GRANT ALL ON ALL TABLES IN SCHEMA public TO "reader".'
        )
    ]


async def test_a_database_that_only_lets_itself_be_read_is_told(
    set_up: SetUp, postgres_url: str, postgres_server: PostgresServer, postgres_database: str
) -> None:
    postgres_server.run(f"ALTER DATABASE {postgres_database} SET default_transaction_read_only = on")
    try:
        checked = await set_up.check(BUDGE_DATABASE_URL=postgres_url)
    finally:
        postgres_server.run(f"ALTER DATABASE {postgres_database} RESET default_transaction_read_only")

    assert checked.code == 1
    assert checked.problems == [
        (
            f"The database {postgres_database} only lets itself be read: switch default_transaction_read_only off for "
            "it and this role, or set BUDGE_DATABASE_URL to another."
        )
    ]


async def test_a_standby_is_told(set_up: SetUp) -> None:
    with running_postgres() as server:
        database = server.create()
        await asyncio.to_thread(migrate, server.url(database))
        server.stop()
        (server.folder / "data" / "standby.signal").touch()
        server.start()

        checked = await set_up.check(BUDGE_DATABASE_URL=server.url(database))

    assert checked.code == 1
    assert checked.problems == [f"The database {database} is a standby: set BUDGE_DATABASE_URL to the primary."]


def survey(*, off: timedelta) -> Survey:
    time = datetime.now(UTC) + off  # noqa: TID251  what is compared
    return Survey(time=time, suspended=0, installed=0, newest=(), unreadable=(), refused_pictures={})


@pytest.mark.parametrize("seconds", [-58, 0, 58])
def test_the_clocks_of_machine_and_database_may_be_a_minute_apart(seconds: int) -> None:
    assert clock_flaws(survey(off=timedelta(seconds=seconds))) == []


@pytest.mark.parametrize(("seconds", "told"), [(-130, "130 seconds ahead of"), (130, "129 seconds behind")])
def test_a_clock_further_off_from_the_database_is_told(seconds: int, told: str) -> None:
    (flaw,) = clock_flaws(survey(off=timedelta(seconds=seconds)))

    assert flaw.sentence == (
        f"The clock of this machine is {told} that of the database; members are reminded by the one here: set it "
        "right, as by `timedatectl set-ntp true` here or there."
    )
