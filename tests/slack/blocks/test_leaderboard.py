from typing import Any

import pytest

from bot.domain.member import Visibility
from bot.domain.scoring import OwnWeek
from bot.domain.streak import Streak
from bot.slack.blocks.leaderboard import board_post, own_week, post_set_up
from bot.slack.message import Message
from tests.slack import examples
from tests.slack.blocks.every import parts_of
from tests.slack.examples import member, named, own_view, post, set_up, status

NOTHING = OwnWeek(done=0, by_day=(), best_week=0, is_best=False, streak=Streak())


def line(*leaves: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": list(leaves)}


def leaf(text: str, **style: bool) -> dict[str, Any]:
    return {"type": "text", "text": text} | ({"style": style} if style else {})


def ordered(*texts: str, **offset: int) -> dict[str, Any]:
    return {"type": "rich_text_list", "style": "ordered", "elements": [line(leaf(text)) for text in texts]} | offset


def rich(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": list(parts)}


def test_the_weekly_post_is_the_copy_decks() -> None:
    message = board_post(post(examples.board()))
    assert message.blocks is not None
    header, total, places, best, run, shares, buttons, set_up_by = message.blocks
    assert header["text"]["text"] == "Our week to Friday 20 November"
    assert total["text"]["text"] == "*187 exercises together, 12 more than last week.* Nine people took part."
    assert places == rich(
        line(leaf("Most of their reminders done")),
        ordered("Ana, 93 %", "Priya and Tom, 90 %"),
        ordered("Lin, 83 %", offset=3),
    )
    assert best == rich(line(leaf("Beat their own best: Sam, Lin")))
    assert run == rich(line(leaf("Longest run: Tom, 14 days")))
    assert shares["elements"][0]["text"] == (
        "Only people who asked to be shown are named. Share of exercises done, from 5 reminders up; "
        "days off and pauses don't count."
    )
    assert [button["text"]["text"] for button in buttons["elements"]] == ["My week", "Join in"]
    assert set_up_by == rich(
        line(leaf("Set up by Ana. Anyone in this channel: "), leaf("/budge leaderboard off", code=True))
    )


def test_the_weekly_posts_text_says_the_same() -> None:
    assert board_post(post(examples.board())).text.split("\n") == [
        "Our week to Friday 20 November",
        "187 exercises together, 12 more than last week. Nine people took part.",
        "Most of their reminders done: 1. Ana, 93 %; 2. Priya and Tom, 90 %; 4. Lin, 83 %",
        "Beat their own best: Sam, Lin",
        "Longest run: Tom, 14 days",
        (
            "Only people who asked to be shown are named. Share of exercises done, from 5 reminders up; "
            "days off and pauses don't count."
        ),
        "Set up by Ana. Anyone in this channel: /budge leaderboard off",
    ]


@pytest.mark.parametrize(
    ("changes", "total"),
    [
        ({"more_than_last": None}, "*187 exercises together.* Nine people took part."),
        ({"total": 1, "more_than_last": None, "took_part": 1}, "*1 exercise together.* One person took part."),
        ({"more_than_last": None, "took_part": 12}, "*187 exercises together.* Twelve people took part."),
        ({"more_than_last": None, "took_part": 13}, "*187 exercises together.* 13 people took part."),
    ],
)
def test_the_total_has_its_variants(changes: dict[str, Any], total: str) -> None:
    message = board_post(post(examples.board(**changes)))
    [section] = parts_of(message.blocks, "section")
    assert section["text"]["text"] == total


def test_a_post_without_a_total_has_the_lists_alone() -> None:
    message = board_post(post(examples.board(total=None, more_than_last=None, took_part=None)))
    assert not list(parts_of(message.blocks, "section"))
    assert "together" not in message.text


def test_a_post_without_lists_has_the_total_alone() -> None:
    message = board_post(post(examples.board(places=(), best=(), longest_run=None)))
    assert message.blocks is not None
    assert [block["type"] for block in message.blocks] == ["header", "section", "context", "actions", "rich_text"]


def test_a_post_without_a_board_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="without a board"):
        board_post(post(None))


def test_somebody_who_hid_leaves_their_place_empty() -> None:
    board = examples.board().without(named("Ana")[0].member)
    places = board_post(post(board)).text.split("\n")[2]
    assert places == "Most of their reminders done: 2. Priya and Tom, 90 %; 4. Lin, 83 %"


def test_the_own_week_is_the_copy_decks() -> None:
    message = own_week(own_view())
    assert message.blocks is not None
    week, total, ahead, buttons = message.blocks
    assert week["text"]["text"] == (
        "*Your week: 14 exercises.* Your best week: 26.\nMon 6 · Tue 6 · Wed 2\n6 days in a row. Best: 11."
    )
    assert total["text"]["text"] == "Team: 112 exercises up to last night."
    assert ahead == rich(line(leaf("Just ahead of you: Lin, 83 % · Tom, 90 %")))
    assert [button["text"]["text"] for button in buttons["elements"]] == ["Show me"]


@pytest.mark.parametrize(
    ("week", "text"),
    [
        (
            examples.own_week(done=27, is_best=True, by_day=(), streak=Streak()),
            "Your week: 27 exercises, your best so far.",
        ),
        (examples.own_week(done=1, best_week=0, by_day=(), streak=Streak()), "Your week: 1 exercise."),
        (NOTHING, "Your week has room. Next at 14:12."),
        (
            examples.own_week(by_day=(), streak=Streak(length=3, best=3)),
            "Your week: 14 exercises. Your best week: 26.\n3 days in a row.",
        ),
        (
            examples.own_week(by_day=(), streak=Streak(length=1, best=11)),
            "Your week: 14 exercises. Your best week: 26.",
        ),
    ],
)
def test_the_own_week_tells_what_there_is_and_nothing_that_ended(week: OwnWeek, text: str) -> None:
    assert own_week(own_view(week=week, team_total=None, ahead=())).text == text


def test_somebody_who_is_shown_can_hide() -> None:
    message = own_week(own_view(status=status(member(visibility=Visibility.SHOWN))))
    assert [button["text"]["text"] for button in parts_of(message.blocks, "button")] == ["Hide me"]


def test_setting_up_the_post_is_visible_and_can_be_turned_off() -> None:
    sentence = (
        "Ana set up a weekly movement post here: Fridays at 16:00, Berlin time. "
        "Only people who asked to be shown are named."
    )
    turn_off = {
        "type": "button",
        "action_id": "post_off",
        "text": {"type": "plain_text", "text": "Turn off", "emoji": False},
        "accessibility_label": "Turn off the weekly post",
    }
    blocks = [rich(line(leaf(sentence))), {"type": "actions", "elements": [turn_off]}]
    assert post_set_up(set_up()) == Message(sentence, blocks)
