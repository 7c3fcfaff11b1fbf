"""Every verb of every service, tried in one workspace with the ids of another: it changes and tells nothing there."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from inspect import getmembers, iscoroutinefunction
from typing import TypedDict, get_type_hints

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.errors import Refusal
from bot.domain.guide import Place
from bot.domain.ids import MemberId, MessageRef, ReminderId, WorkspaceId
from bot.domain.member import Profile, Style, Visibility
from bot.domain.offer import LeftOut
from bot.domain.pauses import PauseTomorrow
from bot.domain.periods import DEFAULT_WEEK, Period
from bot.domain.phrases import GuideStep
from bot.domain.selection import Change, Choice
from bot.domain.settings import SettingsForm
from bot.ports import DeliveryFailed, Erased
from bot.services.services import Services
from bot.store.transaction import SqlStore
from tests.services.neighbours import CHANNELS, HERE, HIP, NEXT_DOOR, Neighbours, card_of, place_of
from tests.store.rows import ANA, BEN, HOUR, NINE, board_post, channel_post, installation
from tests.store.test_isolation import rows_of

Deed = Callable[[Services, WorkspaceId, MemberId], Awaitable[object]]

THERE = CHANNELS[NEXT_DOOR]
FORM = SettingsForm(
    interval=2 * HOUR,
    zone="Asia/Kathmandu",
    week=DEFAULT_WEEK,
    visibility=Visibility.PRIVATE,
    choice=Choice(routine=None, wanted=frozenset({HIP}), standing_only=frozenset()),
    style=Style.SHORT,
    guide_sounds=False,
)
MOVED = Profile(name="Renamed", zone="America/New_York", can_join=True)


class Pressed(TypedDict):
    """A card, as a press names it."""

    reminder: ReminderId
    at: MessageRef


def card(who: MemberId) -> Pressed:
    """Next door's open one."""
    return {"reminder": card_of(NEXT_DOOR, who), "at": place_of(NEXT_DOOR, who)}


async def draw(services: Services, workspace: WorkspaceId, who: MemberId) -> None:
    await services.completion.drawn(await services.completion.card(workspace, who, card_of(NEXT_DOOR, who)))


async def doubt(services: Services, workspace: WorkspaceId, who: MemberId) -> None:
    await services.completion.doubted(await services.completion.card(workspace, who, card_of(NEXT_DOOR, who)))


async def end_timer(services: Services, workspace: WorkspaceId, who: MemberId) -> None:
    async with services.guiding.store.transaction() as tx:
        member = await tx.members.get(workspace, who)
        reminder = await tx.reminders.get(workspace, card_of(NEXT_DOOR, who))
        if member is not None and reminder is not None:
            await services.guiding.end_timer(tx, member, reminder)


async def sound(services: Services, workspace: WorkspaceId, who: MemberId) -> None:
    shown = await services.completion.card(workspace, who, card_of(NEXT_DOOR, who))
    timer = next(screen.timer for screen in shown.screens if screen.timer)
    await services.sounds.make(shown, timer)


async def hush(services: Services, workspace: WorkspaceId, who: MemberId) -> None:
    shown = await services.completion.card(workspace, who, card_of(NEXT_DOOR, who))
    await services.sounds.hush(shown.reminder)


async def delete_sound(services: Services, workspace: WorkspaceId, who: MemberId) -> None:
    shown = await services.completion.card(workspace, who, card_of(NEXT_DOOR, who))
    await services.sounds.delete(shown.reminder)


async def clear(services: Services, workspace: WorkspaceId, who: MemberId) -> None:
    post = board_post(THERE, workspace=workspace, week=(NINE - timedelta(days=7)).date())
    erased = Erased(channel=place_of(NEXT_DOOR, who).channel, cards=(), attempts=(), posts=(post,))
    await services.privacy.clear(workspace, erased)


async def post(services: Services, workspace: WorkspaceId, _: MemberId) -> None:
    await services.leaderboard.post(channel_post(THERE, workspace=workspace, next_post_at=NINE + timedelta(days=4)))


DEEDS: dict[str, Deed] = {
    "enrolment.profile_changed": lambda do, where, who: do.enrolment.profile_changed(where, who, MOVED),
    "enrolment.start": lambda do, where, who: do.enrolment.start(where, who),
    "enrolment.stop": lambda do, where, who: do.enrolment.stop(where, who),
    "enrolment.welcomed": lambda do, where, who: do.enrolment.welcomed(where, who),
    "preferences.hide": lambda do, where, who: do.preferences.hide(where, who),
    "preferences.pause": lambda do, where, who: do.preferences.pause(where, who, PauseTomorrow()),
    "preferences.resume": lambda do, where, who: do.preferences.resume(where, who),
    "preferences.save": lambda do, where, who: do.preferences.save(where, who, FORM),
    "preferences.set_hours": lambda do, where, who: do.preferences.set_hours(where, who, None, [Period(480, 960)]),
    "preferences.set_interval": lambda do, where, who: do.preferences.set_interval(where, who, 2 * HOUR),
    "preferences.set_zone": lambda do, where, who: do.preferences.set_zone(where, who, "Asia/Kathmandu"),
    "preferences.set_style": lambda do, where, who: do.preferences.set_style(where, who, Style.SHORT),
    "preferences.settings": lambda do, where, who: do.preferences.settings(where, who),
    "preferences.show": lambda do, where, who: do.preferences.show(where, who),
    "requests.now": lambda do, where, who: do.requests.now(where, who),
    "completion.card": lambda do, where, who: do.completion.card(where, who, card_of(NEXT_DOOR, who)),
    "completion.done": lambda do, where, who: do.completion.done(where, who, exercise=HIP, **card(who)),
    "completion.drawn": draw,
    "completion.doubted": doubt,
    "guiding.open": lambda do, where, who: do.guiding.open(where, who, **card(who)),
    "guiding.move": lambda do, where, who: do.guiding.move(where, who, GuideStep.NEXT, on=Place(1), **card(who)),
    "guiding.time_up": lambda do, where, who: do.guiding.time_up(where, card_of(NEXT_DOOR, who), ends_at=NINE),
    "guiding.end_timer": end_timer,
    "sounds.make": sound,
    "sounds.hush": hush,
    "sounds.delete": delete_sound,
    "closing.moved": lambda do, where, who: do.closing.moved(where, who, **card(who)),
    "closing.skip": lambda do, where, who: do.closing.skip(where, who, **card(who)),
    "closing.snooze": lambda do, where, who: do.closing.snooze(where, who, 20, **card(who)),
    "caring.close": lambda do, where, who: do.caring.close(where, who, Change(leave_out=HIP)),
    "caring.leave_out": lambda do, where, who: do.caring.leave_out(where, who, LeftOut(exercise=HIP, always=True)),
    "caring.put_back": lambda do, where, who: do.caring.put_back(where, who, HIP),
    "caring.selection": lambda do, where, who: do.caring.selection(where, who),
    "caring.shown": lambda do, where, who: do.caring.shown(where, who, **card(who)),
    "caring.exercise_numbered": lambda do, where, who: do.caring.exercise_numbered(where, who, 1),
    "undoing.undo": lambda do, where, who: do.undoing.undo(where, who, reminder=card_of(NEXT_DOOR, who)),
    "undoing.unsnooze": lambda do, where, who: do.undoing.unsnooze(where, who, **card(who)),
    "leaderboard.end": lambda do, where, who: do.leaderboard.end(where, who, THERE),
    "leaderboard.post": post,
    "leaderboard.redraw_posts": lambda do, where, who: do.leaderboard.redraw_posts(where, who),
    "leaderboard.set_up": lambda do, where, who: do.leaderboard.set_up(where, who, THERE, weekday=0, minute=600),
    "home.home": lambda do, where, who: do.home.home(where, who),
    "home.own_view": lambda do, where, who: do.home.own_view(where, who),
    "home.status": lambda do, where, who: do.home.status(where, who),
    "privacy.check_known": lambda do, where, who: do.privacy.check_known(where, who),
    "privacy.clear": clear,
    "privacy.erase": lambda do, where, who: do.privacy.erase(where, who),
    "privacy.export": lambda do, where, who: do.privacy.export(where, who),
    "administration.bounds": lambda do, where, who: do.administration.bounds(where, who),
    "administration.bounds_of": lambda do, where, _: do.administration.bounds_of(where),
    "administration.change_bounds": lambda do, where, who: do.administration.change_bounds(
        where, who, shortest=HOUR, longest=2 * HOUR
    ),
    "administration.check": lambda do, where, who: do.administration.check(where, who),
    "administration.end_post": lambda do, where, who: do.administration.end_post(where, who, THERE),
    "administration.is_admin": lambda do, where, who: do.administration.is_admin(where, who),
    "administration.overview": lambda do, where, who: do.administration.overview(where, who),
    "sharing.share": lambda do, where, who: do.sharing.share(where, who, THERE),
    "installing.installed": lambda do, where, _: do.installing.installed(installation(where)),
    "installing.revoked": lambda do, where, _: do.installing.revoked(where, at=NINE),
    "installing.uninstalled": lambda do, where, _: do.installing.uninstalled(where, at=NINE),
}

FIRST: dict[str, Deed] = {
    "undoing.undo": lambda do, where, who: do.completion.done(where, who, **card(who)),
    "undoing.unsnooze": lambda do, where, who: do.closing.snooze(where, who, 20, **card(who)),
    "guiding.move": lambda do, where, who: do.guiding.open(where, who, **card(who)),
    "sounds.hush": sound,
    "sounds.delete": sound,
}
"""What has to have happened next door, so that there is something to do."""

BELLS: dict[str, Callable[[Services], Awaitable[object]]] = {
    "reminding.tick": lambda do: do.reminding.tick(),
    "reminding.ring": lambda do: do.reminding.ring(),
    "reminding.earliest_due": lambda do: do.reminding.earliest_due(),
    "reminding.finish": lambda do: do.reminding.finish(within=timedelta(seconds=5)),
    "retention.ring": lambda do: do.retention.ring(),
    "retention.sweep": lambda do: do.retention.sweep(),
    "installing.erase_due": lambda do: do.installing.erase_due(),
    "uploading.ring": lambda do: do.uploading.ring(),
    "countdowns.ring": lambda do: do.countdowns.ring(),
}
"""They see to all workspaces; next door nothing is due."""


@pytest.fixture
async def neighbours(store: SqlStore) -> Neighbours:
    both = Neighbours(store)
    await both.move_in()
    return both


def test_every_verb_of_every_service_is_tried_here() -> None:
    verbs = {
        f"{name}.{verb}"
        for name, kind in get_type_hints(Services).items()
        for verb, _ in getmembers(kind, iscoroutinefunction)
        if not verb.startswith("_")
    }
    assert {*DEEDS, *BELLS} == verbs


@pytest.mark.parametrize("name", DEEDS)
async def test_the_ids_of_another_workspace_reach_nothing_there(
    name: str, neighbours: Neighbours, engine: AsyncEngine
) -> None:
    for who in (ANA, BEN):
        if name in FIRST:
            await FIRST[name](neighbours.services, NEXT_DOOR, who)
    theirs, on_slack = await rows_of(engine, NEXT_DOOR), neighbours.shown(NEXT_DOOR)

    told: list[object] = []
    for who in (BEN, ANA):  # the one is nobody here, the other has the same id in both
        with suppress(Refusal, DeliveryFailed):
            told.append(await DEEDS[name](neighbours.services, HERE, who))

    assert await rows_of(engine, NEXT_DOOR) == theirs
    assert neighbours.shown(NEXT_DOOR) == on_slack
    assert NEXT_DOOR not in repr(told) + neighbours.shown(HERE)

    await DEEDS[name](neighbours.services, NEXT_DOOR, ANA)  # it was no empty gesture: there, the same goes well


@pytest.mark.parametrize("name", BELLS)
async def test_what_is_due_in_one_workspace_touches_no_other(
    name: str, neighbours: Neighbours, engine: AsyncEngine, store: SqlStore
) -> None:
    if name == "installing.erase_due":
        async with store.transaction() as tx:
            await tx.workspaces.suspend(HERE, reason="uninstalled", erase_at=NINE)
    theirs, on_slack = await rows_of(engine, NEXT_DOOR), neighbours.shown(NEXT_DOOR)
    await BELLS[name](neighbours.services)
    assert await rows_of(engine, NEXT_DOOR) == theirs
    assert neighbours.shown(NEXT_DOOR) == on_slack
