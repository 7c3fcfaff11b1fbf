"""Two teams with one app: what belongs to one is nothing to the other, and the app leaves each by itself."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.sandbox.gestures import ImpossibleGesture
from bot.sandbox.people import ANA, GENERAL, INES, WELLNESS, cast, neighbours
from bot.sandbox.server import Sandbox
from tests.sandbox.applicant import Applicant, applying
from tests.sandbox.stage import Stage, actions, button, press, raised, web_client
from tests.sandbox.test_web_api import error_of

HERE, THERE = "T0SANDBOX", "T0NEIGHBOURS"


@pytest.fixture
async def pair() -> AsyncIterator[Applicant]:
    """The app, installed in both teams."""
    async with applying() as applicant:
        await applicant.install(team=HERE, person=ANA)
        await applicant.install(team=THERE, person=INES)
        yield applicant


def there(applicant: Applicant) -> Sandbox:
    return applicant.stage.sandboxes[THERE]


def token(sandbox: Sandbox) -> str:
    return sandbox.team.app.bot_token


async def test_what_the_app_hears_carries_its_team(pair: Applicant) -> None:
    assert (await there(pair).gestures.say(INES, channel=GENERAL, text="/budge")).ok
    assert (await pair.stage.sandbox.gestures.open_home(ANA)).ok
    command, event = pair.ear.heard
    assert (command["team_id"], command["user_id"]) == (THERE, INES)
    assert (event["team_id"], event["authorizations"][0]["user_id"]) == (HERE, "U0BUDGE")


async def test_an_answer_reaches_the_team_it_is_for(pair: Applicant) -> None:
    await there(pair).gestures.say(INES, channel=GENERAL, text="/budge")
    address = pair.ear.heard[0]["response_url"].replace("127.0.0.1", pair.stage.base_url.removeprefix("http://"))
    async with pair.browser.post(address, json={"text": "Hello"}) as response:
        assert response.status == 200
    assert [m.text for m in there(pair).team.messages(GENERAL, seen_by=INES)] == ["Hello"]
    assert not pair.stage.shown(GENERAL, to=ANA)


async def test_an_address_of_no_team_answers_nothing(pair: Applicant) -> None:
    async with pair.browser.post(f"{pair.stage.base_url}/hooks/response/T0NONE/key", json={}) as response:
        assert response.status == 404


async def test_an_app_that_is_nowhere_installed_hears_nothing() -> None:
    async with applying() as applicant:
        gestures = applicant.stage.sandbox.gestures
        assert (await gestures.say(ANA, channel=GENERAL, text="/budge")).error == "unknown_command"
        assert (await gestures.open_home(ANA)).ok
        assert not applicant.ear.heard


async def test_a_removed_app_is_told_and_its_token_is_dead(pair: Applicant) -> None:
    sandbox = pair.stage.sandbox
    await sandbox.gestures.remove_app()
    assert pair.ear.events() == [(HERE, "app_uninstalled"), (HERE, "tokens_revoked")]
    assert pair.ear.heard[1]["event"]["tokens"] == {"oauth": [], "bot": ["U0BUDGE"]}
    assert await error_of(pair.client(token(sandbox)).auth_test()) == "account_inactive"
    assert "U0BUDGE" not in sandbox.team.channels[WELLNESS].members
    assert (await pair.client(token(there(pair))).auth_test())["ok"]


async def test_the_two_events_of_a_removal_can_come_the_other_way_round(pair: Applicant) -> None:
    await there(pair).gestures.remove_app(uninstalled_first=False)
    assert pair.ear.events() == [(THERE, "tokens_revoked"), (THERE, "app_uninstalled")]


async def test_a_removed_app_can_be_installed_again_with_another_token(pair: Applicant) -> None:
    sandbox = pair.stage.sandbox
    old = token(sandbox)
    await sandbox.gestures.remove_app()
    told = await pair.install(team=HERE, person=ANA, scope="commands")
    assert told["access_token"] != old
    assert told["scope"] == "commands"
    assert not sandbox.team.bot.deleted
    assert await error_of(pair.client(old).auth_test()) == "account_inactive"


async def test_a_revoked_token_is_dead_while_people_still_reach_the_app(pair: Applicant) -> None:
    sandbox = pair.stage.sandbox
    await sandbox.gestures.revoke_token()
    assert pair.ear.events() == [(HERE, "tokens_revoked")]
    assert await error_of(pair.client(token(sandbox)).auth_test()) == "token_revoked"
    assert (await sandbox.gestures.say(ANA, channel=GENERAL, text="/budge")).ok


async def test_the_app_can_revoke_its_own_token(pair: Applicant) -> None:
    sandbox = there(pair)
    client = pair.client(token(sandbox))
    assert not (await client.auth_revoke(test=True))["revoked"]
    assert (await client.auth_revoke(test=False))["revoked"]
    assert await error_of(client.auth_test()) == "token_revoked"


async def test_a_press_on_what_a_removed_app_left_tells_that_nobody_answers(pair: Applicant) -> None:
    sandbox = pair.stage.sandbox
    client = pair.client(token(sandbox))
    await client.chat_postMessage(channel=ANA, text="Hello", blocks=[actions(button("Press"))])
    dm = sandbox.team.open_dm(ANA)
    [message] = sandbox.team.messages(dm.id)
    await sandbox.gestures.remove_app()
    assert not (await press(pair.stage, ANA, message, "Press")).ok


async def test_files_go_to_the_team_of_the_token(pair: Applicant) -> None:
    await pair.install(team=THERE, person=INES, scope="files:write")
    client = pair.client(token(there(pair)))
    given = await client.files_getUploadURLExternal(filename="a.txt", length=2)
    async with aiohttp.ClientSession() as session, session.post(given["upload_url"], data=b"hi") as response:
        assert response.status == 200
    assert (await client.files_completeUploadExternal(files=[{"id": given["file_id"], "title": "A"}]))["ok"]


async def test_both_teams_are_reached_over_one_connection_of_socket_mode() -> None:
    async with raised(cast(), neighbours()) as stage:
        opened = await web_client(stage.base_url, token=stage.sandbox.team.app.app_token).apps_connections_open(
            app_token=stage.sandbox.team.app.app_token
        )
        async with aiohttp.ClientSession() as session, session.ws_connect(opened["url"]) as socket:
            assert (await socket.receive_json())["connection_info"] == {"app_id": "A0BUDGE"}
            for team_id in (HERE, THERE):
                await _heard_of(stage, socket, team_id)


async def _heard_of(stage: Stage, socket: aiohttp.ClientWebSocketResponse, team_id: str) -> None:
    sandbox = stage.sandboxes[team_id]
    telling = asyncio.create_task(sandbox.gestures.open_home(sandbox.team.you))
    frame = await socket.receive_json()
    assert frame["payload"]["team_id"] == team_id
    await socket.send_json({"envelope_id": frame["envelope_id"]})
    assert (await telling).ok


async def test_bad_weather_over_one_team_is_none_over_the_other(pair: Applicant) -> None:
    there(pair).weather.rate = lambda method, args: 7  # noqa: ARG005  whatever is called
    address = f"{pair.stage.base_url}/api/auth.test"
    statuses = []
    for sandbox in pair.stage.sandboxes.values():
        async with pair.browser.post(address, headers={"Authorization": f"Bearer {token(sandbox)}"}) as response:
            statuses.append(response.status)
    assert statuses == [200, 429]


async def test_nobody_can_remove_what_is_not_installed() -> None:
    async with applying() as applicant:
        with pytest.raises(ImpossibleGesture):
            await applicant.stage.sandbox.gestures.remove_app()
        with pytest.raises(ImpossibleGesture):
            await applicant.stage.sandbox.gestures.revoke_token()
        assert not applicant.ear.heard
