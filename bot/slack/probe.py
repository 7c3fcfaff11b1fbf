"""Asking Slack whether the tokens work, as `budge check` does."""

from bot.slack.client import Identity, Wire, identify, web_client
from bot.slack.failures import delivery_failures


async def probe_bot_token(wire: Wire) -> Identity:
    """Whose token it is. Raises DeliveryFailed with Slack's reason."""
    return await identify(web_client(wire))


async def probe_app_token(wire: Wire, *, app_token: str) -> None:
    """Asks for a Socket Mode connection and does not use it. Raises DeliveryFailed with Slack's reason."""
    with delivery_failures():
        await web_client(wire, with_token=False).apps_connections_open(app_token=app_token)
