"""How Slack reaches us: by a connection of ours, or by requests of its own."""

from datetime import datetime
from typing import Protocol

from bot.slack.tasks import Tasks


class WayIn(Protocol):
    """Socket Mode or signed HTTP; nothing else of the bot knows which."""

    async def knock(self) -> None:
        """Makes sure that Slack lets us in. Raises NotLetIn and DeliveryFailed."""

    async def start(self) -> None:
        """Lets Slack in. Raises CannotListen."""

    async def wait_connected(self, *, seconds: float) -> bool:
        """Whether Slack can reach us within that time."""

    async def is_connected(self) -> bool:
        """Whether Slack can reach us now."""

    @property
    def trouble(self) -> str | None:
        """Why it cannot, in a sentence, if we know."""

    @property
    def heard_at(self) -> datetime | None:
        """When Slack last answered a ping, by the real clock; None where there are none."""

    async def stop(self, tasks: Tasks, *, seconds: float) -> bool:
        """Takes nothing new and lets running work finish; False when work had to be cut off."""
