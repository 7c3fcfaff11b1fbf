"""The sandbox here, the bot in a process of its own, and nothing between them but the wire, the clock and the database.

async with apart(url, folder) as pair:
    await pair.start()
    await pair.types(ANA, "/budge start")
    await pair.stop()
"""

import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import KW_ONLY, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select, update

from bot.clock import SystemClock
from bot.sandbox.controls import find
from bot.sandbox.gestures import MessageSpot, Outcome
from bot.sandbox.people import WELLNESS, cast
from bot.sandbox.records import Message
from bot.sandbox.request_url import RequestUrl
from bot.sandbox.server import Sandbox, build, serve
from bot.sandbox.state import Team
from bot.sandbox.wire import Patience
from bot.slack.http import PATH
from bot.store.schema import workspaces
from bot.store.transaction import SqlStore
from tests.scenario.chronicle import Chronicle
from tests.scenario.processes.bot_process import Child, bot_process, forking, said, until
from tests.scenario.processes.clock import SharedClock
from tests.scenario.stage import TUESDAY
from tests.stores import engine_for

PATIENCE = Patience(ack=timedelta(seconds=3), redeliver_after=())


@dataclass(slots=True)
class Apart:
    """The two, and the people between them."""

    sandbox: Sandbox
    _: KW_ONLY
    clock: SharedClock
    chronicle: Chronicle
    store: SqlStore
    environ: dict[str, str]
    folder: Path
    port: int = 0
    """Where the bot listens for signed requests; 0 where it is reached over Socket Mode."""
    bot: Child | None = None
    lives: int = 0

    # The bot's lives.

    async def start(self, *, connects: bool = True) -> Child:
        """Begins a life of the bot; returns once it is connected."""
        link = self.sandbox.wire.link
        tickets = link.tickets_used
        self.lives += 1
        self.bot = bot_process(self.environ, self.clock, says=self.folder / f"life-{self.lives}.log")
        if connects and self.port:
            await said(self.bot, "running")
        elif connects:
            await link.until(lambda: link.tickets_used > tickets and link.connections == 1)
        return self.bot

    async def stop(self) -> None:
        """SIGTERM: it ends well and in time, and nothing of what it said is a traceback."""
        assert self.bot is not None
        bot, self.bot = self.bot, None
        bot.terminate()
        assert await bot.ended() == 0, bot.said
        assert "Traceback" not in bot.said, bot.said

    async def kill(self) -> None:
        """SIGKILL, and the minute until its lease has run out."""
        assert self.bot is not None
        self.bot.kill()
        await self.buried()

    async def buried(self) -> None:
        """Waits for the end of a bot that was killed."""
        assert self.bot is not None
        bot, self.bot = self.bot, None
        assert await bot.ended() == -9
        assert "Traceback" not in bot.said, bot.said
        async with self.store._engine.begin() as connection:
            await connection.execute(update(workspaces).values(lease_owner=None, lease_until=None))

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    async def begin(self) -> None:
        """Starts it, and no more."""
        await self.start()

    # The clock.

    async def passes_to(self, until: datetime, *, at_each: Callable[[], Awaitable[None]] | None = None) -> None:
        """Moves the clock, stopping wherever something is due; `at_each` happens there, before the bot can act."""
        while (now := self.clock.now()) < until:
            await self.idle()
            due = await self.earliest_due()
            if at_each is not None and self.bot is not None:
                await self.stop()
                self.clock.move_to(min(until, due or until))
                await at_each()
            else:
                self.clock.move_to(min(until, max(due or until, now)))
        await self.idle()

    async def passes(self, **span: float) -> None:
        """Lets so much time pass: `minutes=6`."""
        await self.passes_to(self.clock.now() + timedelta(**span))

    async def to_next_due(self) -> datetime:
        """Moves the clock to where something is due, and leaves it to the bot."""
        due = await self.earliest_due()
        assert due is not None
        self.clock.move_to(due)
        return due

    async def idle(self) -> None:
        """Until the bot has done all that is due by now."""

        async def has_nothing_to_do() -> bool:
            async with self.store._engine.connect() as connection:
                rows = (await connection.execute(select(workspaces.c.next_due_at, workspaces.c.wake_at))).all()
            now = self.clock.now()
            return all(row.wake_at is None and (row.next_due_at is None or row.next_due_at > now) for row in rows)

        await until(has_nothing_to_do)

    async def earliest_due(self) -> datetime | None:
        async with self.store.transaction() as tx:
            return await tx.workspaces.earliest_due(now=self.clock.now(), lease_now=SystemClock().now())

    # The people.

    async def types(self, person: str, text: str, *, into: str = WELLNESS) -> Outcome:
        return await self.sandbox.gestures.say(person, channel=into, text=text)

    async def presses(self, person: str, label: str, *, menu: str | None = None) -> Outcome:
        """Presses what bears this label on the newest card."""
        card = self.cards(person)[-1]
        control = find(card.blocks, label, menu=menu)
        assert control is not None, f"no [{label}] on {card.text}"
        spot = MessageSpot(channel=card.channel, ts=card.ts)
        return await self.sandbox.gestures.press(
            person, where=spot, block_id=control.block_id, action_id=control.action_id, value=control.value
        )

    async def sees(self, condition: Callable[[], bool]) -> None:
        """Until it is to be seen."""
        await self.chronicle.until(condition)

    def cards(self, person: str) -> list[Message]:
        """The messages in the person's DM that carry a reminder, oldest first."""
        dm = self.sandbox.team.dm_of(person)
        return [m for m in self.sandbox.team.messages(dm.id) if m.metadata] if dm else []

    def said(self, person: str) -> str:
        """All that the person sees in the DM and in #wellness."""
        dm = self.sandbox.team.open_dm(person)
        places = (dm.id, WELLNESS)
        return "\n".join(m.text for place in places for m in self.sandbox.team.messages(place, seen_by=person))


@asynccontextmanager
async def apart(
    url: str, folder: Path, *, at: datetime = TUESDAY, over_http: bool = False, reached_at: int | None = None
) -> AsyncIterator[Apart]:
    """A sandbox with nobody behind it yet; a bot that is still alive at the end is killed.

    Over HTTP Slack reaches the bot at its own port, or at that of what stands before it.
    """
    team = cast()
    chronicle = team.feed = Chronicle(team)
    clock = SharedClock(at.astimezone(UTC), context=forking())
    bot_port = free_port() if over_http else 0
    reach = request_url(team, reached_at or bot_port) if over_http else None
    app = build(team, now=clock.now, patience=PATIENCE, request_url=reach)
    async with serve(app) as port, engine_for(url) as engine:
        environ = {
            "SLACK_BOT_TOKEN": team.app.bot_token,
            "SLACK_API_URL": f"http://127.0.0.1:{port}/api/",
            "BUDGE_DATABASE_URL": url,
            "BUDGE_OPS_PORT": "0",
        }
        if over_http:
            environ |= {"SLACK_SIGNING_SECRET": team.app.signing_secret, "BUDGE_PORT": str(bot_port)}
        else:
            environ |= {"SLACK_APP_TOKEN": team.app.app_token}
        pair = Apart(
            app.state.sandbox,
            clock=clock,
            chronicle=chronicle,
            store=SqlStore(engine),
            environ=environ,
            folder=folder,
            port=bot_port,
        )
        try:
            yield pair
        finally:
            if pair.bot is not None:
                pair.bot.kill()
                await pair.bot.ended()


def request_url(team: Team, port: int) -> RequestUrl:
    """Where Slack reaches the bot."""
    return RequestUrl(
        f"http://127.0.0.1:{port}{PATH}",
        signing_secret=team.app.signing_secret,
        now=SystemClock().now,
        ack_within=PATIENCE.ack,
    )


def free_port() -> int:
    """A port that nothing listens at; the bot has the same one in each of its lives."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
