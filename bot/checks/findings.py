"""What a check has come to so far."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.services.flaws import Flaw


@dataclass(slots=True, kw_only=True)
class Findings:
    flaws: list[Flaw] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    """What is good to know and no flaw."""
    is_running: bool = False
    """Whether a Budge is at work here already."""
    dated: datetime | None = None
    """What time it was at Slack, once that is known."""
