"""The page: the emulated Slack as somebody in a browser sees it, whole or by its regions."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.sandbox import picture
from bot.sandbox.conversation import days
from bot.sandbox.hints import HINTS
from bot.sandbox.journey import Journeys
from bot.sandbox.look import APP, Look, channel_of, channels_for, look_of, reader_of
from bot.sandbox.mrkdwn import to_plain
from bot.sandbox.page_changes import REGIONS, changes
from bot.sandbox.page_gestures import GestureRoutes
from bot.sandbox.reading import Reading
from bot.sandbox.records import Message
from bot.sandbox.rendering import environment
from bot.sandbox.state import Team
from bot.sandbox.trying import Trying

_STATIC = Path(__file__).parent / "static"
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


def routes() -> list[BaseRoute]:
    """The page's routes; they find the sandbox they show as `app.state.sandbox`."""
    page = _Page()
    return [
        Route("/", page.whole),
        Route("/regions", page.regions),
        Route("/changes", changes),
        Route("/pictures/{person}.svg", picture.of_person),
        *GestureRoutes(page.journeys).routes(),
        Mount("/static", StaticFiles(directory=_STATIC)),
    ]


class _Page:
    def __init__(self) -> None:
        self.journeys = Journeys()
        self._reading = Reading()
        self._trying = Trying()
        self._templates = environment()

    async def whole(self, request: Request) -> HTMLResponse:
        return self._answer("page.html", self._scene(request))

    async def regions(self, request: Request) -> HTMLResponse:
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
        reader = reader_of(team, look, now=now)
        messages = team.messages(channel.id, seen_by=look.person.id)[-_NEWEST:] if channel else []
        return {
            "team": team,
            "look": look,
            "now": now,
            "reader": reader,
            "channel": channel,
            "days": days(team, messages, zone=look.zone, now=now),
            "newest": _newest_from_bot(team, look),
            "plain": lambda text: to_plain(text, reader),
            "sidebar": self._sidebar(team, look),
            "home": team.homes.get(look.person.id),
            "modals": team.modals.get(look.person.id, []),
            "steps": self._trying.steps(look.person.id),
            "mover": sandbox.mover,
            "journey": self.journeys.of(team, look.person, now=now),
            "hints": HINTS,
            "zones": ZONES,
            "status_emoji": STATUS_EMOJI,
            "names": REGIONS,
        }

    def _follow(self, team: Team, look: Look) -> None:
        self._reading.arrive(team, look.person.id)
        channel = channel_of(team, look)
        if channel and look.tab == "messages":
            self._reading.see(team, look.person.id, channel)

    def _sidebar(self, team: Team, look: Look) -> list[dict[str, Any]]:
        person = look.person
        entries = [(channel.id, channel.name, channel) for channel in channels_for(team, person)]
        entries.append((APP, team.bot.name, team.dm_of(person.id)))
        return [
            {"place": place, "name": name, "unread": self._reading.unread(team, person.id, channel)}
            for place, name, channel in entries
        ]


def _newest_from_bot(team: Team, look: Look) -> Message | None:
    dm = team.dm_of(look.person.id)
    found = [m for m in team.messages(dm.id) if m.author_id == team.bot.id] if dm else []
    return found[-1] if found else None
