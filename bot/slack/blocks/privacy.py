"""The question before everything is erased: a modal where one can be opened, else a button that asks it."""

from bot.slack import ids
from bot.slack.blocks.elements import actions, button, plain, section
from bot.slack.message import Block, Message, View
from bot.slack.wording.privacy import ERASE_TEXT, ERASE_TITLE


def forget_view() -> View:
    """The question as a modal; submitting it erases."""
    return {
        "type": "modal",
        "callback_id": ids.FORGET_VIEW,
        "title": plain(ERASE_TITLE),
        "submit": plain("Erase"),
        "close": plain("Keep"),
        "blocks": [section(ERASE_TEXT)],
    }


def forget_message() -> Message:
    """The same in the DM, where words open no modal."""
    spoken = f"{ERASE_TITLE} {ERASE_TEXT} To erase it, press Forget me."
    return Message(spoken, [section(f"*{ERASE_TITLE}* {ERASE_TEXT}"), actions(forget_me())])


def forget_me() -> Block:
    """A button that Slack asks about before it counts as pressed."""
    confirm = {
        "title": plain(ERASE_TITLE),
        "text": plain(ERASE_TEXT),
        "confirm": plain("Erase"),
        "deny": plain("Keep"),
        "style": "danger",
    }
    return button("Forget me", action=ids.FORGET_ME, label="Forget me: erase everything") | {"confirm": confirm}


def export_my_data() -> Block:
    return button("Export my data", action=ids.EXPORT, label="Export my data: a file in our DM")
