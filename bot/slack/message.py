"""What Budge sends: a text that says everything, and blocks that show it."""

from dataclasses import dataclass
from typing import Any, TypeAlias

Block: TypeAlias = dict[str, Any]
"""One Block Kit block, element or composition object as Slack's JSON has it."""

View: TypeAlias = dict[str, Any]
"""A modal or an App Home as Slack's JSON has it."""


@dataclass(frozen=True, slots=True)
class Message:
    """`text` is what a lock screen, a channel list and a screen reader get; without blocks it is what shows."""

    text: str
    blocks: list[Block] | None = None

    @property
    def fields(self) -> dict[str, Any]:
        """As Slack takes it; a redrawn message without blocks loses those it had."""
        return {"text": self.text, "blocks": self.blocks or []}
