"""How things stand, and the replies that come with buttons or name the member."""

from bot.domain.status import Status
from bot.slack.blocks import choices
from bot.slack.blocks.elements import actions, section
from bot.slack.blocks.rich import leaf, line, rich_text
from bot.slack.escaping import shown_name, spoken_name
from bot.slack.message import Block, Message
from bot.slack.wording.counts import counted
from bot.slack.wording.plans import empty_days_sentence, next_sentence, rhythm
from bot.slack.wording.times import local_date


def status_message(status: Status) -> Message:
    """The answer to the bare `/budge`."""
    following = next_sentence(status)
    week = f"{counted(status.week_exercises, 'exercise')} this week."
    details = " ".join(part for part in (rhythm(status), empty_days_sentence(status), week) if part)
    buttons = [choices.do_them_now(), pause_choice(status), choices.settings()]
    return Message(f"{following} {details}", [section(f"*{following}* {details}"), actions(*buttons)])


def pause_choice(status: Status) -> Block:
    """A way into a pause, or out of it."""
    return choices.resume() if status.member.is_paused(status.now) else choices.pause_menu()


def paused(status: Status) -> Message:
    """After a pause began: until when, and what would change it."""
    sentence = next_sentence(status)
    longer = [choices.pause_until_monday()] if _ends_tomorrow(status) else []
    if status.member.paused_until is not None:
        longer.append(choices.pause_until_resumed())
    return Message(sentence, [section(sentence), actions(*longer, choices.resume())])


def shown(status: Status) -> Message:
    """After `show me`."""
    before, after = "You're on the leaderboard as ", "."
    text = f'{before}"{spoken_name(status.member.name)}"{after}'
    return Message(text, [rich_text(line(leaf(f'{before}"{shown_name(status.member.name)}"{after}')))])


def card_closed() -> Message:
    """After a press on a card that cannot be ticked off any more."""
    sentence = "That one is closed."
    return Message(sentence, [section(sentence), actions(choices.do_them_now(text="Show me one now"))])


def _ends_tomorrow(status: Status) -> bool:
    end, zone = status.member.paused_until, status.member.zone
    if end is None or zone is None:
        return False
    return (local_date(end, zone) - local_date(status.now, zone)).days == 1
