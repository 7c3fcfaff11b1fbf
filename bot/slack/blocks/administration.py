"""What admins see of a workspace, and the form for its bounds."""

from datetime import timedelta

from bot.domain.administration import LONGEST, SHORTEST, Overview
from bot.domain.board import ChannelPost
from bot.domain.spread import Bounds
from bot.slack import ids
from bot.slack.blocks.elements import actions, button, context, option, plain, section
from bot.slack.message import Block, Message, View
from bot.slack.wording import administration as words
from bot.slack.wording.times import interval_words

MOST_POSTS = 20
"""Rows; the other posts can be ended where they come."""
_STEP = timedelta(minutes=15)
_HINT = f"The article suggests 2 to 3 hours. {words.MOVED_AND_TOLD}"


def admin_message(overview: Overview) -> Message:
    """The answer to `/budge admin`."""
    spoken = (words.summary(overview), *words.unreachable(overview), *map(_post, overview.posts[:MOST_POSTS]))
    return Message("\n".join(spoken), admin_blocks(overview))


def admin_blocks(overview: Overview) -> list[Block]:
    """The same for a message or the App Home."""
    more = len(overview.posts) - MOST_POSTS
    return [
        section(words.summary(overview)),
        *(section(text) for text in words.unreachable(overview)),
        *(_post_row(post) for post in overview.posts[:MOST_POSTS]),
        *([context(f"And {more} more. `/budge leaderboard off` in its channel ends one.")] if more > 0 else []),
        actions(*admin_buttons(), block_id="admin"),
    ]


def admin_buttons() -> list[Block]:
    """Whoever presses one is asked for in Slack; only admins and owners get further."""
    return [
        button("Bounds", action=ids.BOUNDS, label="Bounds: the shortest and the longest interval"),
        button("Set up a channel post", action=ids.HOW_TO_POST, label="Set up a channel post: how it is done"),
        button("How to remove it", action=ids.HOW_TO_REMOVE, label="How to remove it, and what goes with it"),
    ]


def bounds_view(bounds: Bounds) -> View:
    """The form for the intervals that members may choose."""
    return {
        "type": "modal",
        "callback_id": ids.BOUNDS_VIEW,
        "title": plain("Bounds"),
        "submit": plain("Save"),
        "close": plain("Cancel"),
        "blocks": [
            _interval("Shortest interval", ids.SHORTEST_FIELD, bounds.shortest, among=SHORTEST),
            _interval("Longest interval", ids.LONGEST_FIELD, bounds.longest, among=LONGEST) | {"hint": plain(_HINT)},
        ],
    }


def _interval(label: str, name: str, current: timedelta, *, among: tuple[timedelta, timedelta]) -> Block:
    intervals = {current}
    step, most = among
    while step <= most:
        intervals.add(step)
        step += _STEP
    options = {each: option(interval_words(each), str(each // timedelta(minutes=1))) for each in sorted(intervals)}
    element = {
        "type": "static_select",
        "action_id": name,
        "options": list(options.values()),
        "initial_option": options[current],
    }
    return {"type": "input", "block_id": name, "label": plain(label), "element": element}


def _post_row(post: ChannelPost) -> Block:
    off = button(
        "Turn off", action=ids.END_POST, value=post.channel, label=f"Turn off the post of {words.post_words(post)}"
    )
    return section(_post(post), accessory=off, block_id=f"admin_{post.channel}")


def _post(post: ChannelPost) -> str:
    """Slack names the channel to those who may know of it."""
    return f"<#{post.channel}>  {words.post_words(post)}"
