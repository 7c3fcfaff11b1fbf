"""What admins are told of a workspace, and members of what an admin changed."""

from bot.domain.administration import Overview
from bot.domain.board import ChannelPost
from bot.domain.errors import BoundsOutOfRange, BoundsTooClose
from bot.domain.notice import ToldNotice
from bot.domain.spread import Bounds
from bot.slack.wording.bounds import bounds_words
from bot.slack.wording.counts import counted
from bot.slack.wording.plans import next_sentence
from bot.slack.wording.times import WEEKDAYS, interval_words, wall_time, zone_words

HOW_TO_REMOVE = (
    "Remove the app in Slack's settings. I erase every member, setting and token of this workspace within a minute. "
    "Messages I sent stay in Slack."
)
HOW_TO_SET_UP_A_POST = (
    "Invite me to the channel that should get it, then type `/budge leaderboard post fri 16:00` there. "
    "Anybody there who has joined can. Only people who asked to be shown are named."
)
INSTALLED = (
    "Budge is in. It reads profiles (name, time zone) and its own DMs; it can't read your channels. "
    "People join by themselves with `/budge start`."
)
MOVED_AND_TOLD = "Members outside new bounds are moved to the nearest one and told."
_NO_POSTS = "No posts in channels."
_THEN_THEY_START = "After that, each of them types `/budge start`."
_DEACTIVATED = "their accounts are deactivated."
_HIDDEN = "it does not show them to me any more."
_DM_CLOSED = "our DM is closed. They open it with a message to me."
_RESTRICTED = "your workspace restricts who may post. Allow me to, in the workspace's settings."
_WHY = {
    "messages_tab_disabled": "the Messages tab is off. Turn it on under App Home in the app's settings.",
    "user_disabled": _DEACTIVATED,
    "user_not_found": _HIDDEN,
    "user_not_visible": _HIDDEN,
    "channel_not_found": _DM_CLOSED,
    "is_archived": _DM_CLOSED,
    "not_in_channel": _DM_CLOSED,
}
"""Slack's error words, and what would mend each."""


def moved_by_bounds(told: ToldNotice) -> str:
    """As in `Your workspace's longest interval is now 2 h 45, so you moved from 3 h. Next at 13:50.`."""
    notice = told.notice
    which = "longest" if notice.is_longest else "shortest"
    bound, before = interval_words(notice.moved_to), interval_words(notice.moved_from)
    return f"Your workspace's {which} interval is now {bound}, so you moved from {before}. {next_sentence(told.status)}"


def bounds_saved(bounds: Bounds) -> str:
    return f"Saved: every {bounds_words(bounds)}. {MOVED_AND_TOLD}"


def summary(overview: Overview) -> str:
    """As in `38 members. Bounds: 2 h to 3 h.`, numbers of people only."""
    posts = "" if overview.posts else f" {_NO_POSTS}"
    return f"{counted(overview.members, 'member')}. Bounds: {bounds_words(overview.bounds)}.{posts}"


def post_words(post: ChannelPost) -> str:
    """When a channel's post comes, as in `Fridays at 16:00, Berlin time`."""
    return f"{WEEKDAYS[post.weekday]}s at {wall_time(post.minute)}, {zone_words(post.zone)}"


def unreachable(overview: Overview) -> list[str]:
    """One sentence for each reason: how many, why, and what would mend it."""
    return [_unreachable(reason, count) for reason, count in sorted(overview.unreachable.items())]


def out_of_range(refusal: BoundsOutOfRange) -> str:
    asked, least, most = map(interval_words, (refusal.asked, refusal.least, refusal.most))
    return f"{asked} is outside what I can do. Pick {least} to {most}."


def too_close(refusal: BoundsTooClose) -> str:
    least = interval_words(refusal.shortest + refusal.apart)
    if refusal.longest < refusal.shortest:
        return f"This is shorter than the shortest interval. Pick {least} or more."
    return f"This has to be at least {interval_words(refusal.apart)} above the shortest. Pick {least} or more."


def _unreachable(reason: str, count: int) -> str:
    restricted = _RESTRICTED if reason.startswith("restricted_action") else f"it says {reason}. Have that mended."
    why = _WHY.get(reason, restricted)
    return f"Slack doesn't let me message {counted(count, 'member')}: {why} {_THEN_THEY_START}"
