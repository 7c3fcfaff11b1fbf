"""Brings spoiled requests to the door, and looks at what must never happen."""

import logging
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import KW_ONLY, dataclass, field
from random import Random
from urllib.parse import unquote_plus

from bot.sandbox.people import ANA
from tests.fuzz.corpus import Sample, samples
from tests.fuzz.mutations import request_of, spoiled
from tests.slack.http_stage import Door, opened
from tests.slack.signing import Sent

SERVER_ERROR, CLIENT_ERROR = 500, 400
LAST_BYTES = 500  # of a request, told when it is to blame
SIGNED = 0.7  # of all
STRANGE = "f" * 32  # a secret that is not ours


class Troubles(logging.Handler):
    """Keeps what the bot logs as a surprise."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.ERROR or record.exc_info:
            self.told.append(f"{record.name}: {record.getMessage()}")


@dataclass(slots=True)
class Fuzz:
    """A bot behind its door, a member with a card, and the counts of what was answered."""

    door: Door
    _: KW_ONLY
    samples: list[Sample]
    troubles: Troubles
    database: sqlite3.Connection
    counts: Counter[str] = field(default_factory=Counter)

    async def one(self, dice: Random) -> None:
        """Brings a spoiled request, mostly signed; raises AssertionError if anything came of it that must not."""
        sample = dice.choice(self.samples)
        request = request_of(sample.kind, spoiled(sample.make(), dice), dice)
        if dice.random() < SIGNED:
            await self.bring(request, kind=sample.kind, is_signed=True)
        else:
            await self.bring(self.forged(request, dice), kind=sample.kind, is_signed=False)

    async def bring(self, request: Sent, *, kind: str, is_signed: bool) -> None:
        before = self.version()
        status = (await self.door.bring(request, is_signed=is_signed)).status
        self.counts[f"{'signed' if is_signed else 'unsigned'} {kind} {status}"] += 1
        told = (status, unquote_plus(request.body[-LAST_BYTES:].decode(errors="replace")))
        assert status < SERVER_ERROR, told
        assert self.troubles.told == [], (self.troubles.told, told)
        if not is_signed or status >= CLIENT_ERROR:
            assert self.version() == before, told
        if not is_signed:
            assert status >= CLIENT_ERROR or b"ssl_check=1" in request.body, told

    def forged(self, request: Sent, dice: Random) -> Sent:
        """As those write it who do not know the secret."""
        match dice.randrange(4):
            case 0:
                return request
            case 1:
                return request.signed(self.door.clock.at, secret=STRANGE)
            case 2:
                return request.signed(self.door.clock.at.replace(year=2025))
            case _:
                signed = request.signed(self.door.clock.at)
                return Sent(request.body + b" ", content_type=request.content_type, headers=signed.headers)

    def version(self) -> int:
        """A number that changes whenever anybody commits a change."""
        (version,) = self.database.execute("PRAGMA data_version").fetchone()
        return int(version)


@asynccontextmanager
async def fuzzing(database_url: str) -> AsyncIterator[Fuzz]:
    """A bot to be fuzzed."""
    with watched() as troubles:
        async with opened(database_url) as door:
            await door.stage.join()
            card = await door.stage.reminded()
            await door.stage.open_home()
            await door.stage.say("/budge settings", by=ANA)
            with closing(sqlite3.connect(database_url.removeprefix("sqlite+aiosqlite:///"))) as database:
                yield Fuzz(door, samples=samples(door, card), troubles=troubles, database=database)


@contextmanager
def watched() -> Iterator[Troubles]:
    troubles = Troubles()
    logging.root.addHandler(troubles)
    try:
        yield troubles
    finally:
        logging.root.removeHandler(troubles)
