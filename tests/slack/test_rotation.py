"""Tokens that end: changed before they do, once, by one process."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bot.domain.ids import ChannelId, WorkspaceId
from bot.domain.installation import Installation
from bot.ports import StoreUnavailable
from bot.slack.message import Message
from bot.slack.messenger import SlackMessenger
from bot.slack.rotation import AT_ONCE
from tests.slack.stage import TUESDAY
from tests.slack.tenants import ACME, HOUR, Place, ending, installation, refusal, settled
from tests.slack.test_failures import slack_that


@pytest.fixture
async def place(sqlite_url: str) -> AsyncIterator[Place]:
    async with settled(sqlite_url) as place:
        yield place


async def test_the_bell_changes_what_ends_within_two_hours(place: Place) -> None:
    process = place.process()
    await process.keeps(ending(TUESDAY + 3 * HOUR))
    await process.many.rotation.ring()
    assert place.slack.refreshed == []

    place.clock.at += HOUR
    await process.many.rotation.ring()

    stored = await process.stored()
    assert stored is not None
    assert (stored.token, stored.refresh_token) == ("xoxe.xoxb-2", "xoxe-2")
    assert stored.expires_at == place.clock.at + 12 * HOUR
    await process.many.rotation.ring()
    assert place.slack.refreshed == ["xoxe-1"]


async def test_one_process_alone_uses_a_refresh_token(place: Place) -> None:
    processes = [place.process() for _ in range(5)]
    await processes[0].keeps(ending(TUESDAY + timedelta(minutes=1)))

    await asyncio.gather(*(process.posts() for process in processes for _ in range(5)))

    assert place.slack.refreshed == ["xoxe-1"]
    assert set(place.slack.calls) <= {"xoxe.xoxb-1", "xoxe.xoxb-2"}


async def test_a_token_about_to_end_is_changed_before_it_is_used(place: Place) -> None:
    process = place.process()
    await process.keeps(ending(TUESDAY + timedelta(minutes=5)))
    await process.posts()
    assert place.slack.calls == ["xoxe.xoxb-2"]


async def test_it_is_used_to_its_end_while_no_other_is_to_be_had(place: Place) -> None:
    process = place.process()
    await process.keeps(ending(TUESDAY + timedelta(minutes=5)))
    place.slack.refresh_refusal = "502"
    await process.posts()
    assert place.slack.calls == ["xoxe.xoxb-1"]

    place.clock.at += timedelta(minutes=5)
    failure = await refusal(process.posts())
    assert (failure.reason, failure.concerns_workspace) == ("token_expired", False)
    assert failure.retry_after is not None


async def test_an_expired_token_is_no_reason_to_suspend_while_slack_cannot_change_it(place: Place) -> None:
    process = place.process()
    await process.keeps(ending(TUESDAY + 3 * HOUR))
    place.slack.good, place.slack.refusal, place.slack.refresh_refusal = set(), "token_expired", "502"
    failure = await refusal(process.posts())
    assert (failure.reason, failure.concerns_workspace) == ("token_expired", False)


async def test_a_workspace_that_took_everything_back_is_told_apart(place: Place) -> None:
    process = place.process()
    await process.keeps(ending(TUESDAY + 3 * HOUR))
    place.slack.good, place.slack.refresh_refusal = set(), "invalid_refresh_token"
    failure = await refusal(process.posts())
    assert (failure.reason, failure.concerns_workspace) == ("token_revoked", True)


async def test_what_was_installed_anew_meanwhile_is_not_overwritten(place: Place) -> None:
    process = place.process()
    await process.keeps(ending(TUESDAY + HOUR))
    fresh = installation(token="xoxb-fresh", installed_at=TUESDAY + HOUR)

    async def answer_late(request: web.Request) -> web.Response:
        del request
        await process.keeps(fresh)
        return place.slack._refresh("xoxe-1")

    async with slack_that(answer_late) as wire:
        rotation = replace(process.many.rotation, oauth=replace(process.many.rotation.oauth, wire=wire))
        assert await rotation.rotate(ACME, ends_by=TUESDAY + HOUR) is None

    assert await process.stored() == fresh


def of_many(count: int, *, ends_at: datetime) -> list[Installation]:
    """Installations of different workspaces, each with a refresh token of its own."""
    return [
        replace(ending(ends_at), workspace=WorkspaceId(f"T{number:04}"), refresh_token=f"xoxe-of-{number}")
        for number in range(count)
    ]


async def test_bells_of_several_processes_change_each_token_once(place: Place) -> None:
    processes = [place.process() for _ in range(3)]
    for each in of_many(20, ends_at=TUESDAY + HOUR):
        await processes[0].keeps(each)

    await asyncio.gather(*(process.many.rotation.ring() for process in processes))

    assert sorted(place.slack.refreshed) == sorted(f"xoxe-of-{number}" for number in range(20))


async def test_those_that_cannot_be_changed_do_not_keep_the_others_waiting(place: Place) -> None:
    process = place.process()
    for each in of_many(AT_ONCE, ends_at=TUESDAY + HOUR):
        await process.keeps(each)
    await process.keeps(ending(TUESDAY + HOUR + timedelta(minutes=1)))
    place.slack.dead = {f"xoxe-of-{number}" for number in range(AT_ONCE)}

    await process.many.rotation.ring()

    stored = await process.stored()
    assert stored is not None
    assert stored.token == "xoxe.xoxb-2"


async def test_what_slack_gave_is_saved_once_the_database_is_back_and_no_post_waits_for_that(place: Place) -> None:
    process = place.process()
    await process.keeps(ending(TUESDAY))

    async def goes_away(request: web.Request) -> web.Response:
        process.store.trouble = StoreUnavailable("away")
        return await place.slack.answer(request)

    async with slack_that(goes_away) as wire:
        rotation = process.many.rotation
        rotation = replace(rotation, oauth=replace(rotation.oauth, wire=wire), waits=timedelta())
        process.many.rotation = rotation
        failure = await refusal(process.posts())
    assert (failure.reason, failure.concerns_workspace) == ("token_expired", False)
    assert failure.retry_after is not None
    process.store.trouble = None
    await asyncio.wait(rotation.saving)

    await process.posts()
    assert place.slack.calls == ["xoxe.xoxb-2"]
    assert place.slack.refreshed == ["xoxe-1"]


async def test_a_call_whose_token_was_long_in_coming_is_not_made(place: Place) -> None:
    """Somebody may have looked for what it posts by then, and found nothing."""
    process = place.process()
    await process.keeps(ending(TUESDAY))
    late = SlackMessenger(process.messenger._client, process.many, begins_within=timedelta())

    failure = await refusal(late.post(ACME, Message("Hello"), to=ChannelId("D1")))

    assert (failure.outcome_unknown, failure.permanent, failure.retry_after is None) == (False, False, False)
    assert place.slack.calls == []
    await process.posts()
    assert place.slack.calls == ["xoxe.xoxb-2"]


async def test_a_process_that_stops_begins_no_other_rotation(place: Place) -> None:
    process = place.process()
    for each in of_many(3, ends_at=TUESDAY + HOUR):
        await process.keeps(each)

    async def is_told_to_stop(request: web.Request) -> web.Response:
        process.many.rotation.draining.set()
        return await place.slack.answer(request)

    async with slack_that(is_told_to_stop) as wire:
        rotation = process.many.rotation
        await replace(rotation, oauth=replace(rotation.oauth, wire=wire)).ring()

    assert place.slack.refreshed == ["xoxe-of-0"]


async def test_a_workspace_without_a_good_token_is_suspended_though_nobody_calls_it(place: Place) -> None:
    process = place.process()
    await process.keeps(ending(TUESDAY + HOUR))
    place.slack.refresh_refusal = "invalid_refresh_token"

    await process.many.rotation.ring()
    assert await process.suspension() is None  # it lasts for an hour yet
    place.clock.at += HOUR
    await process.many.rotation.ring()
    await process.many.rotation.ring()

    assert await process.suspension() == "token_expired"
    assert place.slack.refreshed == ["xoxe-1", "xoxe-1"]


@pytest.mark.parametrize(
    ("word", "reason"), [("invalid_refresh_token", "token_expired"), ("account_inactive", "account_inactive")]
)
async def test_a_workspace_that_is_gone_is_told_from_one_whose_refresh_token_was_lost(
    place: Place, word: str, reason: str
) -> None:
    process = place.process()
    await process.keeps(ending(TUESDAY))
    place.slack.refresh_refusal = word
    place.clock.at += HOUR
    await process.many.rotation.ring()
    assert await process.suspension() == reason


async def test_a_token_that_has_ended_for_good_is_the_workspaces_affair(place: Place) -> None:
    process = place.process()
    await process.keeps(ending(TUESDAY))
    place.slack.refresh_refusal = "invalid_refresh_token"
    failure = await refusal(process.posts())
    assert (failure.reason, failure.concerns_workspace) == ("token_expired", True)


@pytest.mark.parametrize("word", ["bad_client_secret", "invalid_client_id"])
@pytest.mark.parametrize("ends_at", [TUESDAY, TUESDAY + 3 * HOUR])
async def test_no_workspace_pays_for_a_wrong_setting_of_the_operators(
    place: Place, word: str, ends_at: datetime
) -> None:
    process = place.process()
    await process.keeps(ending(ends_at))
    place.slack.good, place.slack.refusal, place.slack.refresh_refusal = set(), "token_expired", word

    failure = await refusal(process.posts())
    await process.many.rotation.ring()

    assert (failure.reason, failure.concerns_workspace) == ("token_expired", False)
    assert await process.suspension() is None


async def test_a_slack_that_wants_to_be_left_alone_is_left_alone(place: Place) -> None:
    process = place.process()
    for each in of_many(3, ends_at=TUESDAY + HOUR):
        await process.keeps(each)
    place.slack.refresh_refusal = "ratelimited"
    await process.many.rotation.ring()
    assert len(place.slack.refreshed) == 1


async def test_no_token_gets_into_the_log(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    process = place.process()
    await process.keeps(ending(TUESDAY))
    with capture_logs() as logged:
        await process.many.rotation.ring()
        place.slack.refresh_refusal = "invalid_refresh_token"
        place.clock.at += 12 * HOUR
        await process.many.rotation.ring()
    assert {"token_rotated", "token_not_rotated", "workspace_suspended"} == {line["event"] for line in logged}
    assert "xox" not in f"{caplog.text}{logged}"
