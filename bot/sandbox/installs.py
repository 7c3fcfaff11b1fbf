"""How the app leaves a team: its tokens stop working, and it is told."""

from bot.sandbox.grants import Grants
from bot.sandbox.records import Json
from bot.sandbox.wire import Wire


async def remove(wire: Wire, grants: Grants, *, uninstalled_first: bool = True) -> None:
    """Remove the app from a team, as its admins can. Slack promises no order of the two events."""
    grants.refuse(wire.team, error="account_inactive")
    wire.team.remove_app()
    events = [_UNINSTALLED, _revoked(wire)]
    for inner in events if uninstalled_first else reversed(events):
        await wire.tell_last(inner)


async def revoke(wire: Wire, grants: Grants) -> None:
    """Revoke the bot's tokens and leave everything else as it is: commands and presses still reach the app."""
    grants.refuse(wire.team, error="token_revoked")
    await wire.tell_last(_revoked(wire))


_UNINSTALLED: Json = {"type": "app_uninstalled"}


def _revoked(wire: Wire) -> Json:
    return {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [wire.team.app.bot_user_id]}}
