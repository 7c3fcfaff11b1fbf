from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.domain.member import Visibility
from bot.domain.offer import LeftOut
from bot.domain.reminder import WITHDRAWN, State
from bot.domain.status import Status, TodayRow
from bot.domain.streak import Streak
from bot.slack.blocks.home import home_view
from bot.slack.message import View
from tests.slack import examples
from tests.slack.blocks.every import HOME, blocks_of, parts_of
from tests.slack.examples import EXERCISES, KNEE, at, member, own_view, paused, reminder, status


def outline(view: View) -> list[str]:
    """The Home as lines: `# header`, texts, and `[Button]`s."""
    return [_line(block) for block in blocks_of(view)]


def _line(block: dict[str, Any]) -> str:
    match block["type"]:
        case "header":
            return f"# {block['text']['text']}"
        case "divider":
            return "---"
        case "actions":
            return " ".join(_button(element) for element in block["elements"])
        case "context":
            return str(block["elements"][0]["text"])
        case "rich_text":
            return "".join(leaf["text"] for leaf in parts_of(block, "text"))
        case _:
            accessory = f" {_button(block['accessory'])}" if "accessory" in block else ""
            return f"{block['text']['text']}{accessory}"


def _button(element: dict[str, Any]) -> str:
    return f"[{(element.get('text') or element['placeholder'])['text']}]"


def home_of(standing: Status) -> View:
    return home_view(examples.home(view=own_view(status=standing)), EXERCISES)


def test_the_home_is_the_copy_decks() -> None:
    assert outline(home_view(HOME, EXERCISES)) == [
        "# Budge",
        "*Next: today at 16:42*\nEvery 2 h 30, Mon–Fri 9:00–17:30, Berlin time",
        "[Do them now] [Pause] [Settings]",
        "---",
        "# Today",
        "11:30   both done at 11:42",
        "14:12   went by [Mark done]",
        "# This week",
        "14 exercises. Your best week: 26.\nMon 6 · Tue 6 · Wed 2\n6 days in a row. Best: 11.",
        "A free day is in hand: one day off will not end it.",
        "# The exercises",
        "*Standing hip stretch*   shown [See the steps]",
        "*Lying knee to chest*   shown [See the steps]",
        "[Why this helps] [Something hurts]",
        "---",
        "# Privacy",
        "Leaderboard: private.",
        "[Show me] [Export my data] [Stop reminders] [Forget me]",
    ]


def test_a_stranger_reads_the_introduction_and_the_exercises() -> None:
    lines = outline(home_view(None, EXERCISES))
    assert lines[1].startswith("*I'm Budge.*")
    assert lines[2] == "[Start]"
    assert "*1  Standing hip stretch*\nA high-back chair. Use one that cannot roll or swivel." in lines


@pytest.mark.parametrize(
    ("standing", "first", "buttons"),
    [
        (
            paused(at("9:00", 23), next_at=at("11:30", 23)),
            "*Paused until Monday 23 November, 9:00.* First one at 11:30.",
            "[Do them now] [Resume now] [Settings]",
        ),
        (paused(None), "*Paused until you type `/budge resume`.*", "[Do them now] [Resume now] [Settings]"),
        (
            status(next_at=None),
            "*Your hours are too short for every 2 h 30. Try `/budge hours 9-17`.*",
            "[Do them now] [Pause] [Settings]",
        ),
        (status(next_at=at("11:30", 19)), "*Next: tomorrow at 11:30*", "[Do them now] [Pause] [Settings]"),
    ],
)
def test_the_first_lines_say_what_comes_next(standing: Status, first: str, buttons: str) -> None:
    lines = outline(home_of(standing))
    assert lines[1].split("\n")[0] == first
    assert lines[2] == buttons


def test_somebody_without_a_zone_is_asked_for_it() -> None:
    lines = outline(home_of(status(member(zone=None), next_at=None)))
    assert lines[1] == "What is your time zone? Slack doesn't tell me, and I don't want to guess."
    assert lines[2] == "[Find your city]"


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ({"done": 1, "done_at": at("11:38"), "can_be_ticked": True}, "one of two done at 11:38 [Mark done]"),
        ({"done": 1, "offered": 1, "done_at": at("11:38")}, "done at 11:38"),
        ({"state": State.SKIPPED}, "skipped"),
        ({"state": State.SKIPPED, "reason": WITHDRAWN}, "closed"),
        ({"state": State.SKIPPED, "can_be_ticked": True}, "skipped [Mark done]"),
        ({"state": State.MOVED}, "you moved on your own"),
        ({"state": State.SNOOZED, "back_at": at("11:52")}, "snoozed until 11:52"),
        ({"state": State.SNOOZED, "can_be_ticked": True}, "went by [Mark done]"),
        (
            {"state": State.SNOOZED, "done": 1, "done_at": at("11:38"), "back_at": at("11:52")},
            "one of two done at 11:38, snoozed until 11:52",
        ),
        ({"state": State.SENT, "can_be_ticked": True}, "open in our DM [Mark done]"),
        ({"state": State.MISSED}, "went by"),
    ],
)
def test_each_reminder_of_today_says_what_became_of_it(row: dict[str, Any], line: str) -> None:
    state = row.pop("state", State.DONE)
    came = reminder(state=state, reason=row.pop("reason", None))
    today = replace(TodayRow(reminder=came, done=0, offered=2, done_at=None, can_be_ticked=False), **row)
    lines = outline(home_view(examples.home(today=(today,)), EXERCISES))
    assert lines[5] == f"11:30   {line}"


def test_a_day_without_reminders_says_so() -> None:
    assert "Nothing so far." in outline(home_of(status()))


def test_somebody_who_is_shown_sees_as_whom_and_can_hide() -> None:
    lines = outline(home_of(status(member(visibility=Visibility.SHOWN))))
    assert lines[-2:] == [
        'Leaderboard: shown as "Ana".',
        "[Hide me] [Export my data] [Stop reminders] [Forget me]",
    ]


@pytest.mark.parametrize(
    ("run", "line"),
    [
        (Streak(length=10, best=10, free_days=2), "Two free days are in hand: two days off will not end it."),
        (Streak(length=6, best=6, free_days=0), "# The exercises"),
        (Streak(length=1, best=11, free_days=2), "# The exercises"),
    ],
)
def test_free_days_are_told_while_there_is_a_run(run: Streak, line: str) -> None:
    view = own_view(week=examples.own_week(streak=run))
    lines = outline(home_view(examples.home(view=view), EXERCISES))
    assert lines[lines.index("# This week") + 2] == line


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"until": date(2026, 11, 24)}, "left out until 24 November"),
        ({"until": date(2027, 1, 4)}, "left out until 4 January 2027"),
        ({"always": True}, "left out"),
        ({"weekdays": frozenset({0, 1})}, "left out on Mon and Tue"),
    ],
)
def test_an_exercise_that_is_left_out_says_how_long_and_can_be_put_back(how: dict[str, Any], words: str) -> None:
    selection = examples.selection(LeftOut(exercise=KNEE.id, **how))
    lines = outline(home_view(examples.home(selection=selection), EXERCISES))
    assert f"*Lying knee to chest*   {words} [Put back]" in lines
    assert "*Standing hip stretch*   shown [See the steps]" in lines


def test_an_exercise_whose_day_has_come_is_shown_again() -> None:
    selection = examples.selection(LeftOut(exercise=KNEE.id, until=date(2026, 11, 18)))
    lines = outline(home_view(examples.home(selection=selection), EXERCISES))
    assert "*Lying knee to chest*   shown [See the steps]" in lines
