"""What `budge check` says of an app that Slack knows, and that is not set up right there."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import SystemClock
from bot.sandbox.app import SCOPES
from bot.sandbox.faults import Fault
from bot.sandbox.people import ANA, MARA
from bot.slack import manifest
from tests.checking import *  # noqa: F403 - the fixtures, by their names in __all__
from tests.checking import ALL_IS_WELL, SOMETHING_IS_OFF, Checked, SetUp

ADD = "add it under OAuth & Permissions, Bot Token Scopes, and install the app again"
SECRET = "0123456789abcdef0123456789abcdef"
OVER_HTTP = {
    "SLACK_APP_TOKEN": "",
    "SLACK_SIGNING_SECRET": SECRET,
    "BUDGE_PORT": "0",
    "BUDGE_PUBLIC_URL": "https://budge.example.com",
}


async def test_a_revoked_token_is_told(set_up: SetUp) -> None:
    set_up.sandbox.grants.refuse(set_up.sandbox.team, error="token_revoked")

    checked = await set_up.check()

    assert (checked.code, checked.problems) == (
        1,
        ["The bot token was revoked: install the app again and copy the new token into SLACK_BOT_TOKEN."],
    )


async def test_a_removed_app_is_told(set_up: SetUp) -> None:
    set_up.sandbox.grants.refuse(set_up.sandbox.team, error="account_inactive")

    checked = await set_up.check()

    assert (checked.code, checked.problems) == (
        1,
        [
            (
                "The bot token was revoked or the app removed: install the app again and copy the new token into "
                "SLACK_BOT_TOKEN."
            )
        ],
    )


async def test_an_expired_token_is_told(set_up: SetUp) -> None:
    set_up.sandbox.grants.expire(set_up.sandbox.team)

    checked = await set_up.check()

    assert (checked.code, checked.problems) == (
        1,
        [
            (
                "The bot token has expired: switch token rotation off, install the app again and copy the new token "
                "into SLACK_BOT_TOKEN."
            )
        ],
    )


async def test_socket_mode_that_is_off_is_told(set_up: SetUp) -> None:
    set_up.change_app(has_socket_mode=False)

    checked = await set_up.check()

    assert (checked.code, checked.problems) == (
        1,
        ["Socket Mode is off: switch it on under Socket Mode in the app's settings at api.slack.com/apps."],
    )


@pytest.mark.parametrize(
    ("word", "told"),
    [
        (
            "missing_scope",
            "The app-level token lacks connections:write: make a new one with that scope for SLACK_APP_TOKEN.",
        ),
        (
            "token_revoked",
            "The app-level token was revoked: make a new one under Basic Information for SLACK_APP_TOKEN.",
        ),
        (
            "team_access_not_granted",
            (
                "Slack refuses SLACK_APP_TOKEN with the word team_access_not_granted: look it up in Slack's list of "
                "errors."
            ),
        ),
    ],
)
async def test_an_app_level_token_that_is_refused_is_told(set_up: SetUp, word: str, told: str) -> None:
    set_up.sandbox.weather.fault = lambda method, _: (
        Fault("refuse", word=word) if method == "apps.connections.open" else None
    )

    checked = await set_up.check()

    assert (checked.code, checked.problems) == (1, [told])


async def test_tokens_of_two_apps_are_told(set_up: SetUp) -> None:
    app = set_up.sandbox.team.app

    checked = await set_up.check(SLACK_APP_TOKEN=app.other_app_token)

    assert (checked.code, checked.problems) == (
        1,
        [
            (
                "SLACK_BOT_TOKEN is of the app A0BUDGE and SLACK_APP_TOKEN of the app A0OTHER, which hears nothing "
                "meant for it: copy both from one app's settings, such as https://api.slack.com/apps/A0BUDGE."
            )
        ],
    )


@pytest.mark.parametrize("scope", ["chat:write", "im:write", "users:read"])
async def test_a_missing_scope_that_everything_needs_is_told(set_up: SetUp, scope: str) -> None:
    set_up.change_app(scopes=SCOPES - {scope})

    checked = await set_up.check()

    assert checked.code == 1
    assert checked.problems == [
        f"The bot token lacks the scope {scope}, without which Budge cannot work ({manifest.SCOPES[scope]}): {ADD}."
    ]


async def test_every_other_missing_scope_is_told_with_what_is_off(set_up: SetUp) -> None:
    set_up.change_app(scopes=frozenset({"chat:write", "im:write", "users:read"}))

    checked = await set_up.check()

    assert checked == Checked(
        0,
        SOMETHING_IS_OFF,
        [
            f"The bot token lacks the scope {scope}, so this is off: {what}. To have it, {ADD}."
            for scope, what in (
                ("commands", "the /budge command"),
                ("im:history", "what is typed into the direct message; whether a card was posted before a crash"),
                (
                    "files:write",
                    "pictures on cards that Budge does not serve itself; the file of `/budge export`",
                ),
                ("channels:read", "who is in a public channel with a weekly post, and whether it is shared"),
                ("groups:read", "the same for a private channel that Budge was invited to"),
            )
        ],
    )


def dated(set_up: SetUp, *, slack_ahead: timedelta) -> None:
    set_up.sandbox.weather.date = lambda: SystemClock().now() + slack_ahead


@pytest.mark.parametrize("seconds", [-55, 0, 55])
async def test_a_clock_may_be_a_minute_off(set_up: SetUp, seconds: int) -> None:
    dated(set_up, slack_ahead=timedelta(seconds=seconds))

    assert await set_up.check() == Checked(0, ALL_IS_WELL, [])


async def test_a_clock_that_is_off_is_told(set_up: SetUp) -> None:
    # A Date has no fraction of a second, and some time goes by until it is read.
    dated(set_up, slack_ahead=timedelta(hours=-1, seconds=0.5))

    checked = await set_up.check()

    assert (checked.code, checked.said) == (0, SOMETHING_IS_OFF)
    (told,) = checked.problems
    assert told in {
        f"The clock of this machine is {seconds} seconds ahead of that of Slack, and members are reminded by it: set "
        "it right, as by `timedatectl set-ntp true`."
        for seconds in ("3,599", "3,600", "3,601")
    }


async def test_a_clock_that_makes_slacks_requests_look_old_is_told_over_http(set_up: SetUp) -> None:
    set_up.sandbox.weather.date = lambda: datetime(2099, 1, 1, tzinfo=UTC)

    checked = await set_up.check(**OVER_HTTP)

    assert checked.code == 1
    (told,) = checked.problems
    assert told.startswith("The clock of this machine is ")
    assert told.endswith(
        " seconds behind that of Slack, so all requests from there look forged: set it right, as by "
        "`timedatectl set-ntp true`."
    )


async def test_a_clock_is_told_even_where_the_token_is_refused(set_up: SetUp) -> None:
    dated(set_up, slack_ahead=timedelta(hours=2))

    checked = await set_up.check(SLACK_BOT_TOKEN="xoxb-geheim")

    assert [problem.split(" is ")[0] for problem in checked.problems] == [
        "Slack does not know the bot token: copy it again from OAuth & Permissions into SLACK_BOT_TOKEN.",
        "The clock of this machine",
    ]


async def test_nothing_is_posted_opened_or_changed_in_slack(set_up: SetUp) -> None:
    calls: list[str] = []
    set_up.sandbox.weather.fault = lambda method, _: calls.append(method)

    await set_up.check()

    assert sorted(set(calls)) == ["apps.connections.open", "auth.test", "bots.info"]
    assert all(set_up.sandbox.team.dm_of(person) is None for person in (ANA, MARA))
