"""What the message box offers is what the bot understands."""

import pytest

from bot.domain.phrases import parse
from bot.sandbox.page.hints import HINTS, Hint


@pytest.mark.parametrize("hint", HINTS, ids=lambda hint: hint.typed)
def test_everything_that_is_offered_is_understood(hint: Hint) -> None:
    parse(hint.typed)  # raises what it does not understand
