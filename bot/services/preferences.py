"""What a member chooses: interval, hours, zone, pauses, exercises, the look of their cards, and whether the leaderboard
names them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.errors import DaysTooShort, HoursTooShort, ZoneMissing
from bot.domain.ids import MemberId, WorkspaceId
from bot.domain.member import Member, Style, Visibility
from bot.domain.pauses import PauseRequest, pause_end
from bot.domain.periods import Period
from bot.domain.phrases import check_interval
from bot.domain.planner import emptied_days
from bot.domain.selection import as_chosen, seen_in
from bot.domain.settings import SettingsForm, SettingsShown
from bot.domain.spread import Bounds
from bot.domain.status import Status
from bot.ports import Clock, Store, Transaction
from bot.services.fitting import bounds_kept
from bot.services.offering import Offering, working_days
from bot.services.planning import Planning, joined
from bot.services.statuses import Statuses
from bot.services.withdrawal import withdraw_card


@dataclass(frozen=True, slots=True)
class Preferences:
    store: Store
    clock: Clock
    planning: Planning
    statuses: Statuses
    offering: Offering

    async def set_interval(self, workspace: WorkspaceId, member: MemberId, interval: timedelta) -> Status:
        """Raises IntervalTooShort, IntervalTooLong, NotJoined."""
        async with self.store.transaction() as tx:
            found = await joined(tx, workspace, member, lock=True)
            check_interval(interval, await self._bounds(tx, workspace))
            status = await self._changed(tx, replace(found, interval=interval))
            await self._refuse_what_no_longer_fits(tx, status.member)
            return status

    async def set_hours(
        self, workspace: WorkspaceId, member: MemberId, weekdays: Sequence[int] | None, periods: Sequence[Period]
    ) -> Status:
        """Gives these weekdays the periods; None: the days that have hours now. Raises HoursOverlap, HoursTooShort,
        NothingOnThoseDays, NotJoined.
        """
        async with self.store.transaction() as tx:
            found = await joined(tx, workspace, member, lock=True)
            week = found.week.replaced(weekdays if weekdays is not None else working_days(found.week), periods)
            changed = replace(found, week=week)
            self.offering.refuse_nothing_ever(found, changed, now=self.clock.now())
            if changed.zone is not None:
                await self._refuse_a_week_too_short(tx, changed)
            return await self._changed(tx, changed)

    async def set_zone(self, workspace: WorkspaceId, member: MemberId, zone: str) -> Status:
        """Keeps an IANA zone the member chose; Slack's own changes no longer overwrite it. Raises NotJoined."""
        async with self.store.transaction() as tx:
            found = await joined(tx, workspace, member, lock=True)
            return await self._changed(tx, replace(found, zone=zone, zone_chosen=True))

    async def settings(self, workspace: WorkspaceId, member: MemberId) -> SettingsShown:
        """What the settings modal starts from. Raises NotJoined."""
        async with self.store.transaction() as tx:
            found = await joined(tx, workspace, member)
            bounds = await self._bounds(tx, workspace)
            return SettingsShown(
                status=await self.statuses.of(tx, found),
                bounds=bounds,
                routines=self.planning.routines,
                routine=self.planning.routine_of(found),
                selection=self.offering.selection(found, now=self.clock.now()),
            )

    async def save(
        self, workspace: WorkspaceId, member: MemberId, form: SettingsForm, *, accept_empty_days: Sequence[int] = ()
    ) -> Status:
        """Keeps the whole form or nothing of it.

        Raises DaysTooShort for weekdays whose hours hold no reminder, unless those were accepted; IntervalTooShort,
        IntervalTooLong, NothingLeft, NothingOnThoseDays, NotJoined.
        """
        now = self.clock.now()
        async with self.store.transaction() as tx:
            found = await joined(tx, workspace, member, lock=True)
            bounds = await self._bounds(tx, workspace)
            check_interval(form.interval, bounds)
            changed = replace(
                self._with_choice(found, form, now=now),
                interval=form.interval,
                week=form.week,
                zone=form.zone,
                zone_chosen=found.zone_chosen or form.zone != found.zone,
                visibility=found.visibility if form.visibility is form.seen_visibility else form.visibility,
                style=form.style,
                guide_sounds=form.guide_sounds,
            )
            self.offering.refuse_nothing_ever(found, changed, now=now)
            if changed.left_out != found.left_out:
                changed, _ = await self.offering.apply(tx, found, changed, now=now)
            empty = tuple(emptied_days(self.planning.schedule(changed, bounds)))
            if not set(empty) <= set(accept_empty_days):
                raise DaysTooShort(days=empty, week=form.week, interval=form.interval)
            status = await self._changed(tx, changed)
            await self._refuse_what_no_longer_fits(tx, status.member)
            return status

    async def set_style(self, workspace: WorkspaceId, member: MemberId, style: Style) -> Status:
        """Cards look like that from now on. Raises NotJoined."""
        async with self.store.transaction() as tx:
            found = replace(await joined(tx, workspace, member, lock=True), style=style)
            await tx.members.save(found)
            return await self.statuses.of(tx, found)

    async def show(self, workspace: WorkspaceId, member: MemberId) -> Status:
        """Names the member on leaderboards from now on. Raises NotJoined."""
        return await self._be(workspace, member, Visibility.SHOWN)

    async def hide(self, workspace: WorkspaceId, member: MemberId) -> Status:
        """Names the member on no leaderboard any more. Raises NotJoined."""
        return await self._be(workspace, member, Visibility.PRIVATE)

    async def pause(self, workspace: WorkspaceId, member: MemberId, request: PauseRequest) -> Status:
        """Pauses until the requested end and takes the open card away.

        Raises PauseInThePast, NotJoined, ZoneMissing.
        """
        now = self.clock.now()
        async with self.store.transaction() as tx:
            found = await joined(tx, workspace, member, lock=True)
            if found.zone is None:
                raise ZoneMissing
            until = pause_end(request, now=now, week=found.week, zone=ZoneInfo(found.zone))
            skipped_at = now if await withdraw_card(tx, found, now=now) else found.skipped_at
            paused = replace(found, paused=True, paused_until=until, skipped_at=skipped_at)
            paused = await self.planning.replan(tx, paused, now=now)
            return await self.statuses.of(tx, paused)

    async def resume(self, workspace: WorkspaceId, member: MemberId) -> Status:
        """Ends a pause; without one nothing changes. Raises NotJoined."""
        now = self.clock.now()
        async with self.store.transaction() as tx:
            found = await joined(tx, workspace, member, lock=True)
            if found.is_paused(now):
                found = replace(found, paused=False, paused_until=None, resumed_at=now)
                found = await self.planning.replan(tx, found, now=now)
            return await self.statuses.of(tx, found)

    def _with_choice(self, member: Member, form: SettingsForm, *, now: datetime) -> Member:
        """What is left out of a routine stays so while the member does another one."""
        mine = self.planning.routine_of(member).id
        selection = self.offering.selection(member, now=now)
        seen = form.seen or seen_in(selection, routine=mine)
        others = {routine.id for routine in self.planning.routines} - {mine}
        if form.choice.routine in others - {seen.routine}:
            return replace(member, routine=form.choice.routine)
        left_out = as_chosen(selection, form.choice, seen=seen)
        chosen = replace(member, left_out=left_out)
        self.offering.refuse_nothing_left(member, chosen, now=now)
        return chosen

    async def _be(self, workspace: WorkspaceId, member: MemberId, visibility: Visibility) -> Status:
        async with self.store.transaction() as tx:
            found = replace(await joined(tx, workspace, member, lock=True), visibility=visibility)
            await tx.members.save(found)
            return await self.statuses.of(tx, found)

    async def _changed(self, tx: Transaction, member: Member) -> Status:
        planned = await self.planning.replan(tx, member, now=self.clock.now(), keep_snooze=True)
        return await self.statuses.of(tx, planned)

    async def _bounds(self, tx: Transaction, workspace: WorkspaceId) -> Bounds:
        return (await tx.workspaces.ensure(workspace)).bounds

    async def _refuse_what_no_longer_fits(self, tx: Transaction, member: Member) -> None:
        """An admin may have changed the bounds since they were read, and the members been fitted into them already."""
        if not await bounds_kept(tx, member):
            check_interval(member.interval, await self._bounds(tx, member.workspace))

    async def _refuse_a_week_too_short(self, tx: Transaction, member: Member) -> None:
        schedule = self.planning.schedule(member, await self._bounds(tx, member.workspace))
        if set(working_days(member.week)) <= set(emptied_days(schedule)):
            raise HoursTooShort(interval=member.interval, suggestion="hours 9-13")
