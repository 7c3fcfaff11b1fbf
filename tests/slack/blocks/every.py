"""Every message and view there is, by name, for the tests that hold for all of them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.domain.administration import Overview, Share
from bot.domain.errors import DaysTooShort
from bot.domain.ids import ChannelId
from bot.domain.member import Visibility
from bot.domain.offer import LeftOut
from bot.domain.reminder import WITHDRAWN, State
from bot.domain.spread import DEFAULT_BOUNDS
from bot.domain.status import TodayRow, ZoneMove
from bot.slack.blocks.administration import admin_message, bounds_view
from bot.slack.blocks.card import reminder_card
from bot.slack.blocks.care import care_question, care_view
from bot.slack.blocks.exercise import steps_view
from bot.slack.blocks.exercises import exercises_message, leave_out_view
from bot.slack.blocks.help import help_message
from bot.slack.blocks.home import home_view
from bot.slack.blocks.installed import installed_message
from bot.slack.blocks.leaderboard import board_post, own_week, post_set_up
from bot.slack.blocks.pause import pause_view
from bot.slack.blocks.privacy import forget_message, forget_view
from bot.slack.blocks.settings import settings_view
from bot.slack.blocks.share import share_message
from bot.slack.blocks.status import card_closed, paused, shown, status_message
from bot.slack.blocks.welcome import (
    already_in,
    exercises_to_read,
    introduction,
    welcome,
    zone_moved,
    zone_question,
)
from bot.slack.blocks.why import why, why_view
from bot.slack.message import Message, View
from tests.slack import examples
from tests.slack.examples import BOTH_DONE, EXERCISES, HIP, KNEE, at, card, reminder

OVERVIEW = Overview(
    members=38,
    bounds=DEFAULT_BOUNDS,
    unreachable={"messages_tab_disabled": 2, "restricted_action": 1, "some_new_word": 1},
    posts=(examples.channel_post(),),
)
MANY_POSTS = tuple(examples.channel_post(channel=ChannelId(f"C{number}")) for number in range(40))
SHARE = Share(name="Ana", is_member=True, has_budge=True, bounds=DEFAULT_BOUNDS)

GUIDE = {
    f"guide {screen.no}{when}": reminder_card(card(reminder(guide_screen=screen.no, guide_ends_at=ends_at)))
    for screen in card().screens
    for when, ends_at in (
        ("", None),
        *((f" with {left} left", examples.NOW + timedelta(seconds=left)) for left in (130, 30) if screen.timer),
    )
}

MESSAGES: dict[str, Message] = {
    **GUIDE,
    "card open": reminder_card(card()),
    "card without snooze": reminder_card(card(snoozes=())),
    "card of one exercise": reminder_card(card(exercises=(HIP,))),
    "card one done": reminder_card(card(done={HIP.id: at("11:38")})),
    "card other done": reminder_card(card(done={KNEE.id: at("11:38")})),
    "card done": reminder_card(
        card(reminder(state=State.DONE), done=BOTH_DONE, progress=examples.progress(), can_undo=True)
    ),
    "card snoozed": reminder_card(card(reminder(state=State.SNOOZED, snoozed_until=at("11:52"), snoozes=1))),
    "card moved": reminder_card(card(reminder(state=State.MOVED), can_undo=True)),
    "card skipped": reminder_card(card(reminder(state=State.SKIPPED))),
    "card withdrawn": reminder_card(card(reminder(state=State.SKIPPED, reason=WITHDRAWN), can_undo=True)),
    "card closed": reminder_card(card(reminder(state=State.MISSED), done={HIP.id: at("11:38")})),
    "card gone by": reminder_card(card(reminder(state=State.MISSED))),
    "introduction": introduction(),
    "exercises": exercises_to_read(EXERCISES),
    "welcome": welcome(examples.status(), EXERCISES),
    "welcome answered": welcome(examples.status(examples.member(visibility=Visibility.SHOWN)), EXERCISES),
    "already in": already_in(examples.status()),
    "zone question": zone_question(),
    "zone moved": zone_moved(ZoneMove(status=examples.status(), old_zone="Europe/Berlin", new_zone="Europe/Lisbon")),
    "status": status_message(examples.status()),
    "status paused": status_message(examples.paused(at("9:00", 23))),
    "paused": paused(examples.paused(at("9:00", 23))),
    "paused until tomorrow": paused(examples.paused(at("9:00", 19))),
    "shown": shown(examples.status()),
    "closed": card_closed(),
    "help": help_message(),
    "something hurts": care_question(examples.selection()),
    "which exercises": exercises_message(examples.selection()),
    "which exercises, one left out": exercises_message(
        examples.selection(LeftOut(exercise=KNEE.id, weekdays=frozenset({0, 1})))
    ),
    "forget me": forget_message(),
    "why": why(),
    "own week": own_week(examples.own_view()),
    "own week without others": own_week(examples.own_view(team_total=None, ahead=())),
    "weekly post": board_post(examples.post(examples.board())),
    "weekly post set up": post_set_up(examples.set_up()),
    "shared": share_message(SHARE),
    "shared by somebody else": share_message(replace(SHARE, is_member=False)),
    "for admins": admin_message(OVERVIEW),
    "for admins with many posts": admin_message(replace(OVERVIEW, posts=MANY_POSTS)),
    "installed": installed_message(),
}

ROWS = (
    TodayRow(reminder=reminder(), done=2, offered=2, done_at=at("11:42"), can_be_ticked=False),
    TodayRow(
        reminder=reminder(state=State.MISSED, sent_at=at("14:12")),
        done=0,
        offered=2,
        done_at=None,
        can_be_ticked=True,
    ),
)
HOME = examples.home(view=examples.own_view(status=examples.status(next_at=at("16:42"))), today=ROWS)
SHOWN = examples.settings_shown()
UNTIL = LeftOut(exercise=KNEE.id, until=date(2026, 11, 24))
TOO_SHORT = DaysTooShort(days=(4,), week=examples.week(fri="9-10:30"), interval=timedelta(minutes=150))

VIEWS: dict[str, View] = {
    "home": home_view(HOME, EXERCISES),
    "home of a stranger": home_view(None, EXERCISES),
    "home of an admin": home_view(HOME, EXERCISES, overview=OVERVIEW),
    "home of an admin who has not joined": home_view(None, EXERCISES, overview=replace(OVERVIEW, posts=MANY_POSTS)),
    "bounds": bounds_view(DEFAULT_BOUNDS),
    "home without a zone": home_view(
        examples.home(view=examples.own_view(status=examples.status(examples.member(zone=None), next_at=None))),
        EXERCISES,
    ),
    "settings": settings_view(SHOWN),
    "home with one left out": home_view(examples.home(selection=examples.selection(UNTIL)), EXERCISES),
    "something hurts": care_view(examples.selection()),
    "leave one out": leave_out_view(KNEE),
    "settings with one left out": settings_view(examples.settings_shown(examples.member(left_out=(UNTIL,)))),
    "settings with a warning": settings_view(SHOWN, warning=TOO_SHORT),
    "pause": pause_view(),
    "forget me": forget_view(),
    "steps": steps_view(HIP),
    "why": why_view(),
}


def blocks_of(content: Message | View) -> list[dict[str, Any]]:
    return content.blocks or [] if isinstance(content, Message) else content["blocks"]


def texts_in(part: Any) -> Iterator[str]:
    """Every word a person reads in a piece of Block Kit."""
    match part:
        case list():
            for item in part:
                yield from texts_in(item)
        case dict():
            for name, content in part.items():
                if name in {"text", "accessibility_label"} and isinstance(content, str):
                    yield content
                else:
                    yield from texts_in(content)


def parts_of(part: Any, kind: str) -> Iterator[dict[str, Any]]:
    """Every object of this type in a piece of Block Kit."""
    match part:
        case list():
            for item in part:
                yield from parts_of(item, kind)
        case dict():
            if part.get("type") == kind:
                yield part
            for content in part.values():
                yield from parts_of(content, kind)
