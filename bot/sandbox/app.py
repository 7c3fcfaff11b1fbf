"""The app as it was made at Slack, and as it stands in one team: its identity, its keys, its switches."""

from dataclasses import dataclass
from datetime import timedelta

#: The scopes the bot's manifest asks for.
SCOPES = frozenset(
    {
        "commands",
        "chat:write",
        "users:read",
        "im:history",
        "im:write",
        "files:write",
        "channels:read",
        "groups:read",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """What Slack knows of the app; everything but the bot's own ids, token and scopes is the same in every team."""

    id: str = "A0BUDGE"
    name: str = "Budge"
    app_token: str = "xapp-sandbox-budge"  # noqa: S105  opens nothing but this emulated Slack on loopback
    signing_secret: str = "5a6e0d41b7c24f9d8a3bb0c86c1e7f52"  # noqa: S105  as above
    client_id: str = "1050321.7734001"
    client_secret: str = "c1f60b8a52d94e7fb7a3d90e64215f08"  # noqa: S105  as above
    redirect_urls: tuple[str, ...] = ()
    """Where a person may be sent back to after the consent page; without any, anywhere."""
    install_url: str = ""
    """Where somebody begins to install it: the app's own address for that."""
    commands: frozenset[str] = frozenset({"/budge"})
    has_socket_mode: bool = True
    has_messages_tab: bool = True
    rotates_tokens: bool = False
    token_life: timedelta = timedelta(hours=12)
    """How long a token lives when they are rotated."""
    installs_for_organisation: bool = False
    """Whether an install is answered as one for a whole Enterprise organisation."""
    other_app_token: str = "xapp-sandbox-other"  # noqa: S105  as above
    """The app-level token of another app, which anybody can paste by mistake."""
    other_id: str = "A0OTHER"
    bot_id: str = "B0BUDGE"
    bot_user_id: str = "U0BUDGE"
    bot_token: str = "xoxb-sandbox-budge"  # noqa: S105  as above
    """The newest token of the bot in this team."""
    scopes: frozenset[str] = SCOPES
