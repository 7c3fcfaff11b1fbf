import pytest

from bot.ports import UnreadableSecret
from bot.store.keyring import NO_KEYS, Keyring
from tests.stores import KEY, NEWER_KEY


def test_what_was_encrypted_is_read_again_and_is_not_to_be_seen() -> None:
    keyring = Keyring([KEY])
    stored = keyring.encrypted("xoxb-1-granted")
    assert keyring.decrypted(stored) == "xoxb-1-granted"
    assert "xoxb" not in stored
    assert keyring.encrypted("xoxb-1-granted") != stored


def test_the_first_key_encrypts_and_every_key_reads() -> None:
    old, both, new = Keyring([KEY]), Keyring([NEWER_KEY, KEY]), Keyring([NEWER_KEY])
    assert both.decrypted(old.encrypted("xoxb-1")) == "xoxb-1"
    assert new.decrypted(both.encrypted("xoxb-1")) == "xoxb-1"


def test_a_renewed_secret_needs_the_newest_key_alone() -> None:
    both, new = Keyring([NEWER_KEY, KEY]), Keyring([NEWER_KEY])
    renewed = both.renewed(Keyring([KEY]).encrypted("xoxb-1"))
    assert new.decrypted(renewed) == "xoxb-1"
    assert both.renewed(renewed) == renewed


@pytest.mark.parametrize(
    "stored",
    [Keyring([KEY]).encrypted("xoxb-1"), "xoxb-in-clear", ""],
    ids=["of another key", "in clear", "empty"],
)
def test_what_no_key_fits_is_refused_with_a_sentence(stored: str) -> None:
    wrong = Keyring([NEWER_KEY])
    for read in (wrong.decrypted, wrong.renewed):
        with pytest.raises(UnreadableSecret, match="BUDGE_SECRET_KEY does not fit the stored tokens") as told:
            read(stored)
        assert told.value.__cause__ is None


def test_without_a_key_nothing_is_read_or_kept() -> None:
    for use in (NO_KEYS.encrypted, NO_KEYS.decrypted, NO_KEYS.renewed):
        with pytest.raises(UnreadableSecret, match="BUDGE_SECRET_KEY is missing"):
            use("xoxb-1")


def test_a_keyring_shows_no_key() -> None:
    assert KEY not in repr(Keyring([KEY]))
