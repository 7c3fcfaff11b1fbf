"""A pause until a picked day: a modal."""

from bot.slack import ids
from bot.slack.blocks.elements import plain
from bot.slack.message import View


def pause_view() -> View:
    """One field: the day on which reminders go on."""
    return {
        "type": "modal",
        "callback_id": ids.PAUSE_VIEW,
        "title": plain("Pause"),
        "submit": plain("Pause"),
        "close": plain("Cancel"),
        "blocks": [
            {
                "type": "input",
                "block_id": ids.PAUSE_FIELD,
                "label": plain("Until"),
                "hint": plain("Reminders go on when your hours begin that day, or on the next day that has any."),
                "element": {"type": "datepicker", "action_id": ids.PAUSE_FIELD},
            }
        ],
    }
