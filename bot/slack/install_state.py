"""What goes to Slack with somebody who installs Budge, and must come back with them: a word of ours, in their browser.

Nothing of it is stored, so that any process may take them back: all that is to be known stands in the word and in the
cookie, signed with a key that every process has.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from datetime import timedelta

from bot.ports import Clock
from bot.slack.recent import Recent

LASTS = timedelta(minutes=10)
USED_IN_MIND = 10_000
"""One that is used again elsewhere brings a code that Slack takes only once, from a browser without the cookie."""
PURPOSE = b"budge: the state of an installation"

_BROWSER = re.compile(r"[A-Za-z0-9_-]{43}")
_STATE = re.compile(r"([0-9]{1,12})\.([A-Za-z0-9_-]{22})\.([0-9a-f]{64})")


class States:
    """Words that are good once, for ten minutes, in the browser they were made for."""

    def __init__(self, keys: Sequence[str], *, clock: Clock) -> None:
        """Signs with the first of the keys and takes what any of them has signed. All processes agree on the clock."""
        self._keys = [hmac.digest(key.encode(), PURPOSE, "sha256") for key in keys]
        self._clock = clock
        self._used: Recent[str] = Recent(size=USED_IN_MIND)

    def give(self, browser: str) -> str:
        """A new word for this browser."""
        ends_at = int((self._clock.now() + LASTS).timestamp())
        told = f"{ends_at}.{secrets.token_urlsafe(16)}"
        return f"{told}.{_signature(self._keys[0], told, browser)}"

    def take(self, state: str, *, browser: str) -> bool:
        """Whether the word is ours, for this browser, still good, and new; from now on it is used."""
        found = _STATE.fullmatch(state)
        if found is None or not is_browser(browser):
            return False
        ends_at, nonce, signature = found.groups()
        told = f"{ends_at}.{nonce}"
        is_ours = any(hmac.compare_digest(_signature(key, told, browser), signature) for key in self._keys)
        return is_ours and self._clock.now().timestamp() < int(ends_at) and self._used.add(nonce)


def new_browser() -> str:
    """What a browser is known by."""
    return secrets.token_urlsafe(32)


def is_browser(text: str) -> bool:
    """Whether it could be one of ours."""
    return _BROWSER.fullmatch(text) is not None


def _signature(key: bytes, told: str, browser: str) -> str:
    return hmac.new(key, f"{told}.{browser}".encode(), hashlib.sha256).hexdigest()
