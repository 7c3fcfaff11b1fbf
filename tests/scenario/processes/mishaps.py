"""What happens to the bot, or between it and Slack, in the very moment of one call."""

import asyncio
from dataclasses import KW_ONLY, dataclass, field
from datetime import timedelta

from bot.sandbox.faults import Fault
from bot.sandbox.records import Json
from tests.scenario.processes.apart import Apart

A_WHILE = timedelta(seconds=0.3)
LONGER_THAN_A_STOP = timedelta(seconds=8)


@dataclass(slots=True)
class Mishap:
    """Strikes the next call of a method, once. `is_done` tells whether Slack did what the call asked for."""

    pair: Apart
    method: str
    _: KW_ONLY
    is_done: bool
    kills: bool = False
    fault: Fault | None = None
    to: str = ""
    has_struck: asyncio.Event = field(default_factory=asyncio.Event)

    def rule(self, method: str, args: Json) -> Fault | None:
        if self.has_struck.is_set() or method != self.method or not str(args.get("channel", "")).startswith(self.to):
            return None
        self.has_struck.set()
        if self.kills:
            assert self.pair.bot is not None
            self.pair.bot.kill()
        return self.fault

    async def strike(self) -> None:
        """Returns once it has happened, and a bot that it killed has ended."""
        async with asyncio.timeout(30):
            await self.has_struck.wait()
        if self.kills:
            await self.pair.buried()


def killed(pair: Apart, method: str, *, is_done: bool, to: str = "") -> Mishap:
    """The bot dies with the call under way: before Slack takes it, or before it has the answer."""
    fault = None if is_done else Fault("drop")
    return _awaited(Mishap(pair, method, is_done=is_done, kills=True, fault=fault, to=to))


def killed_in_flight(pair: Apart, method: str, *, to: str = "") -> Mishap:
    """The bot dies, and Slack takes the call some time after that."""
    return _awaited(Mishap(pair, method, is_done=True, kills=True, fault=Fault("delay", delay=A_WHILE), to=to))


def cut_off(pair: Apart, method: str, *, is_done: bool, to: str = "") -> Mishap:
    """The connection breaks before Slack takes the call, or before its answer arrives."""
    return _awaited(Mishap(pair, method, is_done=is_done, fault=Fault("drop", after=is_done), to=to))


def broken(pair: Apart, method: str, *, is_done: bool, to: str = "") -> Mishap:
    """Slack says that something went wrong on its side, with or without having done it."""
    return _awaited(Mishap(pair, method, is_done=is_done, fault=Fault("error", after=is_done), to=to))


def hanging(pair: Apart, method: str, *, to: str = "") -> Mishap:
    """Slack takes the call and does not answer."""
    fault = Fault("delay", after=True, delay=LONGER_THAN_A_STOP)
    return _awaited(Mishap(pair, method, is_done=True, fault=fault, to=to))


def _awaited(mishap: Mishap) -> Mishap:
    mishap.pair.sandbox.weather.fault = mishap.rule
    return mishap
