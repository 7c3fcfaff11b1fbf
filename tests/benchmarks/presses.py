"""How much later a press is acked while five thousand reminders go out: `python -m tests.benchmarks.presses [ROUNDS]`.

Three processes: the bot, put together as in production but for the pace; a Slack that takes every post at once; and
this one, Slack's end of Socket Mode, which presses *Both done* and *Undo* in turns on one card and measures from
sending the envelope to receiving its ack. It presses while nothing happens, then while the reminders go out. Beside it:
the longest that the bot's event loop stood still meanwhile, by a timer of a millisecond; the worst round counts.
"""

import asyncio
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle
from multiprocessing import get_context
from multiprocessing.connection import Connection as Pipe
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from pydantic import SecretStr

from bot.app import Bot, assembled, connected
from bot.clock import MovableClock
from bot.config import LogFormat, LogLevel, Settings
from bot.domain.ids import MemberId, MessageRef, ReminderId
from bot.log import set_up_logging
from bot.sandbox.people import cast
from bot.sandbox.records import Json
from bot.sandbox.server import build, serve
from bot.sandbox.wire import Patience, Wire
from bot.services.timing import Timing
from bot.slack import ids
from tests.benchmarks.databases import Databases, both_kinds
from tests.benchmarks.seeding import FIRST, TUESDAY, Crowd, seed
from tests.benchmarks.sending import watched
from tests.benchmarks.verdicts import at_most, spread, worst_at_most
from tests.lean_slack import LeanSlack, serving

PATIENCE = Patience(ack=timedelta(minutes=1))
ROUNDS = 3
FEWEST = 2  # times of which a percentile can be taken, even if all was sent during the first
REST = 0.01  # seconds between an ack and the next press
NEVER = timedelta(days=1)  # no bell rings by itself
APP_TOKEN = "xapp-sandbox-budge"
BOT_TOKEN = "xoxb-sandbox-budge"

Work = Callable[..., Coroutine[Any, Any, None]]
"""Takes the pipe to this process, then whatever it needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """So many reminders go out; so many presses before that."""

    due: int = 5_000
    warm_up: int = 50
    idle: int = 500

    @property
    def crowd(self) -> Crowd:
        """The last of them is not due, and presses."""
        return Crowd(members=self.due, idle=1, spread=1)

    @property
    def presser(self) -> str:
        return f"U{self.due}"


@dataclass(frozen=True, slots=True)
class Card:
    """The card that is pressed."""

    reminder: ReminderId
    ref: MessageRef


@dataclass(frozen=True, slots=True)
class Sent:
    """How the bot did while the reminders went out."""

    seconds: float
    longest_stall: float


@dataclass(frozen=True, slots=True)
class Round:
    idle: list[float]
    busy: list[float]
    sent: Sent

    @property
    def ratio(self) -> float:
        return p99(self.busy) / p99(self.idle)


async def take_posts(pipe: Pipe, tickets: list[str]) -> None:
    """The process of the Slack that takes posts at once, and sends whoever asks for a connection to the presses."""
    slack = LeanSlack(tickets=tickets)
    async with serving(slack) as address:
        pipe.send(address)
        await asyncio.to_thread(pipe.recv)
        pipe.send(len(slack.messages))


async def be_the_bot(pipe: Pipe, settings: Settings, presser: str) -> None:
    """The process of the bot: a card for the presser, then all reminders when it is told to."""
    set_up_logging(LogLevel.ERROR, LogFormat.CONSOLE)
    timing = Timing(posts_a_minute=None)
    async with assembled(settings, clock=MovableClock(TUESDAY), timing=timing) as bot:
        workspace, member = FIRST, MemberId(presser)
        await bot.services.requests.now(workspace, member)
        async with bot.store.transaction() as tx:
            card = await tx.reminders.latest(workspace, member)
        assert card is not None
        assert card.ref is not None
        async with connected(bot, tick_every=NEVER):
            pipe.send(Card(card.id, card.ref))
            await asyncio.to_thread(pipe.recv)
            async with watched() as run:
                await ring_until_nothing_is_due(bot)
            pipe.send(Sent(run.seconds, run.longest_stall))
            await asyncio.to_thread(pipe.recv)  # until it is killed: a press may be under way


async def ring_until_nothing_is_due(bot: Bot) -> None:
    """A ring passes over a workspace whose row a press holds at that moment, and leaves it to the next ring."""
    while True:
        await bot.services.reminding.tick()
        due_at = await bot.services.reminding.earliest_due()
        if due_at is None or due_at > bot.services.completion.clock.now():
            return
        await asyncio.sleep(REST)


def in_a_process(work: Work, pipe: Pipe, *arguments: object) -> None:
    asyncio.run(work(pipe, *arguments))


@dataclass(frozen=True, slots=True)
class Side:
    """A process of our own, and the way to it."""

    pipe: Pipe

    async def hear(self) -> Any:
        return await asyncio.to_thread(self.pipe.recv)

    def tell(self) -> None:
        self.pipe.send(None)


@contextmanager
def beside(work: Work, *arguments: object) -> Iterator[Side]:
    """Work in a process of its own, which is killed at the end of the block."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=in_a_process, args=(work, theirs, *arguments), daemon=True)
    process.start()
    theirs.close()  # so that whoever listens to a process that died hears of it
    with ours:
        try:
            yield Side(ours)
        finally:
            process.kill()
            process.join()


def envelopes(wire: Wire, card: Card, presser: str, *, address: str) -> Iterator[Json]:
    """Presses on *Both done* and on *Undo*, in turns, as Slack brings them."""
    done: Json = {"type": "button", "action_id": ids.DONE_ALL, "value": ids.card_value(card.reminder)}
    undone: Json = {"value": ids.card_value(card.reminder, ids.UNDO)}
    undo: Json = {"type": "overflow", "action_id": ids.CARD_MORE, "selected_option": undone}
    for action in cycle((done, undo)):
        yield {
            "type": "block_actions",
            "user": {"id": presser, "team_id": wire.team.team_id},
            "team": {"id": wire.team.team_id},
            "api_app_id": wire.team.app.id,
            "container": {
                "type": "message",
                "message_ts": card.ref.ts,
                "channel_id": card.ref.channel,
                "is_ephemeral": False,
            },
            "channel": {"id": card.ref.channel, "name": "directmessage"},
            "message": {"ts": card.ref.ts, "text": "", "blocks": []},
            "trigger_id": wire.triggers.give(presser),
            "response_url": f"{address}/hooks/response/1",
            "actions": [action | {"block_id": "pressed"}],
        }


async def press(wire: Wire, presses: Iterator[Json], *, until: Callable[[int], bool]) -> list[float]:
    """How long each ack took."""
    times: list[float] = []
    while not until(len(times)):
        payload = next(presses)
        await asyncio.sleep(REST)
        started = perf_counter()
        await wire.link.ask("interactive", payload, connection=wire.link.pick())
        times.append(perf_counter() - started)
    return times


async def one_round(url: str, size: Size) -> Round:
    """Presses in both calms and in the storm, on a database of their own."""
    team = cast()
    team.team_id = FIRST
    app = build(team, now=MovableClock(TUESDAY).now, patience=PATIENCE)
    wire: Wire = app.state.sandbox.wire
    async with serve(app) as port:
        addresses = [f"ws://127.0.0.1:{port}/link/?ticket={wire.link.issue_ticket()}" for _ in range(5)]
        with beside(take_posts, addresses) as slack:
            address = await slack.hear()
            settings = Settings(
                bot_token=SecretStr(BOT_TOKEN),
                app_token=SecretStr(APP_TOKEN),
                api_url=f"{address}/bot/api/",
                database_url=url,
            )
            with beside(be_the_bot, settings, size.presser) as bot:
                presses = envelopes(wire, await bot.hear(), size.presser, address=address)
                taken = await pressed(wire, presses, bot, size)
            slack.tell()
            posted = await slack.hear()
    assert posted == size.due + 1, f"{posted - 1} of {size.due} got a card"
    return taken


async def pressed(wire: Wire, presses: Iterator[Json], bot: Side, size: Size) -> Round:
    """While the bot does nothing else, then while it sends."""
    await wire.link.until(lambda: wire.link.connections > 0)
    await press(wire, presses, until=lambda count: count >= size.warm_up)
    idle = await press(wire, presses, until=lambda count: count >= size.idle)
    bot.tell()
    sending = asyncio.create_task(bot.hear())
    busy = await press(wire, presses, until=lambda count: sending.done() and count >= FEWEST)
    return Round(idle, busy, await sending)


def p99(times: list[float]) -> float:
    return quantiles(times, n=100)[-1]


def table(databases: Databases, rounds: list[Round], size: Size) -> list[str]:
    milliseconds = [[one * 1000 for one in times] for times in (all_of(rounds, "idle"), all_of(rounds, "busy"))]
    idle, busy = milliseconds
    return [
        databases.title,
        f"  idle                  p50 {median(idle):7.2f} ms   p99 {p99(idle):7.2f} ms   of {len(idle)}",
        f"  while reminders go    p50 {median(busy):7.2f} ms   p99 {p99(busy):7.2f} ms   of {len(busy)}",
        f"  p99 to p99            {at_most(median(one.ratio for one in rounds), 5)}",
        f"  longest stall, ms     {worst_at_most((one.sent.longest_stall * 1000 for one in rounds), 50)}",
        f"  reminders             {spread(size.due / one.sent.seconds for one in rounds)} a second meanwhile",
    ]


def all_of(rounds: list[Round], phase: str) -> list[float]:
    return [taken for one in rounds for taken in getattr(one, phase)]


def main(count: int) -> None:
    size = Size()
    set_up_logging(LogLevel.ERROR, LogFormat.CONSOLE)
    with both_kinds(is_durable=False) as kinds:
        for databases in kinds:
            people = databases.create()
            asyncio.run(seed(people, size.crowd))
            rounds = [asyncio.run(one_round(databases.copy(people), size)) for _ in range(count)]
            print("\n".join(table(databases, rounds, size)), flush=True)  # noqa: T201 - printing is what this script is for


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
