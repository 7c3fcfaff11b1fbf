"""The page: the emulated Slack as somebody in a browser sees it, whole or by its regions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.sandbox.consent import AUTHORIZE, LOOKED_AT
from bot.sandbox.page.changes import REGIONS
from bot.sandbox.page.conversation import days
from bot.sandbox.page.gallery import Gallery
from bot.sandbox.page.hints import HINTS
from bot.sandbox.page.journey import Journeys, Passed, passed_by
from bot.sandbox.page.look import APP, Look, channel_of, channels_for, entrance, look_of, reader_of
from bot.sandbox.page.reading import Reading
from bot.sandbox.page.trying import Trying
from bot.sandbox.page.which import sandbox_of
from bot.sandbox.records import Channel, Message
from bot.sandbox.rendering import environment
from bot.sandbox.state import Team

_NEWEST = 200  # messages shown of a conversation
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self' https: http://127.0.0.1:* http://localhost:* data:; "
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Memory:
    """What the people of one team have read and tried."""

    reading: Reading = field(default_factory=Reading)
    trying: Trying = field(default_factory=Trying)


class Screen:
    """Draws the page for whoever asks, and remembers what they have read and tried."""

    def __init__(self, journeys: Journeys) -> None:
        self._journeys = journeys
        self._memories: dict[str, _Memory] = {}  # by team
        self._templates = environment()
        self._templates.globals |= {
            "hints": HINTS,
            "zones": ZONES,
            "status_emoji": STATUS_EMOJI,
            "entrance": entrance,
        }

    async def whole(self, request: Request) -> HTMLResponse:
        """The page as a browser first asks for it."""
        return self._answer("page.html", self._scene(request))

    async def regions(self, request: Request) -> HTMLResponse:
        """The named regions of the page, for a browser that has the rest."""
        named = request.query_params.get("names", "").split()
        return self._answer("regions.html", self._scene(request) | {"names": [n for n in REGIONS if n in named]})

    def _answer(self, template: str, scene: Mapping[str, Any]) -> HTMLResponse:
        response = HTMLResponse(self._templates.get_template(template).render(scene), headers=_HEADERS)
        response.set_cookie(LOOKED_AT, scene["team"].team_id, path=AUTHORIZE, httponly=True, samesite="lax")
        return response

    def _scene(self, request: Request) -> dict[str, Any]:
        sandbox = sandbox_of(request)
        team = sandbox.team
        now = sandbox.now()
        look = look_of(team, request.query_params)
        memory = self._memories.setdefault(team.team_id, _Memory())
        _follow(memory.reading, team, look)
        memory.trying.look(team, look, now=now)
        channel = channel_of(team, look)
        messages = team.messages(channel.id, seen_by=look.person.id)[-_NEWEST:] if channel else []
        return {
            "team": team,
            "teams": list(sandbox.grants.teams.values()),
            "has_live_token": sandbox.grants.is_alive(team),
            "look": look,
            "now": now,
            "reader": reader_of(team, look, now=now),
            "channel": channel,
            "days": days(team, messages, zone=look.zone, now=now),
            "gallery": Gallery(team, look),
            "newest": _newest_from_bot(team, look),
            "sidebar": _sidebar(memory.reading, team, look),
            "home": team.homes.get(look.person.id),
            "modals": team.modals.get(look.person.id, []),
            "steps": memory.trying.steps(
                look.person.id, is_movable=sandbox.mover is not None, is_shared=len(sandbox.grants.teams) > 1
            ),
            "mover": sandbox.mover,
            "journey": self._journeys.latest,
            "passed": self._passed(team, look),
            "names": REGIONS,
        }

    def _passed(self, team: Team, look: Look) -> Passed | None:
        journey = self._journeys.latest
        return passed_by(team, look.person, journey=journey) if journey else None


def _follow(reading: Reading, team: Team, look: Look) -> None:
    reading.arrive(team, look.person.id)
    channel = channel_of(team, look)
    if channel and look.tab == "messages":
        reading.see(team, look.person.id, channel)


def _sidebar(reading: Reading, team: Team, look: Look) -> list[dict[str, Any]]:
    def entry(place: str, name: str, channel: Channel | None) -> dict[str, Any]:
        return {"place": place, "name": name, "unread": reading.unread(team, look.person.id, channel)}

    channels = [entry(channel.id, channel.name, channel) for channel in channels_for(team, look.person)]
    return [*channels, entry(APP, team.bot.name, team.dm_of(look.person.id))]


def _newest_from_bot(team: Team, look: Look) -> Message | None:
    dm = team.dm_of(look.person.id)
    found = [m for m in team.messages(dm.id) if m.author_id == team.bot.id] if dm else []
    return found[-1] if found else None
