"""The keys that stored tokens are encrypted with."""

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.ports import UnreadableSecret

NO_KEY = (
    "BUDGE_SECRET_KEY is missing: without it the tokens of the workspaces that installed Budge can neither be stored "
    "nor read."
)
WRONG_KEY = (
    "BUDGE_SECRET_KEY does not fit the stored tokens: none of its keys is the one they were encrypted with. "
    "Put the earlier key back, behind the new one and a comma."
)


class Keyring:
    """Encrypts with the first key and reads what any of them has encrypted. Raises UnreadableSecret."""

    def __init__(self, keys: Sequence[str] = ()) -> None:
        self._fernets = [Fernet(key) for key in keys]

    def __repr__(self) -> str:
        return f"Keyring(<{len(self._fernets)} keys>)"

    def encrypted(self, secret: str) -> str:
        return self._all().encrypt(secret.encode()).decode()

    def decrypted(self, stored: str) -> str:
        try:
            return self._all().decrypt(stored).decode()
        except InvalidToken:
            raise UnreadableSecret(WRONG_KEY) from None

    def renewed(self, stored: str) -> str:
        """The same secret under the first key; the very same text where it is so already."""
        fernets = self._all()
        try:
            self._fernets[0].decrypt(stored)
        except InvalidToken:
            try:
                return fernets.rotate(stored).decode()
            except InvalidToken:
                raise UnreadableSecret(WRONG_KEY) from None
        return stored

    def _all(self) -> MultiFernet:
        if not self._fernets:
            raise UnreadableSecret(NO_KEY)
        return MultiFernet(self._fernets)


NO_KEYS = Keyring()
"""Reads and writes no tokens, as where one workspace is served, with a token from the settings."""
