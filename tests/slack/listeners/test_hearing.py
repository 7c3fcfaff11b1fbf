"""What everything that Slack brings is counted as."""

from typing import Any

import pytest

from bot.services.meter import Heard
from bot.slack.listeners.hearing import kind_of


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"command": "/budge", "text": "start"}, Heard.COMMAND),
        ({"type": "block_actions"}, Heard.PRESS),
        ({"type": "view_submission"}, Heard.FORM),
        ({"type": "block_suggestion"}, Heard.MENU),
        ({"type": "event_callback"}, Heard.EVENT),
        ({"type": "shortcut"}, Heard.OTHER),
        ({"type": ["odd"]}, Heard.OTHER),
        ({}, Heard.OTHER),
    ],
)
def test_a_payload_is_counted_as_what_it_is(body: dict[str, Any], kind: Heard) -> None:
    assert kind_of(body) is kind
