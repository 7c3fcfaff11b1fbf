"""The tests' own server leaves with whoever started it, however they leave."""

import os
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import psycopg
import pytest

from tests.postgres import running_postgres

KILLED = """
import os, signal
from tests.postgres import running_postgres
with running_postgres() as server:
    print(server.folder, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""
SOON = 20.0  # seconds


def test_a_server_does_not_outlive_a_killed_test_run() -> None:
    run = subprocess.run([sys.executable, "-c", KILLED], stdout=subprocess.PIPE, check=False, text=True, timeout=60)
    folder, given_up_at = Path(run.stdout.strip()), time.monotonic() + SOON
    while folder.exists() and time.monotonic() < given_up_at:
        os.sched_yield()
    assert run.returncode < 0
    assert not folder.exists()  # which goes after the server


def test_a_server_is_stopped_where_its_block_fails() -> None:
    with suppress(KeyError), running_postgres() as server:
        connection = psycopg.connect(server.url("postgres"))
        raise KeyError
    with pytest.raises(psycopg.OperationalError), closing(connection):
        connection.execute("SELECT 1")
