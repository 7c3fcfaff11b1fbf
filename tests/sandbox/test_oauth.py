"""From a code to a token, and from one token to the next."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.grants import Grants
from bot.sandbox.people import ANA, INES, LIN, WELLNESS, cast
from bot.sandbox.refusal import RefusedError
from tests.sandbox.applicant import REDIRECT, Applicant, applying
from tests.sandbox.test_web_api import error_of

HERE, THERE = "T0SANDBOX", "T0NEIGHBOURS"


@pytest.fixture
async def applicant() -> AsyncIterator[Applicant]:
    async with applying() as fresh:
        yield fresh


async def test_a_code_buys_a_token_for_the_team_of_who_allowed_it(applicant: Applicant) -> None:
    told = await applicant.install(team=THERE, person=INES)
    assert told["ok"]
    assert told["team"] == {"id": THERE, "name": "Harbour Lane"}
    assert (told["authed_user"], told["token_type"], told["app_id"]) == ({"id": INES}, "bot", "A0BUDGE")
    assert told["scope"] == "chat:write,commands,users:read"
    assert "refresh_token" not in told
    who = await applicant.client(told["access_token"]).auth_test()
    assert (who["team_id"], who["user_id"]) == (THERE, told["bot_user_id"])


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated")  # the SDK still uses it
async def test_the_sdk_can_exchange_a_code(applicant: Applicant) -> None:
    code = await applicant.code(team=HERE, person=ANA)
    client = AsyncWebClient(base_url=f"{applicant.stage.base_url}/api/")
    client.proxy = None
    told = await client.oauth_v2_access(
        client_id=applicant.app.client_id, client_secret=applicant.app.client_secret, code=code, redirect_uri=REDIRECT
    )
    assert told["team"]["id"] == HERE


async def test_a_token_opens_its_own_team_only(applicant: Applicant) -> None:
    here = await applicant.install(team=HERE, person=ANA)
    there = await applicant.install(team=THERE, person=INES)
    assert here["access_token"] != there["access_token"]
    assert await error_of(applicant.client(there["access_token"]).users_info(user=ANA)) == "user_not_found"
    members = (await applicant.client(here["access_token"]).users_list())["members"]
    assert {member["team_id"] for member in members} == {HERE}


async def test_a_code_is_good_once(applicant: Applicant) -> None:
    code = await applicant.code(team=HERE, person=ANA)
    assert (await applicant.access(code=code, redirect_uri=REDIRECT))["ok"]
    again = await applicant.access(code=code, redirect_uri=REDIRECT)
    assert again == {"ok": False, "error": "code_already_used"}


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"redirect_uri": "https://elsewhere.example.com/"}, "bad_redirect_uri"),
        ({"redirect_uri": ""}, "bad_redirect_uri"),
        ({"code": "1.2.3"}, "invalid_code"),
        ({"client_id": "1.2"}, "invalid_client_id"),
        ({"client_secret": "guessed"}, "bad_client_secret"),
        ({"grant_type": "password"}, "invalid_grant_type"),
        ({"grant_type": "refresh_token", "refresh_token": "xoxe-1-none"}, "invalid_refresh_token"),
        ({"grant_type": "refresh_token"}, "invalid_refresh_token"),
    ],
)
async def test_a_wrong_exchange_is_refused(applicant: Applicant, given: dict[str, str], error: str) -> None:
    code = await applicant.code(team=HERE, person=ANA)
    usual = {"code": code, "redirect_uri": REDIRECT}
    assert await applicant.access(**usual | given) == {"ok": False, "error": error}
    assert not applicant.stage.sandbox.team.is_installed


async def test_an_exchange_without_credentials_is_refused(applicant: Applicant) -> None:
    address = f"{applicant.stage.base_url}/api/oauth.v2.access"
    async with aiohttp.ClientSession() as session, session.post(address, data={"code": "1"}) as response:
        assert (await response.json())["error"] == "invalid_client_id"


def test_a_code_is_good_for_ten_minutes() -> None:
    clock = [0.0]
    team = cast(is_installed=False)
    grants = Grants({team.team_id: team}, monotonic=lambda: clock[0])
    early, late = (
        grants.consent(team, person=ANA, scopes=frozenset({"commands"}), redirect_uri=REDIRECT) for _ in range(2)
    )
    clock[0] = 600.0
    assert grants.exchange(early, redirect_uri=REDIRECT)[1].team is team
    clock[0] = 600.1
    with pytest.raises(RefusedError, match="invalid_code"):
        grants.exchange(late, redirect_uri=REDIRECT)


def test_two_teams_cannot_have_one_token() -> None:
    one, other = cast(), cast(team_id="T0OTHER")
    with pytest.raises(ValueError, match="same token"):
        Grants({one.team_id: one, other.team_id: other})


async def test_installing_again_adds_scopes_and_keeps_the_token(applicant: Applicant) -> None:
    first = await applicant.install(team=HERE, person=ANA, scope="commands")
    again = await applicant.install(team=HERE, person=LIN, scope="chat:write")
    assert again["access_token"] == first["access_token"]
    assert again["scope"] == "chat:write,commands"


async def test_an_install_for_an_organisation_has_no_team(applicant: Applicant) -> None:
    applicant.switch(installs_for_organisation=True)
    told = await applicant.install(team=HERE, person=ANA)
    assert (told["is_enterprise_install"], told["team"]) == (True, None)
    assert told["enterprise"]["id"].startswith("E")


async def test_a_rotating_token_comes_with_what_renews_it(applicant: Applicant) -> None:
    applicant.switch(rotates_tokens=True)
    told = await applicant.install(team=HERE, person=ANA)
    assert told["access_token"].startswith("xoxe.xoxb-")
    assert told["refresh_token"].startswith("xoxe-")
    assert 43_190 <= told["expires_in"] <= 43_200
    assert 43_190 <= (await applicant.client(told["access_token"]).auth_test())["expires_in"] <= 43_200


async def test_a_refresh_token_is_good_once_and_the_older_token_lives_on(applicant: Applicant) -> None:
    applicant.switch(rotates_tokens=True)
    first = await applicant.install(team=HERE, person=ANA)
    asked = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    second = await applicant.access(**asked)
    assert second["team"]["id"] == HERE
    assert second["access_token"] != first["access_token"]
    assert await applicant.access(**asked) == {"ok": False, "error": "invalid_refresh_token"}
    for told in (first, second):
        assert (await applicant.client(told["access_token"]).auth_test())["ok"]


async def test_an_expired_token_says_so_and_can_be_renewed(applicant: Applicant) -> None:
    applicant.switch(rotates_tokens=True)
    sandbox = applicant.stage.sandbox
    first = await applicant.install(team=HERE, person=ANA)
    sandbox.grants.expire(sandbox.team)
    client = applicant.client(first["access_token"])
    assert await error_of(client.chat_postMessage(channel=WELLNESS, text="Hello")) == "token_expired"
    second = await applicant.access(grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert (await applicant.client(second["access_token"]).auth_test())["ok"]
