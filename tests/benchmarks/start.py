"""How soon Budge is there, and what it takes while it waits: `python -m tests.benchmarks.start [--cold]`.

`./budge demo` to the page, with the three weeks of history behind it; `budge run`, beside a `budge sandbox`, until
`/readyz` says that it is ready; its memory twenty seconds later. Beside them, for other machines: Python itself, and
Python with the libraries that the demo imports. `--cold` adds a fresh clone with an empty HOME, where `./budge demo`
first sets itself up; that asks for packages.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from time import monotonic, sleep
from typing import IO

TOP = Path(__file__).parents[2]
BUDGE = TOP / ".venv" / "bin" / "budge"
ROUNDS = 3
IDLE = 20.0  # seconds
LOOK_EVERY = 0.01  # seconds between two questions whether it is ready
READY_WITHIN = 60.0  # seconds
LIBRARIES = (
    "alembic, aiosqlite, apscheduler, jinja2, pydantic_settings, slack_bolt.async_app, sqlalchemy.ext.asyncio, "
    "structlog, uvicorn"
)


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


@contextmanager
def running(
    command: list[str | Path], *, folder: Path, says: IO[str] | int, **environment: str
) -> Iterator[subprocess.Popen[str]]:
    """The command at work in a folder, stopped at the end. What it says goes to a file, or to a pipe."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "BUDGE_"))}
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=kept | environment,
        stdout=says,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


def answers(port: int, path: str = "/") -> bool:
    """Whether the page is served."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        connection.request("GET", path)
        return connection.getresponse().status == HTTPStatus.OK


def is_ready(ops_port: int) -> bool:
    """Whether a `budge run` says so; as long as it does not listen, or takes its time to answer, it is not."""
    try:
        return answers(ops_port, "/readyz")
    except OSError:
        return False


def wait_until_ready(process: subprocess.Popen[str], ops_port: int, *, within: float = READY_WITHIN) -> None:
    """Raises SystemExit where it is not so in time, or ends."""
    until = monotonic() + within
    while not is_ready(ops_port):
        if process.poll() is not None:
            raise SystemExit(f"it ended before it was ready, with exit code {process.returncode}")
        if monotonic() > until:
            raise SystemExit(f"it was not ready within {within:g} s")
        sleep(LOOK_EVERY)


def printed(process: subprocess.Popen[str], words: str) -> Iterator[str]:
    """The lines that the process prints, up to the one with these words."""
    assert process.stdout is not None
    for line in process.stdout:
        yield line
        if words in line:
            return
    raise SystemExit(f"it ended before it said {words!r}")


def wait_for(process: subprocess.Popen[str], words: str) -> None:
    for _ in printed(process, words):
        pass


def demo_seconds(budge: Path, *, folder: Path, **environment: str) -> float:
    """From `budge demo` to the page, in seconds."""
    port = free_port()
    started = monotonic()
    command: list[str | Path] = [budge, "demo", "--no-browser", "--port", str(port)]
    with running(command, folder=folder, says=subprocess.PIPE, PYTHONUNBUFFERED="1", **environment) as process:
        wait_for(process, "Budge is ready")
        if not answers(port):
            raise SystemExit("the page is not there")
        return monotonic() - started


def python_seconds(code: str) -> float:
    started = monotonic()
    subprocess.run([TOP / ".venv" / "bin" / "python", "-c", code], check=True)
    return monotonic() - started


def cold_seconds() -> float:
    """The same from a fresh clone with an empty HOME and nothing in any cache."""
    with tempfile.TemporaryDirectory() as name:
        clone, home = Path(name) / "clone", Path(name) / "home"
        home.mkdir()
        subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", TOP, clone], check=True)
        cache = {"UV_CACHE_DIR": str(home / "uv"), "PIP_CACHE_DIR": str(home / "pip"), "HOME": str(home)}
        return demo_seconds(clone / "budge", folder=clone, **cache)


@contextmanager
def sandbox(folder: Path) -> Iterator[Mapping[str, str]]:
    """A sandbox of its own process; gives the settings it prints."""
    port = free_port()
    with running([BUDGE, "sandbox", "--port", str(port)], folder=folder, says=subprocess.PIPE) as process:
        exports = [line.split()[-1] for line in printed(process, "SLACK_APP_TOKEN") if "export" in line]
        yield dict(export.split("=", 1) for export in exports)


def ready_and_idle(settings: Mapping[str, str], *, folder: Path, idle: float) -> tuple[float, float]:
    """From `budge run` to ready, in seconds, and its resident memory in MB after idling so long."""
    port = free_port()
    started = monotonic()
    log = folder / "run.log"  # a pipe that nobody reads would stop a bot that says much
    with (
        log.open("w") as says,
        running([BUDGE, "run"], folder=folder, says=says, BUDGE_OPS_PORT=str(port), **settings) as process,
    ):
        try:
            wait_until_ready(process, port)
        except SystemExit as failure:
            raise SystemExit(f"{failure}; it said:\n{log.read_text()}") from None
        ready = monotonic() - started
        sleep(idle)
        status = Path(f"/proc/{process.pid}/status").read_text()
    resident = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return ready, int(resident.split()[1]) / 1024


def report(*, cold: bool) -> None:
    python, libraries, page, run, memory = [], [], [], [], []
    with tempfile.TemporaryDirectory() as name, sandbox(Path(name)) as settings:
        for number in range(ROUNDS):
            folder = Path(name) / str(number)
            folder.mkdir()
            python.append(python_seconds("pass"))
            libraries.append(python_seconds(f"import {LIBRARIES}"))
            page.append(demo_seconds(TOP / "budge", folder=folder))
            ready, resident = ready_and_idle(settings, folder=folder, idle=IDLE if number == 0 else 1.0)
            run.append(ready)
            memory.append(resident)
    reference = median(libraries)
    rows = [("python -c pass", python), ("python, the libraries imported", libraries)]
    rows += [("./budge demo to the page, warm", page), ("budge run to ready, new database", run)]
    if cold:
        rows.append(("./budge demo to the page, cold", [cold_seconds()]))
    for title, taken in rows:
        print(f"{title:38} {median(taken):7.2f} s  {median(taken) / reference:6.2f} x the libraries")  # noqa: T201 - what this is for
    print(f"{'budge run, ready, idle for 20 s':38} {memory[0]:7.1f} MB")  # noqa: T201 - as above


if __name__ == "__main__":
    report(cold="--cold" in sys.argv[1:])
