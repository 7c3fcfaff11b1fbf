"""What an installation asks of Slack: the page where people allow it, and a token for the code that it gives them."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from bot.domain.ids import MemberId, WorkspaceId
from bot.domain.installation import Installation
from bot.ports import Clock, DeliveryFailed
from bot.slack.calls import counted
from bot.slack.client import Wire, identify, web_client
from bot.slack.failures import delivery_failures
from bot.slack.http import REDIRECT_PATH
from bot.slack.manifest import SCOPES

METHOD = "oauth.v2.access"
SLACK = "slack.com"
LASTS_AT_MOST = 10**9
"""Seconds; Slack's tokens last twelve hours."""
NOT_OUR_APP = frozenset({"bad_client_secret", "bad_redirect_uri", "invalid_client_id", "invalid_grant_type"})
"""What Slack answers where the operator's settings are wrong. No workspace has done anything."""


class WholeOrganisation(Exception):  # noqa: N818 - it reads as what was asked for
    """The code is of an organisation with all of its workspaces, and Budge is installed in one at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """An installation, and a way for whoever made it back into Slack."""

    installation: Installation
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuth:
    """The app as Slack knows it. Nothing here is tried twice: a code and a refresh token are good for one use."""

    wire: Wire
    client_id: str
    client_secret: str = field(repr=False)
    public_url: str
    clock: Clock
    """The one that all processes agree on: what they note of an installation is compared."""

    def page(self, *, state: str) -> str:
        """The address at Slack where somebody chooses a workspace and allows what Budge needs."""
        asked = {
            "client_id": self.client_id,
            "scope": ",".join(SCOPES),
            "redirect_uri": self.redirect_uri,
            "state": state,
        }
        return f"{self._at_slack('/oauth/v2/authorize')}?{urlencode(asked)}"

    async def granted(self, code: str) -> Granted:
        """What the code stands for. Raises DeliveryFailed, and WholeOrganisation."""
        installed_at = self.clock.now()
        answer = await self._asked(code=code, redirect_uri=self.redirect_uri)
        if answer.get("is_enterprise_install") or not answer.get("team"):
            raise WholeOrganisation
        with counted(self.wire.meter, "auth.test"):
            identity = await identify(web_client(replace(self.wire, token=answer["access_token"])))
        with delivery_failures():
            if identity.workspace != answer["team"].get("id"):
                raise TypeError("Slack's two answers name different workspaces")
            installation = Installation(
                workspace=identity.workspace,
                team_name=str(answer["team"].get("name") or ""),
                bot_user=identity.bot_user,
                bot_id=identity.bot_id,
                scopes=_scopes(answer),
                token=answer["access_token"],
                refresh_token=answer.get("refresh_token"),
                expires_at=None,
                installed_by=_installer(answer),
                installed_at=installed_at,
            )
            address = self.place_of(app=str(answer.get("app_id") or ""), team=identity.workspace)
            return Granted(installation=self._lasting(installation, answer), address=address)

    async def refreshed(self, installation: Installation) -> Installation:
        """The same with a new token, and a new refresh token. Raises DeliveryFailed."""
        if installation.refresh_token is None:
            raise DeliveryFailed("no_refresh_token")
        answer = await self._asked(grant_type="refresh_token", refresh_token=installation.refresh_token)
        with delivery_failures():
            renewed = replace(
                installation,
                token=answer["access_token"],
                refresh_token=answer.get("refresh_token") or installation.refresh_token,
                scopes=_scopes(answer) or installation.scopes,
            )
            return self._lasting(renewed, answer)

    async def _asked(self, **fields: str) -> Mapping[str, Any]:
        client = web_client(self.wire, with_token=False)
        with counted(self.wire.meter, METHOD), delivery_failures():
            answer = await client.api_call(METHOD, data=fields, headers={"Authorization": self.basic})
            if not isinstance(answer.data, Mapping) or not isinstance(answer.data.get("access_token"), str):
                raise TypeError("Slack's answer holds no token")
            return answer.data

    def _lasting(self, installation: Installation, answer: Mapping[str, Any]) -> Installation:
        """With the moment at which its token ends, if it does."""
        seconds = answer.get("expires_in")
        if not seconds:
            return installation
        if not isinstance(seconds, int) or not 0 < seconds <= LASTS_AT_MOST:
            raise TypeError("Slack's answer does not say how long its token lasts")
        return replace(installation, expires_at=self.clock.now() + timedelta(seconds=seconds))

    def place_of(self, *, app: str, team: WorkspaceId) -> str:
        """The app within Slack; another Slack has no such page, and its first one has to do."""
        if urlsplit(self.wire.base_url).hostname == SLACK:
            return f"{self._at_slack('/app_redirect')}?{urlencode({'app': app, 'team': team})}"
        return f"{self._at_slack('/')}?{urlencode({'team': team})}"

    def _at_slack(self, path: str) -> str:
        return urljoin(self.wire.base_url, path)

    @property
    def basic(self) -> str:
        """Who we are, in HTTP's words: in the body it could get into a log."""
        return f"Basic {b64encode(f'{self.client_id}:{self.client_secret}'.encode()).decode()}"

    @property
    def redirect_uri(self) -> str:
        return f"{self.public_url}{REDIRECT_PATH}"


def _scopes(answer: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(scope for scope in str(answer.get("scope") or "").split(",") if scope)


def _installer(answer: Mapping[str, Any]) -> MemberId | None:
    person: Mapping[str, Any] = answer.get("authed_user") or {}
    return MemberId(str(person["id"])) if person.get("id") else None
