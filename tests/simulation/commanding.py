"""Giving a command: what it asks of the services, and what its answer promises."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from random import Random
from typing import Any

from bot.domain.ids import ChannelId
from bot.domain.offer import LeftOut
from bot.domain.pauses import PauseFor, PauseRequest, PauseToday, PauseTomorrow, PauseUntilResumed
from bot.domain.periods import Period
from bot.domain.phrases import GuideStep
from bot.domain.selection import Change, HowLong
from bot.domain.status import Status
from bot.ports import Erased
from bot.services.services import Services
from routines.loader import load_catalog
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
EXERCISES = tuple(exercise.id for exercise in load_catalog().routines[0].exercises)
BOUNDS = ((120, 180), (120, 240), (150, 210))
"""In minutes; none below two hours, so that the laws of who chose nothing hold for all."""


async def give(person: Person, command: Command) -> Answer:
    promising = {
        Command.DONE: _tick,
        Command.UNDO: _undo,
        Command.PAUSE: _pause_for_a_while,
        Command.STOP: _stop,
        Command.HURTS: _close,
        Command.FORGET: _forget,
        Command.NOW: _ask_for_a_card,
        Command.START: _come_back,
        Command.RESUME: _resume,
    }
    own = promising.get(command)
    return await (person.ask(_work(person, command)) if own is None else own(person))


async def _tick(person: Person) -> Answer:
    return await person.tick({}, number=person.rng.choice((None, 1, 2)))


async def _come_back(person: Person) -> Answer:
    person.may_be_back()
    return await person.ask(_work(person, Command.START))


async def _resume(person: Person) -> Answer:
    person.may_be_back()
    return await person.ask(_work(person, Command.RESUME))


async def _pause_for_a_while(person: Person) -> Answer:
    return await _go_away(person, Command.PAUSE)


async def _stop(person: Person) -> Answer:
    return await _go_away(person, Command.STOP)


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
        promised.undone += 1


async def _close(person: Person) -> Answer:
    """Something hurts: the card goes, and perhaps everything for a while; an earlier pause may have been longer."""
    rng, promised = person.rng, person.promised
    pauses = rng.random() < 0.3 and not promised.has_stopped
    change = Change(
        leave_out=rng.choice((None, *EXERCISES)), pauses=pauses, how_long=rng.choice((HowLong.TODAY, HowLong.WEEK))
    )
    answer = await person.ask(lambda services: services.caring.close(*person.who, change))
    if pauses and answer.outcome is Outcome.ACKED:
        person.goes_away(until=_pause_end(person, answer.value.status), stopped=False)
    elif pauses and answer.outcome in {Outcome.LOST, Outcome.UNAVAILABLE}:
        promised.away_since = None  # it may have been done
    return answer


async def _forget(person: Person) -> Answer:
    """Nothing is promised any more, and nothing comes; what stands in Slack is cleared away after the answer."""
    promised = person.promised
    promised.undoing += 1
    try:
        answer = await person.ask(lambda services: services.privacy.erase(*person.who))
    finally:
        promised.undoing -= 1
        promised.undone += 1
    if answer.outcome is Outcome.ACKED:
        person.goes_away(until=None, stopped=True)
        erased = answer.value
        if isinstance(erased, Erased):
            outside(person.ask(lambda services: services.privacy.clear(person.workspace, erased)))
    return answer


async def _go_away(person: Person, command: Command) -> Answer:
    answer = await person.ask(_work(person, command))
    if answer.outcome is Outcome.ACKED and isinstance(answer.value, Status):
        stopped = command is Command.STOP
        person.goes_away(until=None if stopped else _pause_end(person, answer.value), stopped=stopped)
    elif command is Command.PAUSE and answer.outcome in {Outcome.LOST, Outcome.UNAVAILABLE}:
        person.may_be_back()  # it may have been done, and end sooner than what they knew of before
    return answer


def _pause_end(person: Person, status: Status) -> float | None:
    """In seconds of the loop; None: when they say so."""
    until = status.member.paused_until
    return None if until is None else (until - person.world.times.clock.began_at).total_seconds()


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
        Command.EXERCISES: lambda services: _choose(services, person),
        Command.BOUNDS: lambda services: _set_bounds(services, person),
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


async def _choose(services: Services, person: Person) -> Any:
    exercise = person.rng.choice(EXERCISES)
    if person.rng.random() < 0.5:
        return await services.caring.put_back(*person.who, exercise)
    weekdays = frozenset(person.rng.sample(range(7), 2))
    return await services.caring.leave_out(*person.who, LeftOut(exercise=exercise, weekdays=weekdays))


async def _set_bounds(services: Services, person: Person) -> Any:
    shortest, longest = (timedelta(minutes=minutes) for minutes in person.rng.choice(BOUNDS))
    return await services.administration.change_bounds(*person.who, shortest=shortest, longest=longest)


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
