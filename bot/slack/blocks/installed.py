"""What whoever installed Budge is told, once."""

from bot.slack.blocks.administration import admin_buttons
from bot.slack.blocks.elements import actions, section
from bot.slack.message import Message
from bot.slack.wording.administration import INSTALLED


def installed_message() -> Message:
    """What it reads, how people join, and what an admin can set; the buttons ask whether they are one."""
    return Message(INSTALLED, [section(INSTALLED), actions(*admin_buttons())])
