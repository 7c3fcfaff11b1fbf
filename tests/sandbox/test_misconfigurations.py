"""What can be wrong with an app's settings, shown as Slack shows it."""

from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from bot.sandbox.people import ANA, KIT, LIN, WELLNESS
from bot.sandbox.records import Person
from tests.sandbox.stage import Heard, Stage, connected, web_client
from tests.sandbox.test_web_api import error_of


def change(stage: Stage, **changes: Any) -> None:
    team = stage.sandbox.team
    team.app = replace(team.app, **changes)


async def test_every_answer_names_the_scopes_of_its_token_also_one_that_refuses(stage: Stage) -> None:
    change(stage, scopes=frozenset({"commands", "chat:write"}))
    assert (await stage.client.auth_test()).headers["X-OAuth-Scopes"] == "chat:write,commands"
    with pytest.raises(SlackApiError) as refused:
        await stage.client.users_info(user=ANA)
    answer = refused.value.response
    assert (answer["error"], answer["needed"], answer["provided"]) == (
        "missing_scope",
        "users:read",
        "chat:write,commands",
    )
    assert answer.headers["X-OAuth-Scopes"] == "chat:write,commands"


async def test_without_the_scope_of_commands_there_is_no_command(stage: Stage) -> None:
    change(stage, scopes=stage.sandbox.team.app.scopes - {"commands"})
    outcome = await stage.sandbox.gestures.say(ANA, channel=WELLNESS, text="/budge")
    assert outcome.error == "unknown_command"


async def test_without_the_scope_of_direct_messages_what_is_typed_there_stays_unheard(stage: Stage) -> None:
    change(stage, scopes=stage.sandbox.team.app.scopes - {"im:history", "users:read"})
    dm, app, heard = await stage.dm(ANA), stage.app(), Heard()
    heard.listen(app, "message", "user_change", "app_home_opened")
    async with connected(stage, app):
        assert (await stage.sandbox.gestures.say(ANA, channel=dm, text="Hello")).ok
        assert (await stage.sandbox.gestures.set_zone(ANA, tz="Asia/Tokyo")).ok
        assert (await stage.sandbox.gestures.open_home(ANA)).ok
        [body] = await heard.until(1)
    assert body["event"]["type"] == "app_home_opened"


async def test_socket_mode_that_is_off_opens_no_connection(stage: Stage) -> None:
    change(stage, has_socket_mode=False)
    token = stage.sandbox.team.app.app_token
    assert await error_of(stage.client.apps_connections_open(app_token=token)) == "socket_mode_not_enabled"


async def test_a_messages_tab_that_is_off_takes_no_direct_message(stage: Stage) -> None:
    change(stage, has_messages_tab=False)
    assert await error_of(stage.client.chat_postMessage(channel=ANA, text="Hello")) == "messages_tab_disabled"
    dm = await stage.dm(ANA)
    assert await error_of(stage.client.chat_postMessage(channel=dm, text="Hello")) == "messages_tab_disabled"
    assert (await stage.client.chat_postMessage(channel=WELLNESS, text="Hello"))["ok"]


async def test_a_revoked_token_of_the_only_team_is_refused(stage: Stage) -> None:
    async with connected(stage, stage.app()):
        await stage.sandbox.gestures.revoke_token()
    assert await error_of(stage.client.auth_test()) == "token_revoked"


async def test_an_app_level_token_says_which_app_it_is_of(stage: Stage) -> None:
    app = stage.sandbox.team.app
    for token, app_id in ((app.app_token, app.id), (app.other_app_token, app.other_id)):
        answer = await web_client(stage.base_url, token=token).auth_test()
        assert answer["app_id"] == app_id
        assert "team_id" not in answer
        assert answer.headers["X-OAuth-Scopes"] == "connections:write"


async def test_the_bot_says_which_app_it_is_of(stage: Stage) -> None:
    bot_id = (await stage.client.auth_test())["bot_id"]
    assert (await stage.client.bots_info(bot=bot_id))["bot"]["app_id"] == stage.sandbox.team.app.id
    assert await error_of(stage.client.bots_info(bot="B0NOBODY")) == "bot_not_found"


async def test_the_token_of_another_app_opens_a_connection_on_which_nothing_comes(stage: Stage) -> None:
    app = stage.sandbox.team.app
    opened = await stage.client.apps_connections_open(app_token=app.other_app_token)
    async with aiohttp.ClientSession() as session, session.ws_connect(opened["url"]) as socket:
        assert (await socket.receive_json())["connection_info"] == {"app_id": app.other_id}
        assert stage.sandbox.wire.link.connections == 0
        assert (await stage.sandbox.gestures.open_home(ANA)).error == "not_acked"


async def test_answers_carry_the_date_of_the_clock_they_are_given(stage: Stage) -> None:
    assert "Date" not in (await stage.client.auth_test()).headers
    off = datetime(2026, 11, 17, 8, 35, tzinfo=UTC)
    stage.sandbox.weather.date = lambda: off
    answer = await stage.client.auth_test()
    assert parsedate_to_datetime(answer.headers["Date"]) == off


async def test_people_show_their_part_in_the_team(shared_stage: Stage) -> None:
    async def parts(person: str) -> set[str]:
        user = (await shared_stage.client.users_info(user=person))["user"]
        return {name for name in ("is_admin", "is_owner", "is_primary_owner", "is_restricted") if user[name]}

    assert await parts(ANA) == {"is_admin"}
    assert await parts(LIN) == {"is_admin", "is_owner"}
    assert await parts(KIT) == {"is_restricted"}


async def test_somebody_of_another_organisation_is_seen_as_such(stage: Stage) -> None:
    stranger = Person("U0STRANGER", name="Sol", real_name="Sol Reyes", is_stranger=True, home_team="T0ELSEWHERE")
    stage.sandbox.team.change_person(stranger)
    user = (await stage.client.users_info(user=stranger.id))["user"]
    assert (user["is_stranger"], user["team_id"]) == (True, "T0ELSEWHERE")
    assert "tz" not in user
