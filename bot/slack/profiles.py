"""Reads Slack's user objects."""

import unicodedata
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.ids import WorkspaceId
from bot.domain.member import Profile

SLACKBOT = "USLACKBOT"
"""Slackbot's `is_bot` is false."""
ADMINS = ("is_admin", "is_owner", "is_primary_owner")
"""What Slack says of those who run a workspace; of somebody from elsewhere it speaks of where they come from."""


def read_profile(user: Mapping[str, Any], *, workspace: WorkspaceId) -> Profile:
    """What we need of a user object; it may lack any field."""
    can_join = not (
        user.get("is_bot")
        or user.get("id") == SLACKBOT
        or user.get("deleted")
        or user.get("is_stranger")
        or _is_foreign(user, workspace)
    )
    return Profile(
        name=_name(user),
        zone=_zone(user.get("tz")),
        can_join=can_join,
        is_admin=can_join and any(user.get(word) is True for word in ADMINS),
    )


def _name(user: Mapping[str, Any]) -> str:
    profile: Mapping[str, Any] = user.get("profile") or {}
    names = (profile.get("display_name"), profile.get("real_name"), user.get("real_name"), user.get("name"))
    return next((clean for name in names if isinstance(name, str) and (clean := _clean(name))), "Somebody")


def _clean(name: str) -> str:
    """The name without what no database keeps: control characters and half a pair of surrogates."""
    kept = (" " if unicodedata.category(char) in {"Cc", "Cs"} else char for char in name)
    return " ".join("".join(kept).split())


def _zone(name: object) -> str | None:
    if not isinstance(name, str) or not name:
        return None
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):  # ValueError, OSError: a name that is no path below the data
        return None


def _is_foreign(user: Mapping[str, Any], workspace: WorkspaceId) -> bool:
    team = user.get("team_id")
    if team is None or team == workspace:
        return False
    enterprise: Mapping[str, Any] = user.get("enterprise_user") or {}
    return workspace not in enterprise.get("teams", ())
