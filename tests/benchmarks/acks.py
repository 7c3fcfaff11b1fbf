"""How soon a command and a press are acked: `python -m tests.benchmarks.acks [ROUNDS]`.

Measured at the sandbox's end, from sending the envelope or the signed request to receiving its ack, in one process, on
SQLite and on PostgreSQL. The contestants take turns, one at a time. What an app does after its ack has ended before the
next one is sent, and a short rest follows, so that nobody pays for what was done before.
"""

import asyncio
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from bot.config import LogFormat, LogLevel
from bot.listening import Public
from bot.log import set_up_logging
from bot.sandbox import payloads
from bot.sandbox.controls import find
from bot.sandbox.delivery import Kind
from bot.sandbox.people import ANA
from bot.sandbox.records import Json
from bot.sandbox.request_url import RequestUrl
from bot.sandbox.wire import Wire
from tests.benchmarks.contestants import (
    INTERVALS,
    Contestant,
    OverSocket,
    WayIn,
    bare,
    budge,
    budge_as_bolt_comes,
    contestant,
)
from tests.benchmarks.doors import OverHttp, bare_endpoint, budge_at_the_door
from tests.postgres import running_postgres

ROUNDS = 300
WARM_UP = 20
REST = 0.01  # seconds
CONTESTANTS: dict[str, dict[str, WayIn]] = {
    "Socket Mode": {
        "bare Bolt listener": OverSocket(bare),
        "Budge": OverSocket(budge),
        "Budge as Bolt comes": OverSocket(budge_as_bolt_comes),
    },
    "signed HTTP": {
        "bare endpoint": OverHttp(bare_endpoint),
        "Budge": OverHttp(budge_at_the_door, Public()),
    },
}
"""By the way in; the first of each is the measure of the others."""
GESTURES = ("command", "press")

Payload = Callable[[str], Json]
Times = dict[str, list[float]]


def command(one: Contestant, text: str) -> Payload:
    """`/budge TEXT`, as Slack brings it."""

    def payload(host: str) -> Json:
        wire = one.sandbox.wire
        channel = wire.team.channels[one.card.channel]
        return {
            "command": "/budge",
            "text": text,
            "team_id": wire.team.team_id,
            "channel_id": channel.id,
            "user_id": ANA,
            "api_app_id": wire.team.app.id,
            "response_url": wire.response_urls.give(host, channel=channel.id, person=ANA),
            "trigger_id": wire.triggers.give(ANA),
        }

    return payload


def press(one: Contestant) -> Payload:
    """A press on Both done, as Slack brings it."""
    control = find(one.card.blocks, "Both done")
    assert control is not None

    def payload(host: str) -> Json:
        wire, card = one.sandbox.wire, one.card
        person = wire.team.people[ANA]
        shown = payloads.interaction("block_actions", person=person, team=wire.team, trigger_id=wire.triggers.give(ANA))
        action = next(
            element
            for block in card.blocks or []
            for element in block.get("elements", ())
            if element.get("action_id") == control.action_id
        )
        return shown | {
            "container": {"type": "message", "message_ts": card.ts, "channel_id": card.channel, "is_ephemeral": False},
            "channel": {"id": card.channel, "name": "directmessage"},
            "message": payloads.message(card, team=wire.team),
            "response_url": wire.response_urls.give(host, channel=card.channel, person=ANA, message_ts=card.ts),
            "actions": [action | {"block_id": control.block_id, "action_ts": card.ts}],
        }

    return payload


async def seconds(wire: Wire, kind: Kind, payload: Payload) -> float:
    """From sending it to receiving its ack."""
    delivery = wire.delivery
    ready = payload(delivery.host if isinstance(delivery, RequestUrl) else wire.link.pick().host)
    await asyncio.sleep(REST)
    started = perf_counter()
    await delivery.bring(kind, lambda _: ready)
    return perf_counter() - started


async def race(contestants: Mapping[str, WayIn], database: Callable[[str], str], *, rounds: int) -> dict[str, Times]:
    """Each contestant's times for each gesture."""
    async with AsyncExitStack() as stack:
        field = [
            await stack.enter_async_context(contestant(name, way_in, database=database(f"budge{number}")))
            for number, (name, way_in) in enumerate(contestants.items())
        ]
        times: dict[str, Times] = {one.name: {gesture: [] for gesture in GESTURES} for one in field}
        texts = tuple(INTERVALS)
        for number in range(WARM_UP + rounds):
            for one in field[number % len(field) :] + field[: number % len(field)]:
                wire = one.sandbox.wire
                commanded = await seconds(wire, "slash_commands", command(one, texts[number % len(texts)]))
                await one.tasks.settle()
                pressed = await seconds(wire, "interactive", press(one))
                await one.reopen()
                if number >= WARM_UP:
                    times[one.name]["command"].append(commanded)
                    times[one.name]["press"].append(pressed)
        return times


def table(title: str, times: dict[str, Times]) -> list[str]:
    lines = [title]
    for gesture in GESTURES:
        reference = median(next(iter(times.values()))[gesture])
        for name, taken in times.items():
            p50, p99 = median(taken[gesture]), quantiles(taken[gesture], n=100)[-1]
            lines.append(
                f"  {gesture:8} {name:20} p50 {p50 * 1e3:6.2f} ms  p99 {p99 * 1e3:6.2f} ms"
                f"  {p50 / reference:5.2f} x the bare p50"
            )
    return lines


def main(rounds: int) -> None:
    set_up_logging(LogLevel.ERROR, LogFormat.CONSOLE)
    for way, contestants in CONTESTANTS.items():
        with tempfile.TemporaryDirectory() as folder:
            address = f"sqlite+aiosqlite:///{Path(folder)}/"
            files = asyncio.run(race(contestants, lambda name: f"{address}{name}.db", rounds=rounds))  # noqa: B023 - called in this turn alone
        print("\n".join(table(f"{way}, SQLite, {rounds} of each", files)))  # noqa: T201 - printing is what this script is for
        with running_postgres() as server:
            rows = asyncio.run(race(contestants, lambda _: server.url(server.create()), rounds=rounds))
        print("\n".join(table(f"{way}, PostgreSQL without fsync, {rounds} of each", rows)))  # noqa: T201 - as above


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
