"""The page on which somebody lets the app into their team: /oauth/v2/authorize."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.sandbox.grants import Grants
from bot.sandbox.origins import is_same_origin
from bot.sandbox.records import Person
from bot.sandbox.rendering import environment
from bot.sandbox.state import Team

AUTHORIZE = "/oauth/v2/authorize"
LOOKED_AT = "looked-at"  # the cookie that names the team somebody came from
_SCOPES = {
    "commands": "Add the command /budge",
    "chat:write": "Send messages as Budge",
    "users:read": "See the people of the workspace, with their time zone and status",
    "dnd:read": "See when people do not want to be disturbed",
    "im:history": "Read its own direct messages with people",
    "im:write": "Start direct messages with people",
    "files:write": "Send files",
    "channels:read": "See the names and members of public channels",
    "groups:read": "See the names and members of private channels it was invited to",
}


class ConsentPage:
    """Asks somebody of a team, and sends them back to the app with a code or without."""

    def __init__(self, grants: Grants) -> None:
        self._grants = grants
        self._template = environment().get_template("consent.html")

    async def ask(self, request: Request) -> Response:
        """The page with the question; a team that the address names, or else the last looked at, is chosen already."""
        problem = self._problem(request.query_params)
        if problem:
            return self._page(400, problem=problem)
        asked = request.query_params
        named = asked.get("team") or request.cookies.get(LOOKED_AT, "")
        team = self._grants.teams.get(named, self._grants.home)
        others = [(one, f"?{urlencode({**asked, 'team': one.team_id})}") for one in self._grants.teams.values()]
        scopes = [(_SCOPES.get(name, ""), name) for name in _scopes(asked)]
        return self._page(
            200,
            back=_origin(asked["redirect_uri"]),
            team=team,
            teams=others,
            people=_may_install(team),
            scopes=scopes,
        )

    async def answer(self, request: Request) -> Response:
        """What the person decided: a redirect to the app with a code, or with the refusal."""
        asked = request.query_params
        given = dict(parse_qsl((await request.body()).decode(errors="replace")))
        team = self._grants.teams.get(given.get("team", ""))
        person = next((one for one in _may_install(team) if one.id == given.get("person")), None) if team else None
        problem = self._problem(asked)
        if problem or not is_same_origin(request):
            return self._page(400, problem=problem or "Only this page may answer.")
        if given.get("answer") != "allow":
            return _back(asked, error="access_denied")
        if team is None or person is None:
            return self._page(400, problem="Nobody of that workspace may install an app.")
        code = self._grants.consent(
            team, person=person.id, scopes=frozenset(_scopes(asked)), redirect_uri=asked["redirect_uri"]
        )
        return _back(asked, code=code)

    def _problem(self, asked: Mapping[str, str]) -> str:
        """What is wrong with what the app asks for, in Slack's words with an explanation; empty if nothing is."""
        app = self._grants.home.app
        redirect_uri = asked.get("redirect_uri", "")
        if asked.get("client_id") != app.client_id:
            return "invalid_client_id: no app has this client id."
        if not _scopes(asked):
            return "invalid_scope: the app asks for no scope at all."
        if urlsplit(redirect_uri).scheme not in {"http", "https"}:
            return "invalid_redirect_uri: the app names no address to come back to."
        if app.redirect_urls and not redirect_uri.startswith(app.redirect_urls):
            return f"bad_redirect_uri: {redirect_uri} is none of the addresses in the app's settings."
        return ""

    def _page(self, status: int, *, back: str = "", **scene: Any) -> Response:
        policy = (
            "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; base-uri 'none'; "
            f"form-action 'self' {back}; frame-ancestors 'none'"
        )
        drawn = self._template.render(scene, app=self._grants.home.app)
        headers = {"Content-Security-Policy": policy, "Referrer-Policy": "same-origin", "Cache-Control": "no-store"}
        return HTMLResponse(drawn, status_code=status, headers=headers)


def _scopes(asked: Mapping[str, str]) -> list[str]:
    return [name for name in asked.get("scope", "").replace(" ", ",").split(",") if name]


def _may_install(team: Team) -> list[Person]:
    """Everybody but guests and people of other organisations."""
    return [person for person in team.colleagues() if not (person.is_guest or person.is_stranger)]


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _back(asked: Mapping[str, str], **found: str) -> Response:
    """To the app, with the state it gave."""
    address = asked["redirect_uri"]
    query = urlencode(found | ({"state": asked["state"]} if "state" in asked else {}))
    return RedirectResponse(f"{address}{'&' if urlsplit(address).query else '?'}{query}", status_code=302)
