"""Giving a command: what it asks of the services, and what its answer promises."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from random import Random
from typing import Any

from bot.domain.ids import ChannelId
from bot.domain.pauses import PauseFor, PauseRequest, PauseToday, PauseTomorrow, PauseUntilResumed
from bot.domain.periods import Period
from bot.domain.phrases import GuideStep
from bot.domain.status import Status
from bot.services.services import Services
from tests.simulation.answers import Answer, Outcome
from tests.simulation.commands import Command
from tests.simulation.people import Person
from tests.simulation.processes import outside

ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Pacific/Auckland",
    "UTC",
)
HOURS: tuple[tuple[tuple[int, ...] | None, tuple[tuple[int, int], ...]], ...] = (
    (None, ((540, 1050),)),
    ((0, 1, 2, 3, 4, 5, 6), ((540, 750), (795, 1050))),
    ((0, 1, 2, 3, 4), ((480, 720), (780, 1020))),
    ((0, 1, 2, 3, 4, 5, 6), ((1320, 1800),)),
    ((4,), ((540, 780),)),
    ((5, 6), ((600, 1200),)),
)
CHANNEL = ChannelId("C1")


async def give(person: Person, command: Command) -> Answer:
    match command:
        case Command.DONE:
            return await person.tick({}, number=person.rng.choice((None, 1, 2)))
        case Command.UNDO:
            return await _undo(person)
        case Command.PAUSE | Command.STOP:
            return await _go_away(person, command)
        case Command.NOW:
            return await _ask_for_a_card(person)
        case Command.START | Command.RESUME:
            person.may_be_back()
            return await person.ask(_work(person, command))
        case _:
            return await person.ask(_work(person, command))


async def _ask_for_a_card(person: Person) -> Answer:
    """Often twice, because nothing seems to happen."""
    first = outside(person.ask(_work(person, Command.NOW)))
    if person.rng.random() < 0.4:
        await asyncio.sleep(person.rng.uniform(0, 5))
        await person.ask(_work(person, Command.NOW))
    return await first


async def _undo(person: Person) -> Answer:
    """What it takes back is no longer promised, whatever is heard of it."""
    promised = person.promised
    promised.undoing += 1
    try:
        return await person.ask(_work(person, Command.UNDO))
    finally:
        promised.undoing -= 1


async def _go_away(person: Person, command: Command) -> Answer:
    answer = await person.ask(_work(person, command))
    if answer.outcome is Outcome.ACKED and isinstance(answer.value, Status):
        until = answer.value.member.paused_until
        times = person.world.times
        elapsed = None if until is None else (until - times.clock.began_at).total_seconds()
        stopped = command is Command.STOP
        person.goes_away(until=None if stopped else elapsed, stopped=stopped)
    elif command is Command.PAUSE and answer.outcome in {Outcome.LOST, Outcome.UNAVAILABLE}:
        person.may_be_back()  # it may have been done, and end sooner than what they knew of before
    return answer


def _work(person: Person, command: Command) -> Callable[[Services], Awaitable[Any]]:
    who, rng = person.who, person.rng
    works: dict[Command, Callable[[Services], Awaitable[Any]]] = {
        Command.START: lambda services: _start(services, person),
        Command.STOP: lambda services: services.enrolment.stop(*who),
        Command.PAUSE: lambda services: services.preferences.pause(*who, _pause(rng)),
        Command.RESUME: lambda services: services.preferences.resume(*who),
        Command.NOW: lambda services: services.requests.now(*who),
        Command.UNDO: lambda services: services.undoing.undo(*who),
        Command.MOVED: lambda services: services.closing.moved(*who),
        Command.SKIP: lambda services: services.closing.skip(*who),
        Command.SNOOZE: lambda services: services.closing.snooze(*who, rng.choice((5, 10, 30, 60))),
        Command.GUIDE: lambda services: services.guiding.open(*who),
        Command.MOVE: lambda services: services.guiding.move(*who, rng.choice(tuple(GuideStep))),
        Command.INTERVAL: lambda services: services.preferences.set_interval(*who, _interval(rng)),
        Command.HOURS: lambda services: _set_hours(services, person),
        Command.ZONE: lambda services: services.preferences.set_zone(*who, rng.choice(ZONES)),
        Command.TRAVEL: lambda services: _travel(services, person),
        Command.SHOW: lambda services: services.preferences.show(*who),
        Command.HIDE: lambda services: _hide(services, person),
        Command.HOME: lambda services: services.home.status(*who),
        Command.BOARD: lambda services: services.leaderboard.set_up(
            *who, CHANNEL, weekday=rng.randrange(5), minute=rng.randrange(540, 1080, 15)
        ),
    }
    return works[command]


async def _start(services: Services, person: Person) -> Any:
    started = await services.enrolment.start(*person.who)
    if started.is_new:
        await services.enrolment.welcomed(*person.who)
    return started


async def _hide(services: Services, person: Person) -> Any:
    status = await services.preferences.hide(*person.who)
    await services.leaderboard.redraw_posts(*person.who)
    return status


async def _set_hours(services: Services, person: Person) -> Any:
    weekdays, spans = person.rng.choice(HOURS)
    return await services.preferences.set_hours(*person.who, weekdays, [Period(*span) for span in spans])


async def _travel(services: Services, person: Person) -> Any:
    profile = person.profile(person.rng.choice(ZONES))
    person.team.profiles[person.id] = profile
    return await services.enrolment.profile_changed(*person.who, profile)


def _interval(rng: Random) -> timedelta:
    return timedelta(minutes=rng.randrange(120, 181, 5))


def _pause(rng: Random) -> PauseRequest:
    return rng.choice(
        (
            PauseFor(timedelta(hours=2)),
            PauseFor(timedelta(minutes=20)),
            PauseToday(),
            PauseTomorrow(),
            PauseUntilResumed(),
        )
    )
