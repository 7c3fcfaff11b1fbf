"""What a channel is shown of Budge, because somebody there wants it to know."""

from bot.domain.administration import Share
from bot.slack import ids
from bot.slack.blocks import choices
from bot.slack.blocks.elements import actions, button
from bot.slack.blocks.rich import leaf, line, rich_text
from bot.slack.escaping import shown_name, spoken_name
from bot.slack.message import Message
from bot.slack.wording.bounds import every_words


def share_message(share: Share) -> Message:
    """The buttons are for whoever presses them, and answer nobody else."""
    verb = "uses" if share.is_member else "tells you of"
    told = (
        f" {verb} Budge: two short exercises {every_words(share.bounds)} of desk work. Want it too? "
        "Only you can sign yourself up, and only you see your reminders."
    )
    show = button("Show me the exercises", action=ids.SHOW_EXERCISES, label="Show me the exercises before I decide")
    blocks = [rich_text(line(leaf(shown_name(share.name) + told))), actions(choices.start(), show)]
    return Message(spoken_name(share.name) + told, blocks)
