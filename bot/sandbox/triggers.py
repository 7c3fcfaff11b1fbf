"""Trigger ids: each lets the app open one modal for the person who just did something, for three seconds."""

import secrets
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from datetime import timedelta

from bot.sandbox.refusal import RefusedError


@dataclass(slots=True)
class _Trigger:
    person: str
    _: KW_ONLY
    expires_at: float  # monotonic seconds
    is_used: bool = False


class Triggers:
    """Gives out trigger ids and exchanges them, once each and only while they are fresh."""

    def __init__(self, lifetime: timedelta, *, monotonic: Callable[[], float]) -> None:
        self._lifetime = lifetime.total_seconds()
        self._monotonic = monotonic
        self._given: dict[str, _Trigger] = {}

    def give(self, person: str) -> str:
        """A fresh trigger id for a person."""
        trigger_id = f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._given[trigger_id] = _Trigger(person, expires_at=self._monotonic() + self._lifetime)
        return trigger_id

    def exchange(self, trigger_id: object) -> str:
        """The person a trigger id was given for; refused when it is unknown, used or stale."""
        trigger = self._given.get(trigger_id) if isinstance(trigger_id, str) else None
        if trigger is None:
            raise RefusedError("invalid_trigger_id")
        if trigger.is_used:
            raise RefusedError("exchanged_trigger_id")
        if self._monotonic() > trigger.expires_at:
            raise RefusedError("expired_trigger_id")
        trigger.is_used = True
        return trigger.person
