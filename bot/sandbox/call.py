"""One call of the Web API, as its method sees it."""

from dataclasses import dataclass, field
from typing import Any

from starlette.background import BackgroundTasks

from bot.sandbox.grants import Grants
from bot.sandbox.records import Channel, Json, Person
from bot.sandbox.refusal import RefusedError
from bot.sandbox.state import Team
from bot.sandbox.wire import Wire


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """The arguments of a call, the token it came with and the wire to the team that the token opens.

    Without a team of its own, as with an app-level token, it is the one in which the app was made. `host` is the
    address the app used.
    """

    args: Json
    host: str
    token: str
    wire: Wire
    grants: Grants
    afterwards: BackgroundTasks = field(default_factory=BackgroundTasks)
    """What happens once the call is answered."""

    @property
    def team(self) -> Team:
        return self.wire.team

    def requires(self, scope: str) -> None:
        """Refuse the call of an app whose token lacks a scope."""
        scopes = self.team.app.scopes
        if scope not in scopes:
            raise RefusedError("missing_scope", needed=scope, provided=",".join(sorted(scopes)))

    def argument(self, name: str) -> str:
        """A text argument that must be there."""
        value = self.args.get(name)
        if not isinstance(value, str) or not value:
            missing = f"[ERROR] missing required field: {name} [json-pointer:/{name}]"
            raise RefusedError("invalid_arguments", messages=[missing])
        return value

    def flag(self, name: str) -> bool:
        return self.args.get(name) in (True, 1, "1", "true", "True")

    def number(self, name: str, *, default: int, at_most: int) -> int:
        value = self.args.get(name, default)
        try:
            return min(max(int(value), 1), at_most)
        except (TypeError, ValueError):
            raise RefusedError("invalid_arguments") from None

    def person(self, person_id: str) -> Person:
        person = self.team.people.get(person_id)
        if person is None:
            raise RefusedError("user_not_found")
        return person

    def channel(self, channel_id: str) -> Channel:
        """A channel the bot can know of: any but other people's direct messages, by id only."""
        channel = self.team.channels.get(channel_id)
        if channel is None:
            raise RefusedError("channel_not_found")
        return channel

    def page(self, found: list[Any], *, default: int, at_most: int) -> tuple[list[Any], str]:
        """A page of a list and the cursor of the next one, empty after the last."""
        limit = self.number("limit", default=default, at_most=at_most)
        cursor = self.args.get("cursor") or "0"
        if not isinstance(cursor, str) or not cursor.isdecimal():
            raise RefusedError("invalid_cursor")
        start = int(cursor)
        return found[start : start + limit], str(start + limit) if start + limit < len(found) else ""
