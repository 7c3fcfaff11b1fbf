"""A Slack that costs next to nothing, in a process of its own: takes every post and answers at once.

`python -m tests.benchmarks.lean_slack WORKSPACE` prints its port and serves until it is ended.
"""

import asyncio
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any

FIRST_TS = 1_790_000_000


@dataclass(frozen=True, slots=True)
class LeanSlack:
    """One that runs."""

    port: int

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/"

    def take_posts(self) -> Counter[str]:
        """How many messages each channel got since this was last asked."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            connection.request("POST", "/api/taken")
            return Counter(json.load(connection.getresponse())["posts"])


@contextmanager
def lean_slack(workspace: str) -> Iterator[LeanSlack]:
    """Serves until the end of the block; every token is this workspace's."""
    command = [sys.executable, "-m", __name__, workspace]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield LeanSlack(int(process.stdout.readline()))
        finally:
            process.kill()


@dataclass(slots=True)
class Team:
    """What was posted."""

    id: str
    posts: Counter[str] = field(default_factory=Counter)
    posted: int = 0

    def answer(self, method: str, body: bytes) -> dict[str, Any]:
        match method:
            case "auth.test":
                return {"team_id": self.id, "user_id": "UBUDGE", "bot_id": "BBUDGE"}
            case "chat.postMessage":
                channel = json.loads(body)["channel"]
                self.posts[channel] += 1
                self.posted += 1
                return {"channel": channel, "ts": f"{FIRST_TS}.{self.posted:06}"}
            case "taken":
                taken, self.posts = self.posts, Counter()
                return {"posts": taken}
            case _:
                return {"messages": []}


class Connection(asyncio.Protocol):
    """Requests that come one after another, each with the length of its body."""

    def __init__(self, team: Team) -> None:
        self._team = team
        self._come = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._come += data
        while (end := self._come.find(b"\r\n\r\n") + 4) >= 4:
            head = self._come[:end].lower()
            length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
            rest = end + int(length or b"0")
            if len(self._come) < rest:
                return
            method = self._come.split(b" ", 2)[1].decode().rpartition("/")[2]
            body, self._come = self._come[end:rest], self._come[rest:]
            self._send({"ok": True} | self._team.answer(method, body))

    def _send(self, answer: dict[str, Any]) -> None:
        content = json.dumps(answer).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
        self._transport.write(head.encode() + content)


async def serve(workspace: str) -> None:
    team = Team(workspace)
    server = await asyncio.get_running_loop().create_server(lambda: Connection(team), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201 - whoever started it reads its port
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
