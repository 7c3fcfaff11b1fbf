"""The scopes that a token was not granted, and what is off without them."""

from collections.abc import Iterator

from bot.services.flaws import Flaw, Kind
from bot.slack.manifest import SCOPES

NEEDED = frozenset({"chat:write", "im:write", "users:read"})
"""Without any one of them nobody can join or be reminded."""
ADD = "add it under OAuth & Permissions, Bot Token Scopes, and install the app again"


def missing(granted: frozenset[str] | None) -> Iterator[str]:
    """What was not granted of all that Budge asks for; nothing where Slack does not say what was."""
    return (scope for scope in SCOPES if granted is not None and scope not in granted)


def scope_flaws(granted: frozenset[str] | None) -> Iterator[Flaw]:
    """One for each scope that the bot token lacks."""
    for scope in missing(granted):
        if scope in NEEDED:
            told = f"The bot token lacks the scope {scope}, without which Budge cannot work ({SCOPES[scope]}): {ADD}."
            yield Flaw(told, kind=Kind.NEEDED_SCOPE)
        else:
            told = f"The bot token lacks the scope {scope}, so this is off: {SCOPES[scope]}. To have it, {ADD}."
            yield Flaw(told, kind=Kind.SCOPE)
