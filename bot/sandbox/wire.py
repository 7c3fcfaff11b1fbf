"""Slack's side of the wire: the team and what joins it to the app."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from bot.sandbox import payloads
from bot.sandbox.hooks import ResponseUrls
from bot.sandbox.records import Json
from bot.sandbox.socket import Link
from bot.sandbox.spots import Outcome
from bot.sandbox.state import Team
from bot.sandbox.triggers import Triggers

Now = Callable[[], datetime]


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
    triggers: Triggers
    response_urls: ResponseUrls

    async def ask(self, kind: str, payload: Callable[[str], Json]) -> Json | None:
        """Bring a command or an interaction to the app; its payload is made for the address the app uses."""
        connection = self.link.pick()
        return await self.link.ask(kind, payload(connection.host), connection=connection)

    async def tell(self, inner: Json) -> Outcome:
        """Bring an event to the app; one that is not acked now comes again later."""
        is_heard = await self.link.tell(payloads.event(inner, team=self.team, at=self.now()))
        return Outcome(error=None if is_heard else "not_acked")

    @classmethod
    def lay(
        cls,
        team: Team,
        *,
        now: Now,
        patience: Patience | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> Self:
        """A new wire to a team."""
        patience = patience or Patience()
        return cls(
            team=team,
            now=now,
            link=Link(ack_within=patience.ack, redeliver_after=patience.redeliver_after, app_id=team.app.id),
            triggers=Triggers(patience.trigger, monotonic=monotonic),
            response_urls=ResponseUrls(team, now=now, lifetime=patience.response_url, monotonic=monotonic),
        )
