"""What opens a team to the app: the codes of the consent page, the tokens they buy, and what became of each token."""

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, replace
from datetime import timedelta

from bot.sandbox.refusal import RefusedError
from bot.sandbox.state import Team

CODE_LIFE = timedelta(minutes=10)


@dataclass(slots=True)
class Grant:
    """A token of the bot in one team, good until it expires or is refused with an error of its own."""

    token: str
    _: KW_ONLY
    team: Team
    refresh_token: str = ""
    expires_at: float | None = None  # monotonic seconds
    refused_with: str = ""


@dataclass(slots=True)
class Consent:
    """What one person allowed the app in their team."""

    team: Team
    _: KW_ONLY
    person: str
    scopes: frozenset[str]
    redirect_uri: str
    expires_at: float  # monotonic seconds
    is_used: bool = False


class Grants:
    """Every code and token ever given out, in all teams; `home` is the team in which the app was made."""

    def __init__(self, teams: Mapping[str, Team], *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.teams = teams
        self.home = next(iter(teams.values()))
        self._monotonic = monotonic
        if len({team.app.bot_token for team in teams.values()}) < len(teams):
            raise ValueError("two teams have the same token")
        self._grants: dict[str, Grant] = {}
        self._consents: dict[str, Consent] = {}

    def team_of(self, token: str) -> Team:
        """The team that a bot token opens. Raises RefusedError with what is wrong with it."""
        grant = self._grants.get(token)
        if grant is None:
            return self._first_of(token)
        if grant.refused_with:
            raise RefusedError(grant.refused_with)
        if grant.expires_at is not None and self._monotonic() >= grant.expires_at:
            raise RefusedError("token_expired")
        return grant.team

    def is_alive(self, team: Team) -> bool:
        """Whether the newest token of a team still opens it."""
        try:
            return self.team_of(team.app.bot_token) is team
        except RefusedError:
            return False

    def is_app_level(self, token: str) -> bool:
        """Whether it is an app-level token, of this app or of the other one."""
        return token in (self.home.app.app_token, self.home.app.other_app_token)

    def consent(self, team: Team, *, person: str, scopes: frozenset[str], redirect_uri: str) -> str:
        """A code for what a person allows; it can be exchanged once, within ten minutes."""
        code = f"{secrets.randbelow(10**10)}.{secrets.randbelow(10**13)}.{secrets.token_hex(32)}"
        expires_at = self._monotonic() + CODE_LIFE.total_seconds()
        self._consents[code] = Consent(
            team, person=person, scopes=scopes, redirect_uri=redirect_uri, expires_at=expires_at
        )
        return code

    def exchange(self, code: str, *, redirect_uri: str) -> tuple[Consent, Grant]:
        """Install the app with what the code stands for; the consent and the new token."""
        consent = self._consents.get(code)
        if consent is None or self._monotonic() > consent.expires_at:
            raise RefusedError("invalid_code")
        if consent.is_used:
            raise RefusedError("code_already_used")
        if redirect_uri != consent.redirect_uri:
            raise RefusedError("bad_redirect_uri")
        consent.is_used = True
        team = consent.team
        had = team.app.scopes if self.is_alive(team) else frozenset()  # scopes add up until the app is removed
        team.app = replace(team.app, scopes=consent.scopes | had)
        grant = self._issue(team)
        team.add_app()
        return consent, grant

    def refresh(self, refresh_token: str) -> Grant:
        """A new pair for a refresh token, which is good once; the older token lives until it expires."""
        for grant in self._grants.values():
            if refresh_token and grant.refresh_token == refresh_token and not grant.refused_with:
                grant.refresh_token = ""
                return self._issue(grant.team)
        raise RefusedError("invalid_refresh_token")

    def refuse(self, team: Team, *, error: str) -> None:
        """Refuse every token of a team from now on, with this error."""
        token = team.app.bot_token
        self._grants.setdefault(token, Grant(token, team=team))
        for grant in self._grants.values():
            if grant.team is team:
                grant.refused_with = grant.refused_with or error

    def expire(self, team: Team) -> None:
        """Let the newest token of a team end now; its refresh token stays good."""
        token = team.app.bot_token
        self._grants.setdefault(token, Grant(token, team=team)).expires_at = self._monotonic()

    def seconds_left(self, token: str) -> int | None:
        """For how long a token lives yet; None when it does not expire."""
        expires_at = self._grants[token].expires_at if token in self._grants else None
        return None if expires_at is None else max(0, int(expires_at - self._monotonic()))

    def _first_of(self, token: str) -> Team:
        """The team whose token was there before anybody installed anything by the consent page."""
        for team in self.teams.values():
            if team.is_installed and token == team.app.bot_token:
                return team
        raise RefusedError("invalid_auth")

    def _issue(self, team: Team) -> Grant:
        """The newest token of a team; the one it has, while that is good and never expires."""
        app = team.app
        if not app.rotates_tokens:
            token = app.bot_token if self.is_alive(team) else f"xoxb-{_random()}"
            grant = self._grants.setdefault(token, Grant(token, team=team))
        else:
            ends_at = self._monotonic() + app.token_life.total_seconds()
            grant = Grant(
                f"xoxe.xoxb-1-{_random()}", team=team, refresh_token=f"xoxe-1-{_random()}", expires_at=ends_at
            )
            self._grants[grant.token] = grant
        team.app = replace(app, bot_token=grant.token)
        return grant


def _random() -> str:
    return secrets.token_hex(20)
