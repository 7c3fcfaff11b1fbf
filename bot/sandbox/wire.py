"""Slack's side of the wire: the team and what joins it to the app."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from bot.sandbox import payloads
from bot.sandbox.delivery import Delivery, Kind, UnansweredError
from bot.sandbox.files import Uploads
from bot.sandbox.hooks import ResponseUrls
from bot.sandbox.records import Json
from bot.sandbox.request_url import RequestUrl
from bot.sandbox.socket import Link
from bot.sandbox.spots import Outcome
from bot.sandbox.state import Team
from bot.sandbox.triggers import Triggers

Now = Callable[[], datetime]

_HEARD_WITH = {"message": "im:history", "user_change": "users:read", "member_joined_channel": "channels:read"}
"""The scope without which Slack does not send an event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long Slack waits, in real time."""

    ack: timedelta = timedelta(seconds=3)
    trigger: timedelta = timedelta(seconds=3)
    response_url: timedelta = timedelta(minutes=30)
    redeliver_after: tuple[timedelta, ...] = (timedelta(), timedelta(minutes=1), timedelta(minutes=5))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """What the Web API, the gestures and the response addresses share; `now` is the movable clock."""

    team: Team
    now: Now
    link: Link
    delivery: Delivery
    """The link, unless the app is reached by requests."""
    triggers: Triggers
    response_urls: ResponseUrls
    uploads: Uploads

    async def ask(self, kind: Kind, payload: Callable[[str], Json]) -> Json | None:
        """Bring a command or an interaction to the app; its payload is made for the address the app uses."""
        if not self.team.is_installed:
            raise UnansweredError("app_not_installed")
        return await self.delivery.bring(kind, payload)

    async def tell(self, inner: Json) -> Outcome:
        """Bring an event to the app, if it is installed and may hear it; one not acked now comes again later."""
        needed = _HEARD_WITH.get(inner["type"])
        if not self.team.is_installed or (needed and needed not in self.team.app.scopes):
            return Outcome()
        return await self.tell_last(inner)

    async def tell_last(self, inner: Json) -> Outcome:
        """Bring an event of its own end to the app, which is no longer installed."""
        is_heard = await self.delivery.tell(payloads.event(inner, team=self.team, at=self.now()))
        return Outcome(error=None if is_heard else "not_acked")

    @classmethod
    def lay(
        cls,
        team: Team,
        *,
        now: Now,
        patience: Patience | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        request_url: RequestUrl | None = None,
        link: Link | None = None,
    ) -> Self:
        """A new wire to a team; several teams share a link or a request URL, as there is one app."""
        patience = patience or Patience()
        link = link or Link(ack_within=patience.ack, redeliver_after=patience.redeliver_after, app_id=team.app.id)
        return cls(
            team=team,
            now=now,
            link=link,
            delivery=request_url or link,
            triggers=Triggers(patience.trigger, monotonic=monotonic),
            response_urls=ResponseUrls(team, now=now, lifetime=patience.response_url, monotonic=monotonic),
            uploads=Uploads(team.team_id),
        )
