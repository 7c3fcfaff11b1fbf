"""The page: the emulated Slack as somebody in a browser sees it, whole or by its regions."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.sandbox.page.changes import REGIONS
from bot.sandbox.page.conversation import days
from bot.sandbox.page.hints import HINTS
from bot.sandbox.page.journey import Journeys, Passed, passed_by
from bot.sandbox.page.look import APP, Look, channel_of, channels_for, look_of, reader_of
from bot.sandbox.page.reading import Reading
from bot.sandbox.page.trying import Trying
from bot.sandbox.records import Channel, Message
from bot.sandbox.rendering import environment
from bot.sandbox.state import Team

_NEWEST = 200  # messages shown of a conversation
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
ZONES = (
    "Europe/Berlin",
    "Europe/Lisbon",
    "Europe/London",
    "America/New_York",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
)
STATUS_EMOJI = ((":spiral_calendar_pad:", "In a meeting"), (":palm_tree:", "Away"), (":house:", "Working from home"))


class Screen:
    """Draws the page for whoever asks, and remembers what they have read and tried."""

    def __init__(self, journeys: Journeys) -> None:
        self._journeys = journeys
        self._reading = Reading()
        self._trying = Trying()
        self._templates = environment()
        self._templates.globals |= {"hints": HINTS, "zones": ZONES, "status_emoji": STATUS_EMOJI}

    async def whole(self, request: Request) -> HTMLResponse:
        """The page as a browser first asks for it."""
        return self._answer("page.html", self._scene(request))

    async def regions(self, request: Request) -> HTMLResponse:
        """The named regions of the page, for a browser that has the rest."""
        named = request.query_params.get("names", "").split()
        return self._answer("regions.html", self._scene(request) | {"names": [n for n in REGIONS if n in named]})

    def _answer(self, template: str, scene: Mapping[str, Any]) -> HTMLResponse:
        return HTMLResponse(self._templates.get_template(template).render(scene), headers=_HEADERS)

    def _scene(self, request: Request) -> dict[str, Any]:
        sandbox = request.app.state.sandbox
        team: Team = sandbox.team
        now = sandbox.now()
        look = look_of(team, request.query_params)
        self._follow(team, look)
        self._trying.look(team, look, now=now)
        channel = channel_of(team, look)
        messages = team.messages(channel.id, seen_by=look.person.id)[-_NEWEST:] if channel else []
        return {
            "team": team,
            "look": look,
            "now": now,
            "reader": reader_of(team, look, now=now),
            "channel": channel,
            "days": days(team, messages, zone=look.zone, now=now),
            "newest": _newest_from_bot(team, look),
            "sidebar": self._sidebar(team, look),
            "home": team.homes.get(look.person.id),
            "modals": team.modals.get(look.person.id, []),
            "steps": self._trying.steps(look.person.id),
            "mover": sandbox.mover,
            "journey": self._journeys.latest,
            "passed": self._passed(team, look),
            "names": REGIONS,
        }

    def _follow(self, team: Team, look: Look) -> None:
        self._reading.arrive(team, look.person.id)
        channel = channel_of(team, look)
        if channel and look.tab == "messages":
            self._reading.see(team, look.person.id, channel)

    def _passed(self, team: Team, look: Look) -> Passed | None:
        journey = self._journeys.latest
        return passed_by(team, look.person, journey=journey) if journey else None

    def _sidebar(self, team: Team, look: Look) -> list[dict[str, Any]]:
        def entry(place: str, name: str, channel: Channel | None) -> dict[str, Any]:
            return {"place": place, "name": name, "unread": self._reading.unread(team, look.person.id, channel)}

        channels = [entry(channel.id, channel.name, channel) for channel in channels_for(team, look.person)]
        return [*channels, entry(APP, team.bot.name, team.dm_of(look.person.id))]


def _newest_from_bot(team: Team, look: Look) -> Message | None:
    dm = team.dm_of(look.person.id)
    found = [m for m in team.messages(dm.id) if m.author_id == team.bot.id] if dm else []
    return found[-1] if found else None
