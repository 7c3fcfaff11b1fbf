import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.member import Visibility
from bot.domain.spread import Bounds
from bot.slack import ids
from bot.slack.blocks.settings import settings_view
from bot.slack.message import View
from bot.slack.typed_settings import typed_from
from tests.slack.blocks.every import SHOWN, TOO_SHORT
from tests.slack.examples import member, settings_shown, status, week


def element(view: View, name: str) -> dict[str, Any]:
    [found] = [block["element"] for block in view["blocks"] if block["block_id"] == name]
    return dict(found)


def intervals(view: View) -> list[str]:
    return [option["text"]["text"] for option in element(view, ids.INTERVAL_FIELD)["options"]]


def test_the_form_has_the_copy_decks_fields() -> None:
    view = settings_view(SHOWN)
    assert [block["label"]["text"] for block in view["blocks"]] == [
        "How often",
        "Time zone",
        "Days",
        "From",
        "To",
        "Lunch or other gaps",
        "Days that differ",
        "Exercises",
        "At the office only the standing one",
        "The message",
        "Guide me",
        "On the leaderboard",
    ]
    assert [view[name]["text"] for name in ("title", "submit", "close")] == ["Settings", "Save", "Cancel"]
    assert view["blocks"][0]["hint"]["text"] == "The article suggests every 2 to 3 hours."


def test_the_intervals_are_those_the_workspace_allows() -> None:
    assert intervals(settings_view(SHOWN)) == ["Every 2 h", "Every 2 h 15", "Every 2 h 30", "Every 2 h 45", "Every 3 h"]
    hour = timedelta(hours=1)
    narrow = replace(SHOWN, bounds=Bounds(hour, hour * 1.5))
    assert intervals(settings_view(narrow)) == ["Every 1 h", "Every 1 h 15", "Every 1 h 30", "Every 2 h 30"]


def test_an_odd_interval_of_the_members_own_is_among_them() -> None:
    ana = member(interval=timedelta(minutes=137))
    view = settings_view(settings_shown(ana))
    assert intervals(view)[:3] == ["Every 2 h", "Every 2 h 15", "Every 2 h 17"]
    assert element(view, ids.INTERVAL_FIELD)["initial_option"]["value"] == "137"


def test_many_intervals_are_as_many_as_slack_takes() -> None:
    wide = replace(SHOWN, bounds=Bounds(timedelta(minutes=15), timedelta(days=2)))
    assert len(intervals(settings_view(wide))) == 100


@pytest.mark.parametrize("visibility", Visibility)
def test_the_leaderboard_question_stays_open_until_it_is_answered(visibility: Visibility) -> None:
    shown = replace(SHOWN, status=status(member(visibility=visibility)))
    chosen = element(settings_view(shown), ids.VISIBILITY_FIELD).get("initial_option", {}).get("value")
    assert chosen == (None if visibility is Visibility.UNANSWERED else visibility)


def test_a_warning_keeps_what_was_filled_in_and_asks_below_it() -> None:
    typed = replace(typed_from(SHOWN), differing="fri 9-10:30", minutes=165)
    view = settings_view(SHOWN, typed, warning=TOO_SHORT)
    names = [block["block_id"] for block in view["blocks"]]
    assert names.index(ids.WARNING) == names.index(ids.DIFFERING_FIELD) + 1
    [warning] = [block["text"]["text"] for block in view["blocks"] if block["block_id"] == ids.WARNING]
    sentence = "Fri 9–10:30 is shorter than your 2 h 30, so Friday would have none. Fine? Save again."
    assert warning == sentence
    assert element(view, ids.DIFFERING_FIELD)["initial_value"] == "fri 9-10:30"
    assert element(view, ids.INTERVAL_FIELD)["initial_option"]["value"] == "165"
    assert json.loads(view["private_metadata"])["accepted_days"] == [4]


def test_a_warning_about_the_usual_hours_stands_below_them() -> None:
    typed = typed_from(settings_shown(member(week=week(fri="9-10:30"))))
    names = [block["block_id"] for block in settings_view(SHOWN, typed, warning=TOO_SHORT)["blocks"]]
    assert names.index(ids.WARNING) == names.index(ids.TO_FIELD) + 1
