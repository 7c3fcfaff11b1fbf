"""The two pages by which a workspace installs Budge: the way to Slack, and the way back."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.domain.installation import Installation
from bot.ports import DeliveryFailed, StoreUnavailable
from bot.ports.installations import UnreadableSecret
from bot.slack.folded import FoldedLog
from bot.slack.http import INSTALL_PATH, REDIRECT_PATH
from bot.slack.install_state import LASTS, States, is_browser, new_browser
from bot.slack.oauth import NOT_OUR_APP, Granted, OAuth, WholeOrganisation
from bot.slack.page import HEADERS, page
from bot.slack.wording import installing as words

log = structlog.get_logger(__name__)

COOKIE = "__Host-budge-install"
"""Browsers take it from nobody but this very host, over HTTPS (or on this machine)."""
LONGEST_CODE = 1000
OK, FOUND, BAD, FAILED, AWAY = 200, 302, 400, 500, 503
USED_UP = frozenset({"code_already_used", "code_expired", "invalid_code"})
EACH_AT_MOST_EVERY = timedelta(minutes=1)

_REASON = re.compile(r"[a-z][a-z0-9_]{0,60}")

Keep = Callable[[Installation], Awaitable[None]]


class OAuthPages:
    """Each failure has a page that says what to do; what stands behind it is for the log."""

    def __init__(self, oauth: OAuth, states: States, keep: Keep) -> None:
        """`keep` is what is done with an installation. It may raise StoreUnavailable and UnreadableSecret."""
        self._oauth = oauth
        self._states = states
        self._keep = keep
        self._log = FoldedLog(every=EACH_AT_MOST_EVERY)

    def routes(self) -> list[Route]:
        return [
            Route(INSTALL_PATH, self.begin, methods=["GET"]),
            Route(REDIRECT_PATH, self.end, methods=["GET"]),
        ]

    async def begin(self, request: Request) -> Response:
        """Sends the browser to Slack. A second tab goes on with the first one's cookie."""
        browser = request.cookies.get(COOKIE, "")
        if not is_browser(browser):
            browser = new_browser()
        response = RedirectResponse(
            self._oauth.page(state=self._states.give(browser)), status_code=FOUND, headers=HEADERS
        )
        lasts = int(LASTS.total_seconds())
        response.set_cookie(COOKIE, browser, max_age=lasts, path="/", secure=True, httponly=True, samesite="lax")
        return response

    async def end(self, request: Request) -> Response:
        """Takes the browser back from Slack, which gives a code, or an error."""
        asked = request.query_params
        if not self._states.take(asked.get("state", ""), browser=request.cookies.get(COOKIE, "")):
            return page(words.STALE, status=BAD, address=INSTALL_PATH)
        response = await self._ended(error=asked.get("error", ""), code=asked.get("code", ""))
        response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")
        return response

    async def _ended(self, *, error: str, code: str) -> Response:
        if error == "access_denied":
            return page(words.CANCELLED, status=OK, address=INSTALL_PATH)
        if error or not 0 < len(code) <= LONGEST_CODE:
            reason = error if _REASON.fullmatch(error) else ""
            return page(words.refused(reason), status=BAD, address=INSTALL_PATH)
        try:
            granted = await self._oauth.granted(code)
            await self._keep(granted.installation)
        except WholeOrganisation:
            return page(words.WHOLE_ORGANISATION, status=BAD, address=INSTALL_PATH)
        except DeliveryFailed as failure:
            return self._failed(failure)
        except (StoreUnavailable, UnreadableSecret) as problem:
            log.warning("installation_not_saved", why=str(problem))
            return page(words.NOT_SAVED, status=AWAY, address=INSTALL_PATH)
        return self._welcomed(granted)

    def _failed(self, failure: DeliveryFailed) -> Response:
        self._log.warn("installation_failed", reason=failure.reason)
        if failure.reason in USED_UP:
            return page(words.USED_UP, status=BAD, address=INSTALL_PATH)
        if failure.reason in NOT_OUR_APP:
            return page(words.NOT_SET_UP, status=FAILED, address=INSTALL_PATH)
        if failure.outcome_unknown or failure.retry_after is not None:
            return page(words.SLACK_IS_AWAY, status=AWAY, address=INSTALL_PATH)
        return page(words.refused(failure.reason), status=BAD, address=INSTALL_PATH)

    def _welcomed(self, granted: Granted) -> Response:
        log.info("installed", workspace=granted.installation.workspace)
        return page(words.installed(granted.installation.team_name), status=OK, address=granted.address)
