"""Whatever people call themselves, and whatever it looks like, it stays a word."""

import json
import re

from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.ids import MemberId
from bot.domain.member import Visibility
from bot.domain.standings import Ahead, LongestRun, Place
from bot.sandbox.limits import message_problems, view_problems
from bot.slack.blocks.home import home_view
from bot.slack.blocks.leaderboard import board_post, own_week, post_set_up
from bot.slack.blocks.settings import settings_view
from bot.slack.blocks.status import shown
from bot.slack.blocks.welcome import welcome
from bot.slack.message import Message, View
from tests.slack import examples
from tests.slack.blocks.every import blocks_of, parts_of
from tests.slack.examples import EXERCISES

NAMES = st.text(st.one_of(st.characters(), st.sampled_from("<>&*_~`:.@#!|\n\u202e😀")), max_size=90)
UNLIKELY = "Zzyzx"


def messages(name: str) -> list[Message]:
    """Every message that names a person."""
    named = examples.named(name)
    board = examples.board(
        places=(Place(place=1, people=named, percent=93),), best=named, longest_run=LongestRun(people=named, days=2)
    )
    ana = examples.status(examples.member(name=name, visibility=Visibility.SHOWN))
    return [
        board_post(examples.post(board, set_by_name=name)),
        post_set_up(examples.set_up(name=name)),
        own_week(examples.own_view(ahead=(Ahead(member=MemberId("U2"), name=name, percent=50),))),
        shown(ana),
        welcome(ana, EXERCISES),
    ]


def views(name: str) -> list[View]:
    ana = examples.status(examples.member(name=name, visibility=Visibility.SHOWN))
    home = examples.home(view=examples.own_view(status=ana))
    return [home_view(home, EXERCISES), settings_view(examples.settings_shown(ana.member))]


@given(NAMES)
@example("<!channel>")
@example("<@U1> <https://evil.example|x> https://evil.example")
@example("*x* _y_ ~z~ `q`\nnext line")
@example("")
@example("\u200b")
@example("x" * 80)
def test_a_name_is_never_a_mention_a_link_or_a_mark(name: str) -> None:
    for message in messages(name):
        assert message_problems(message.blocks) == []
        assert not re.search(r"<|://", message.text)
    for view in views(name):
        assert view_problems(view) == []


def test_a_name_stands_in_rich_text_only() -> None:
    contents: list[Message | View] = [*messages(UNLIKELY), views(UNLIKELY)[0]]
    for content in contents:
        outside = [block for block in blocks_of(content) if block["type"] != "rich_text"]
        assert UNLIKELY not in json.dumps(outside)
        leaves = [leaf for leaf in parts_of(blocks_of(content), "text") if UNLIKELY in leaf["text"]]
        assert leaves
        assert not list(parts_of(blocks_of(content), "user"))


def test_a_name_in_the_settings_is_plain_text() -> None:
    *_, radio = parts_of(views(UNLIKELY)[1]["blocks"], "radio_buttons")
    assert radio["initial_option"]["text"] == {
        "type": "plain_text",
        "text": f'Show me as "{UNLIKELY}"',
        "emoji": False,
    }
