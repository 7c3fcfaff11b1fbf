"""The lean Slack in a process of its own, so that what it costs is not measured with the bot.

`python -m tests.benchmarks.slack_apart WORKSPACE` prints its address and serves until its input ends. Each line of its
input asks how many messages each channel got since the line before.
"""

import asyncio
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.lean_slack import LeanSlack, serving


@dataclass(frozen=True, slots=True)
class SlackApart:
    """One that runs."""

    api_url: str
    _process: subprocess.Popen[str]

    def take_posts(self) -> Counter[str]:
        """How many messages each channel got since this was last asked."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(file=self._process.stdin, flush=True)
        return Counter(json.loads(self._process.stdout.readline()))


@contextmanager
def slack_apart(workspace: str) -> Iterator[SlackApart]:
    """Serves until the end of the block; every token is this workspace's."""
    command = [sys.executable, "-m", __name__, workspace]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield SlackApart(f"{process.stdout.readline().strip()}/bot/api/", process)
        finally:
            process.kill()


async def serve(workspace: str) -> None:
    slack = LeanSlack(team=workspace)
    async with serving(slack) as address:
        print(address, flush=True)  # noqa: T201 - whoever started it reads its address
        while await asyncio.to_thread(sys.stdin.readline):
            print(json.dumps(slack.messages), flush=True)  # noqa: T201 - as above
            slack.messages.clear()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
