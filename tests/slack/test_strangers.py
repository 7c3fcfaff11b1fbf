"""Who is let in: nobody but the people of a workspace that installed the bot."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.sandbox.people import ANA, GENERAL, KIT, LIN
from bot.sandbox.records import Json
from bot.slack.wording.installing import NOT_HERE
from tests.slack.http_stage import Door, opened
from tests.slack.signing import Answered, event, interaction
from tests.whole_database import mentions

STRANGER, ELSEWHERE = "U0STRANGER", "T0ELSEWHERE"


@pytest.fixture
async def door(sqlite_url: str) -> AsyncIterator[Door]:
    async with opened(sqlite_url) as door:
        yield door


async def kept_of_strangers(door: Door) -> list[str]:
    return await mentions(door.stage.engine, STRANGER, ELSEWHERE)


def said_by(door: Door, person: str) -> list[str]:
    return [message.text for message in door.stage.seen(GENERAL, by=person)]


def pressed(door: Door, action: str, *, user: Json, team: str) -> Json:
    """A press on a message of ours in #general, by somebody of anywhere."""
    url = door.stage.sandbox.wire.response_urls.give(
        door.stage.sandbox.wire.link.pick().host, channel=GENERAL, person=ANA
    )
    return {
        "type": "block_actions",
        "user": user,
        "team": {"id": team, "domain": "somewhere"},
        "api_app_id": "A0BUDGE",
        "container": {"type": "message", "message_ts": "1.2", "channel_id": GENERAL, "is_ephemeral": False},
        "channel": {"id": GENERAL, "name": "general"},
        "message": {"ts": "1.2", "text": "", "blocks": []},
        "trigger_id": f"{action}.{user['id']}.{team}",
        "response_url": url,
        "actions": [{"type": "button", "action_id": action, "block_id": "b", "value": ""}],
    }


@pytest.mark.parametrize("action", ["start", "show_me", "post_off", "join_in", "done_all", "settings"])
async def test_a_press_from_another_organisation_changes_nothing_and_is_told_why(door: Door, action: str) -> None:
    payload = pressed(door, action, user={"id": STRANGER, "team_id": ELSEWHERE}, team=ELSEWHERE)

    answer = await door.bring(interaction(payload))

    assert (answer.status, answer.body) == (200, b"")
    assert said_by(door, ANA) == [NOT_HERE]
    assert await kept_of_strangers(door) == []


async def test_a_command_from_another_organisation_changes_nothing(door: Door) -> None:
    answer = await door.bring(door.command("start", by=ANA, user_id=STRANGER, team_id=ELSEWHERE))
    assert answer.status == 200
    assert said_by(door, ANA) == [NOT_HERE]
    assert await kept_of_strangers(door) == []


async def test_a_stranger_of_a_shared_channel_cannot_join(door: Door) -> None:
    """Slack may as well name our workspace as the place, and theirs as their own: the profile tells."""
    team = door.stage.sandbox.team
    team.change_person(replace(team.people[LIN], is_stranger=True))
    payload = pressed(door, "start", user={"id": LIN, "team_id": ELSEWHERE}, team=door.stage.workspace)

    answer = await door.bring(interaction(payload))

    assert answer.status == 200
    assert await mentions(door.stage.engine, LIN) == []


async def test_a_strangers_profile_is_not_kept(door: Door) -> None:
    user = {
        "id": STRANGER,
        "team_id": ELSEWHERE,
        "is_stranger": True,
        "tz": "Asia/Tokyo",
        "profile": {"real_name": "Rei"},
    }
    assert (await door.bring(door.event({"type": "user_change", "user": user}))).status == 200
    opened_home = {"type": "app_home_opened", "user": STRANGER, "channel": "D0X", "tab": "messages"}
    assert (await door.bring(door.event(opened_home))).status == 200
    assert await kept_of_strangers(door) == []


async def test_a_guest_is_a_member_like_any_other(door: Door) -> None:
    await door.bring(door.command("start", by=KIT))
    assert door.stage.last(door.stage.dm(KIT), by=KIT).text.startswith("You're in.")


async def brought(door: Door, changes: Mapping[str, Any]) -> Answered:
    return await door.bring(event(door.event_payload(door.said("start")) | dict(changes)))


async def test_an_event_of_a_shared_channel_is_of_the_workspace_that_it_is_authorized_for(door: Door) -> None:
    authorized = {"enterprise_id": None, "team_id": door.stage.workspace, "user_id": "U0BUDGE", "is_bot": True}
    answer = await brought(
        door,
        {
            "team_id": ELSEWHERE,
            "context_team_id": ELSEWHERE,
            "is_ext_shared_channel": True,
            "authorizations": [{**authorized, "is_enterprise_install": False}],
        },
    )
    assert answer.status == 200
    assert door.stage.last(door.stage.dm()).text.startswith("You're in.")
    assert await kept_of_strangers(door) == []


@pytest.mark.parametrize(
    "authorizations",
    [
        [{"enterprise_id": "E1", "team_id": None, "user_id": "U0BUDGE", "is_enterprise_install": True}],
        [{"enterprise_id": "E1", "user_id": "U0BUDGE", "is_bot": True}],
        [{"enterprise_id": None, "team_id": ELSEWHERE, "user_id": "U0BUDGE", "is_bot": True}],
    ],
)
async def test_an_event_for_whom_we_do_not_know_is_taken_and_left(door: Door, authorizations: list[Json]) -> None:
    with capture_logs() as logged:
        assert (await brought(door, {"authorizations": authorizations})).status == 200
    assert door.stage.seen(door.stage.dm()) == []
    assert [line["event"] for line in logged] == ["workspace_unknown"]
    assert await kept_of_strangers(door) == []


@pytest.mark.parametrize("authorizations", [None, []])
async def test_an_event_that_names_nobody_is_of_the_team_it_names(
    door: Door, authorizations: list[Json] | None
) -> None:
    assert (await brought(door, {"authorizations": authorizations})).status == 200
    assert door.stage.last(door.stage.dm()).text.startswith("You're in.")


async def test_whoever_presses_often_does_not_fill_the_log(door: Door) -> None:
    with capture_logs() as logged:
        for number in range(50):
            user = {"id": f"{STRANGER}{number}", "team_id": ELSEWHERE}
            await door.bring(interaction(pressed(door, "start", user=user, team=ELSEWHERE)))
    assert [line["event"] for line in logged] == ["workspace_unknown"]
