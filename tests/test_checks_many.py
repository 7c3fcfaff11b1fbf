"""What `budge check` says where any workspace may install Budge."""

from collections.abc import AsyncIterator
from dataclasses import KW_ONLY, dataclass
from datetime import timedelta

import pytest

from bot.clock import SystemClock
from bot.config.credentials import MAKE_A_KEY
from bot.domain.ids import WorkspaceId
from bot.domain.installation import Installation
from bot.sandbox.faults import Fault
from bot.sandbox.people import cast, neighbours
from bot.sandbox.server import build, serve
from bot.store.keyring import Keyring
from bot.store.transaction import SqlStore
from tests.checking import ALL_IS_WELL, SOMETHING_IS_OFF, Checked, SetUp
from tests.store.rows import install, installation
from tests.stores import *  # noqa: F403 - the fixtures, by their names in __all__
from tests.stores import KEY, NEWER_KEY, engine_for

PUBLIC = "https://budge.example.com"
INSTALL = f"{PUBLIC}/slack/install"
NONE_YET = f"No workspace has installed Budge yet: that is done at {INSTALL} once it runs.\n"
TWO = "2 workspaces have installed Budge. The tokens of the newest were tried: 2.\n"
HERE, THERE = WorkspaceId("T0SANDBOX"), WorkspaceId("T0NEIGHBOURS")


@dataclass(frozen=True, slots=True)
class Vendor:
    """A bot for many workspaces: its set-up, and those that installed it."""

    set_up: SetUp
    there: SetUp
    """The other workspace's side of the same."""
    _: KW_ONLY
    database: str

    async def installs(self, *granted: Installation, key: str = KEY) -> None:
        async with engine_for(self.database) as engine:
            await install(SqlStore(engine, Keyring([key])), *granted)


def granted(workspace: WorkspaceId, token: str, *, minutes_ago: int = 0) -> Installation:
    """An installation with a token that stays."""
    at = SystemClock().now() - timedelta(minutes=minutes_ago)
    return installation(workspace, token=token, refresh_token=None, expires_at=None, installed_at=at)


GRANTED = [granted(HERE, "xoxb-sandbox-budge"), granted(THERE, "xoxb-sandbox-neighbours")]


@pytest.fixture
async def vendor(database_url: str, capsys: pytest.CaptureFixture[str]) -> AsyncIterator[Vendor]:
    app = build(cast(), neighbours(), now=SystemClock().now)
    async with serve(app) as port:
        home = app.state.sandbox.team.app
        environ = {
            "SLACK_API_URL": f"http://127.0.0.1:{port}/api/",
            "SLACK_CLIENT_ID": home.client_id,
            "SLACK_CLIENT_SECRET": home.client_secret,
            "SLACK_SIGNING_SECRET": home.signing_secret,
            "BUDGE_PUBLIC_URL": PUBLIC,
            "BUDGE_SECRET_KEY": KEY,
            "BUDGE_DATABASE_URL": database_url,
            "BUDGE_OPS_PORT": "0",
            "BUDGE_PORT": "0",
        }
        here, there = (SetUp(app.state.sandboxes[team], environ, capsys) for team in (HERE, THERE))
        yield Vendor(here, there, database=database_url)


async def test_a_right_set_up_is_right_before_anybody_installed_it(vendor: Vendor) -> None:
    assert await vendor.set_up.check() == Checked(0, NONE_YET + ALL_IS_WELL, [])


async def test_where_it_is_installed_is_not_said_without_an_address(vendor: Vendor) -> None:
    checked = await vendor.set_up.check(BUDGE_PUBLIC_URL="")

    assert checked.said == NONE_YET.replace(PUBLIC, "https://…")


async def test_how_many_installed_it_is_said(vendor: Vendor) -> None:
    await vendor.installs(*GRANTED)
    assert await vendor.set_up.check() == Checked(0, TWO + ALL_IS_WELL, [])


async def test_of_many_the_newest_are_tried(vendor: Vendor) -> None:
    gone = [granted(WorkspaceId(f"T{no}"), "xoxb-gone", minutes_ago=no) for no in range(1, 1001)]
    await vendor.installs(*gone, granted(HERE, "xoxb-sandbox-budge"))

    checked = await vendor.set_up.check()

    assert checked.said == (
        "1,001 workspaces have installed Budge. The tokens of the newest were tried: 5.\n" + SOMETHING_IS_OFF
    )
    assert checked.problems == [
        f"Slack refuses the stored token of the workspace T{no} (invalid_auth): Budge does nothing there until "
        f"somebody there installs Budge again at {INSTALL}."
        for no in range(1, 5)
    ]


async def test_a_workspace_that_granted_too_little_is_told(vendor: Vendor) -> None:
    await vendor.installs(*GRANTED)
    vendor.there.change_app(scopes=vendor.there.sandbox.team.app.scopes - {"files:write"})

    assert await vendor.set_up.check() == Checked(
        0,
        TWO + SOMETHING_IS_OFF,
        [
            (
                f"The workspace {THERE} lacks the scope files:write, so this is off until somebody there installs "
                f"Budge again at {INSTALL}: pictures on cards that Budge does not serve itself; the file of "
                "`/budge export`."
            )
        ],
    )


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"SLACK_CLIENT_ID": "1.2"},
            (
                "Slack knows no app with this SLACK_CLIENT_ID, so nobody can install Budge: copy it again from Basic "
                "Information, App Credentials."
            ),
        ),
        (
            {"SLACK_CLIENT_SECRET": "geheim"},
            (
                "SLACK_CLIENT_SECRET is not the one of the app of SLACK_CLIENT_ID, so nobody can install Budge: copy "
                "both again from Basic Information, App Credentials."
            ),
        ),
    ],
)
async def test_a_client_that_slack_does_not_know_is_told(vendor: Vendor, changes: dict[str, str], told: str) -> None:
    assert await vendor.set_up.check(**changes) == Checked(0, NONE_YET + SOMETHING_IS_OFF, [told])


async def test_a_redirect_address_that_slack_does_not_know_is_told(vendor: Vendor) -> None:
    vendor.set_up.sandbox.weather.fault = lambda *_: Fault("refuse", word="bad_redirect_uri")

    assert await vendor.set_up.check() == Checked(
        0,
        NONE_YET + SOMETHING_IS_OFF,
        [
            (
                f"Slack sends nobody back to {PUBLIC}/slack/oauth_redirect, so nobody can install Budge: add it under "
                "OAuth & Permissions, Redirect URLs, or set BUDGE_PUBLIC_URL to the address that is there."
            )
        ],
    )


async def test_a_key_that_does_not_fit_is_told(vendor: Vendor) -> None:
    await vendor.installs(*GRANTED)

    checked = await vendor.set_up.check(BUDGE_SECRET_KEY=NEWER_KEY)

    assert checked == Checked(
        1,
        "",
        [
            (
                "BUDGE_SECRET_KEY does not fit the stored tokens: none of its keys is the one they were encrypted "
                "with. Put the earlier key back, behind the new one and a comma."
            )
        ],
    )


async def test_a_single_token_that_no_key_reads_is_told(vendor: Vendor) -> None:
    many = [granted(WorkspaceId(f"T{no:03}"), "xoxb-sandbox-budge", minutes_ago=9) for no in range(150)]
    await vendor.installs(*many)
    await vendor.installs(granted(WorkspaceId("T999"), "xoxb-lost"), key=NEWER_KEY)

    checked = await vendor.set_up.check()

    assert checked.code == 0
    assert checked.problems == [
        (
            "No key in BUDGE_SECRET_KEY reads 1 of the stored tokens, the first that of the workspace T999, so Budge "
            "is off there: put the earlier key back, behind the new one and a comma."
        )
    ]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"BUDGE_PUBLIC_URL": ""},
            (
                "BUDGE_PUBLIC_URL is missing: the address at which Slack and browsers reach Budge, such as "
                "https://budge.example.com."
            ),
        ),
        (
            {"BUDGE_PUBLIC_URL": "http://budge.example.com"},
            "BUDGE_PUBLIC_URL must begin with https://: Slack sends requests nowhere else.",
        ),
        (
            {"BUDGE_SECRET_KEY": ""},
            (
                "BUDGE_SECRET_KEY is missing: it encrypts the stored tokens of the workspaces; make a key by "
                f"`{MAKE_A_KEY}`."
            ),
        ),
        (
            {"BUDGE_SECRET_KEY": f"{KEY},geheim"},
            f"BUDGE_SECRET_KEY must be one or more keys with commas between them, each made by `{MAKE_A_KEY}`.",
        ),
        (
            {"SLACK_CLIENT_SECRET": "ge heim"},
            (
                "SLACK_CLIENT_SECRET must be what Slack shows under Basic Information, App Credentials: no quotes, no "
                "spaces."
            ),
        ),
        (
            {"SLACK_CLIENT_SECRET": ""},
            (
                "SLACK_CLIENT_SECRET is missing: the Client Secret, from Basic Information in the app's settings at "
                "api.slack.com/apps; or unset SLACK_CLIENT_ID, to serve one workspace."
            ),
        ),
        (
            {"SLACK_SIGNING_SECRET": ""},
            (
                "SLACK_SIGNING_SECRET is missing: many workspaces reach Budge over HTTP; it is under Basic Information "
                "in the app's settings at api.slack.com/apps."
            ),
        ),
    ],
)
async def test_a_wrong_setting_is_told(vendor: Vendor, changes: dict[str, str], told: str) -> None:
    await vendor.installs(*GRANTED)

    checked = await vendor.set_up.check(**changes)

    assert (checked.code, checked.problems) == (2, [told])


async def test_a_clock_that_is_off_and_a_slack_out_of_reach_are_told_here_too(vendor: Vendor) -> None:
    vendor.set_up.sandbox.weather.date = lambda: SystemClock().now() + timedelta(hours=1)
    (off,) = (await vendor.set_up.check()).problems
    (gone,) = (await vendor.set_up.check(SLACK_API_URL="http://127.0.0.1:1/api/")).problems

    assert "behind that of Slack, so all requests from there look forged" in off
    assert gone.startswith("Slack at http://127.0.0.1:1/api/ cannot be reached ")


async def test_no_token_and_no_secret_is_ever_shown(vendor: Vendor) -> None:
    await vendor.installs(granted(HERE, "xoxb-geheim"))

    checked = await vendor.set_up.check(SLACK_CLIENT_SECRET="geheim")

    assert len(checked.problems) == 2
    assert "geheim" not in checked.said + "".join(checked.problems)
