"""The pages on which Budge is installed: where they lead, and what they say when it does not work out."""

from base64 import b64decode
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from aiohttp import ClientSession, web
from starlette.applications import Starlette
from structlog.testing import capture_logs

from bot.domain.ids import WorkspaceId
from bot.domain.installation import Installation
from bot.listening import Public, served
from bot.ports import StoreUnavailable, UnreadableSecret
from bot.slack.http import INSTALL_PATH, REDIRECT_PATH
from bot.slack.install_state import LASTS, States
from bot.slack.manifest import SCOPES
from bot.slack.oauth import OAuth
from bot.slack.oauth_pages import COOKIE, OAuthPages
from tests.scenario.neighbours import Browser, Seen
from tests.slack.stage import TUESDAY, HandClock
from tests.slack.test_failures import slack_that
from tests.stores import KEY

PUBLIC = "https://budge.example.com"
GRANTED: Mapping[str, Any] = {
    "ok": True,
    "access_token": "xoxb-granted",
    "token_type": "bot",
    "scope": "commands,chat:write",
    "bot_user_id": "U0BOT",
    "app_id": "A0BUDGE",
    "team": {"id": "T1", "name": "Ac<me"},
    "enterprise": None,
    "authed_user": {"id": "U0ANA"},
    "is_enterprise_install": False,
}
TESTED = {"ok": True, "team_id": "T1", "user_id": "U0BOT", "bot_id": "B0BOT"}


@dataclass(slots=True)
class Way:
    """The pages, the Slack behind them, and somebody's browser."""

    url: str
    oauth: OAuth
    browser: Browser
    clock: HandClock
    answers: dict[str, Any]
    """By the method; a web.Response as it is."""
    asked: list[tuple[str, str, Mapping[str, Any]]] = field(default_factory=list)
    """The methods that were called, as whom and with what."""
    kept: list[Installation] = field(default_factory=list)
    trouble: Exception | None = None

    async def begins(self) -> dict[str, str]:
        """What Slack is asked for."""
        address = (await self.browser.opens(f"{self.url}{INSTALL_PATH}")).address
        return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}

    async def comes_back(self, **query: str) -> Seen:
        return await self.browser.opens(f"{self.url}{REDIRECT_PATH}?{urlencode(query)}")

    async def installs(self) -> Seen:
        return await self.comes_back(state=(await self.begins())["state"], code="1.2.code")


@pytest.fixture
async def way() -> AsyncIterator[Way]:
    async with opened() as way:
        yield way


@asynccontextmanager
async def opened() -> AsyncIterator[Way]:
    ways: list[Way] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        ways[0].asked.append((method, request.headers.get("authorization", ""), dict(await request.post())))
        said = ways[0].answers[method]
        return said if isinstance(said, web.Response) else web.json_response(said)

    async def keep(installation: Installation) -> None:
        if ways[0].trouble is not None:
            raise ways[0].trouble
        ways[0].kept.append(installation)

    async with AsyncExitStack() as stack:
        wire = await stack.enter_async_context(slack_that(answer))
        session = await stack.enter_async_context(ClientSession())
        clock = HandClock()
        oauth = OAuth(wire=wire, client_id="1.2", client_secret="geheim", public_url=PUBLIC, clock=clock)
        pages = OAuthPages(oauth, States([KEY], clock=clock), keep)
        app = Starlette(routes=pages.routes())
        port = await stack.enter_async_context(served(app, port=0, end_within=1, if_taken="", public=Public()))
        answers: dict[str, Any] = {"oauth.v2.access": GRANTED, "auth.test": TESTED}
        way = Way(f"http://127.0.0.1:{port}", oauth, Browser(session), clock, answers)
        ways.append(way)
        yield way


async def test_slack_is_asked_for_what_the_manifest_asks_for(way: Way) -> None:
    asked = await way.begins()
    assert asked == {
        "client_id": "1.2",
        "scope": ",".join(SCOPES),
        "redirect_uri": f"{PUBLIC}{REDIRECT_PATH}",
        "state": asked["state"],
    }


@pytest.mark.parametrize(
    ("api", "page"),
    [
        ("https://slack.com/api/", "https://slack.com/oauth/v2/authorize"),
        ("http://127.0.0.1:8040/api/", "http://127.0.0.1:8040/oauth/v2/authorize"),
    ],
)
async def test_slacks_page_is_where_its_api_is(way: Way, api: str, page: str) -> None:
    oauth = replace(way.oauth, wire=replace(way.oauth.wire, base_url=api))
    assert oauth.page(state="x").startswith(f"{page}?client_id=1.2&")


async def test_the_cookie_is_for_this_host_and_no_script(way: Way) -> None:
    async with way.browser.session.get(f"{way.url}{INSTALL_PATH}", allow_redirects=False) as answer:
        cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith(f"{COOKIE}=".lower())
    assert {"secure", "httponly", "samesite=lax", "path=/", "max-age=600"} <= set(cookie.split("; "))


async def test_what_slack_grants_is_kept(way: Way) -> None:
    seen = await way.installs()

    assert seen.status == 200
    assert way.kept == [
        Installation(
            workspace=way.kept[0].workspace,
            team_name="Ac<me",
            bot_user=way.kept[0].bot_user,
            bot_id="B0BOT",
            scopes=frozenset({"commands", "chat:write"}),
            token="xoxb-granted",
            installed_by=way.kept[0].installed_by,
            installed_at=TUESDAY,
        )
    ]
    assert (way.kept[0].workspace, way.kept[0].bot_user, way.kept[0].installed_by) == ("T1", "U0BOT", "U0ANA")
    assert way.kept[0].expires_at is None


async def test_the_secret_goes_in_the_header_and_the_code_with_the_address(way: Way) -> None:
    await way.installs()
    (method, authorization, fields), (tested, bearer, _) = way.asked
    assert (method, tested, bearer) == ("oauth.v2.access", "auth.test", "Bearer xoxb-granted")
    assert b64decode(authorization.removeprefix("Basic ")) == b"1.2:geheim"
    assert fields == {"code": "1.2.code", "redirect_uri": f"{PUBLIC}{REDIRECT_PATH}"}


async def test_a_token_that_ends_is_kept_with_its_end(way: Way) -> None:
    way.answers["oauth.v2.access"] = {**GRANTED, "expires_in": 43200, "refresh_token": "xoxe-1"}
    await way.installs()
    assert way.kept[0].refresh_token == "xoxe-1"
    assert way.kept[0].expires_at == TUESDAY + timedelta(hours=12)


async def test_the_last_page_leads_back_to_slack_and_holds_nobodys_markup(way: Way) -> None:
    seen = await way.installs()
    assert "Budge is in Ac&lt;me" in seen.text
    assert f'href="{way.oauth.wire.base_url.removesuffix("api/")}?team=T1"' in seen.text


async def test_at_slack_itself_it_leads_to_the_app(way: Way) -> None:
    oauth = replace(way.oauth, wire=replace(way.oauth.wire, base_url="https://slack.com/api/"))
    assert oauth.place_of(app="A0BUDGE", team=WorkspaceId("T1")) == "https://slack.com/app_redirect?app=A0BUDGE&team=T1"


async def test_whoever_cancels_is_told_that_nothing_happened(way: Way) -> None:
    seen = await way.comes_back(state=(await way.begins())["state"], error="access_denied")
    assert seen.status == 200
    assert "Nothing was installed" in seen.text
    assert way.asked == []


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("org_admin_only", "Its reason is org_admin_only."),
        ("<b>x</b>", "It gave no reason."),
        ("", "It gave no reason."),
    ],
)
async def test_any_other_refusal_is_named_if_it_is_a_word(way: Way, word: str, told: str) -> None:
    seen = await way.comes_back(state=(await way.begins())["state"], error=word)
    assert seen.status == 400
    assert told in seen.text
    assert "<b>" not in seen.text


async def test_a_second_use_of_the_same_way_back_is_refused(way: Way) -> None:
    state = (await way.begins())["state"]
    browser = replace(way.browser)
    assert (await way.comes_back(state=state, code="1")).status == 200
    assert way.browser.cookie == ""  # a browser lets go of it

    seen = await browser.opens(f"{way.url}{REDIRECT_PATH}?{urlencode({'state': state, 'code': '1'})}")

    assert (seen.status, "Please start again" in seen.text) == (400, True)
    assert len(way.kept) == 1


async def test_another_browser_cannot_end_what_this_one_began(way: Way) -> None:
    state = (await way.begins())["state"]
    for stranger in (Browser(way.browser.session), Browser(way.browser.session, cookie="x" * 43)):
        seen = await stranger.opens(f"{way.url}{REDIRECT_PATH}?{urlencode({'state': state, 'code': '1'})}")
        assert (seen.status, "in another browser" in seen.text) == (400, True)
    assert way.asked == []


async def test_it_can_be_ended_for_ten_minutes(way: Way) -> None:
    state = (await way.begins())["state"]
    way.clock.at += LASTS
    seen = await way.comes_back(state=state, code="1")
    assert (seen.status, "more than ten minutes" in seen.text) == (400, True)


async def test_two_tabs_of_one_browser_are_both_good(way: Way) -> None:
    first, second = (await way.begins())["state"], (await way.begins())["state"]
    browser = replace(way.browser)
    assert (await way.comes_back(state=first, code="1")).status == 200
    seen = await browser.opens(f"{way.url}{REDIRECT_PATH}?{urlencode({'state': second, 'code': '2'})}")
    assert seen.status == 200


@pytest.mark.parametrize(
    ("answer", "status", "told"),
    [
        ({"ok": False, "error": "invalid_code"}, 400, "used already, or is too old"),
        ({"ok": False, "error": "code_already_used"}, 400, "used already, or is too old"),
        ({"ok": False, "error": "bad_client_secret"}, 500, "Tell whoever runs it"),
        ({"ok": False, "error": "bad_redirect_uri"}, 500, "Tell whoever runs it"),
        ({"ok": False, "error": "access_denied_by_policy"}, 400, "Its reason is access_denied_by_policy."),
        ({**GRANTED, "team": None, "is_enterprise_install": True}, 400, "One workspace at a time"),
        ({**GRANTED, "access_token": None}, 503, "Slack did not answer"),
        ({**GRANTED, "team": "Acme"}, 503, "Slack did not answer"),
        ({**GRANTED, "expires_in": "soon"}, 503, "Slack did not answer"),
        ({**GRANTED, "expires_in": 10**30}, 503, "Slack did not answer"),
        (web.Response(status=502, text="<html>"), 503, "Slack did not answer"),
        (web.Response(status=429, text="{}", headers={"Retry-After": "1"}), 503, "Slack did not answer"),
    ],
)
async def test_every_failure_has_a_page_that_says_what_to_do(way: Way, answer: Any, status: int, told: str) -> None:
    way.answers["oauth.v2.access"] = answer
    seen = await way.installs()
    assert (seen.status, told in seen.text) == (status, True), seen.text
    assert way.kept == []


@pytest.mark.parametrize(
    "tested", [{"ok": True}, {**TESTED, "bot_id": None}, {**TESTED, "user_id": ""}, {**TESTED, "team_id": "T2"}]
)
async def test_a_slack_that_does_not_say_who_we_are_has_a_page_too(way: Way, tested: Mapping[str, Any]) -> None:
    way.answers["auth.test"] = tested
    seen = await way.installs()
    assert (seen.status, "Slack did not answer" in seen.text) == (503, True)
    assert way.kept == []


@pytest.mark.parametrize("trouble", [StoreUnavailable("it is away"), UnreadableSecret("there is no key")])
async def test_what_cannot_be_saved_is_said(way: Way, trouble: Exception) -> None:
    way.trouble = trouble
    with capture_logs() as logged:
        seen = await way.installs()
    assert (seen.status, "could not be saved" in seen.text) == (503, True)
    assert [(line["event"], line["why"]) for line in logged] == [("installation_not_saved", str(trouble))]


async def test_no_page_is_kept_framed_or_told_to_other_sites(way: Way) -> None:
    async with way.browser.session.get(f"{way.url}{REDIRECT_PATH}?state=x&code=1") as answer:
        headers = answer.headers
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


async def test_neither_code_nor_token_nor_secret_gets_into_the_log(way: Way, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    caplog.set_level("WARNING", logger="uvicorn")  # as `bot.log` sets it: at INFO it names every address
    with capture_logs() as logged:
        await way.installs()
        way.answers["oauth.v2.access"] = {"ok": False, "error": "invalid_code"}
        await way.installs()
    for hidden in ("1.2.code", "xoxb-granted", "geheim"):
        assert hidden not in f"{caplog.text}{logged}"
