"""Who installed the bot, kept in mind: read once, read anew when it must be, and renewed before it ends."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from bot.domain.ids import ChannelId, MemberId, WorkspaceId
from bot.domain.installation import Installation
from bot.ports import DeliveryFailed, StoreUnavailable, Transaction
from bot.slack.client import web_client
from bot.slack.many_workspaces import ManyWorkspaces
from bot.slack.message import Message
from bot.slack.messenger import SlackMessenger
from bot.slack.oauth import OAuth
from bot.slack.rotation import Rotation
from bot.store.keyring import Keyring
from bot.store.transaction import SqlStore
from tests.slack.stage import TUESDAY, HandClock
from tests.slack.test_failures import slack_that
from tests.stores import KEY, NEWER_KEY, engine_for

ACME = WorkspaceId("T0ACME")
HOUR = timedelta(hours=1)


def installation(**changes: Any) -> Installation:
    first = Installation(
        workspace=ACME,
        team_name="Acme",
        bot_user=MemberId("U0BOT"),
        bot_id="B0BOT",
        scopes=frozenset({"commands"}),
        token="xoxb-1",
        installed_at=TUESDAY,
    )
    return replace(first, **changes)


def ending(at: datetime) -> Installation:
    return installation(token="xoxe.xoxb-1", refresh_token="xoxe-1", expires_at=at)


@dataclass(slots=True)
class Counted:
    """A store that counts its transactions, and may be slow or away."""

    store: SqlStore
    transactions: int = 0
    trouble: Exception | None = None
    may_go: asyncio.Event = field(default_factory=asyncio.Event)

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        self.transactions += 1
        return self._transaction()

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[Transaction]:
        if self.trouble is not None:
            raise self.trouble
        await self.may_go.wait()
        async with self.store.transaction() as tx:
            yield tx


@dataclass(slots=True)
class Slack:
    """Changes tokens, and takes calls made with the good ones."""

    good: set[str] = field(default_factory=lambda: {"xoxb-1", "xoxe.xoxb-1"})
    refusal: str = "token_revoked"
    refresh_refusal: str = ""
    refreshed: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    """The tokens with which posts were made."""

    async def answer(self, request: web.Request) -> web.Response:
        if request.match_info["method"] == "oauth.v2.access":
            return self._refresh(str((await request.post())["refresh_token"]))
        token = request.headers["authorization"].removeprefix("Bearer ")
        self.calls.append(token)
        if token not in self.good:
            return web.json_response({"ok": False, "error": self.refusal})
        return web.json_response({"ok": True, "channel": "D1", "ts": "1.2"})

    def _refresh(self, used: str) -> web.Response:
        self.refreshed.append(used)
        if self.refresh_refusal == "502":
            return web.Response(status=502)
        if self.refresh_refusal:
            return web.json_response({"ok": False, "error": self.refresh_refusal})
        number = len(self.refreshed) + 1
        self.good.add(f"xoxe.xoxb-{number}")
        return web.json_response(
            {
                "ok": True,
                "access_token": f"xoxe.xoxb-{number}",
                "refresh_token": f"xoxe-{number}",
                "expires_in": 43200,
                "scope": "commands",
            }
        )


@dataclass(slots=True, kw_only=True)
class Process:
    """One of the processes that share the database."""

    many: ManyWorkspaces
    store: Counted
    messenger: SlackMessenger

    async def posts(self) -> None:
        await self.messenger.post(ACME, Message("Hello"), to=ChannelId("D1"))

    async def keeps(self, kept: Installation) -> None:
        async with self.store.store.transaction() as tx:
            await tx.workspaces.ensure(kept.workspace)
            await tx.installations.put(kept)

    async def stored(self) -> Installation | None:
        async with self.store.store.transaction() as tx:
            return await tx.installations.get(ACME)


@dataclass(slots=True)
class Place:
    slack: Slack
    clock: HandClock
    process: Callable[..., Process]


@pytest.fixture
async def place(sqlite_url: str) -> AsyncIterator[Place]:
    slack, clock = Slack(), HandClock()
    async with engine_for(sqlite_url) as engine, slack_that(slack.answer) as wire:

        def process(*, key: str = KEY, read_within: timedelta = HOUR) -> Process:
            store = Counted(SqlStore(engine, Keyring([key])))
            store.may_go.set()
            oauth = OAuth(wire=wire, client_id="1.2", client_secret="s", public_url="https://x", clock=clock)
            rotation = Rotation(store=store, oauth=oauth, clock=clock)
            many = ManyWorkspaces(store, rotation, clock, read_within=read_within)
            return Process(many=many, store=store, messenger=SlackMessenger(web_client(wire, with_token=False), many))

        yield Place(slack, clock, process)


async def refusal(of: Awaitable[Any]) -> DeliveryFailed:
    with pytest.raises(DeliveryFailed) as caught:
        await of
    return caught.value


async def test_a_workspace_is_read_once_and_then_known(place: Place) -> None:
    process = place.process()
    await process.keeps(installation())

    for _ in range(100):
        known = await process.many.authorize(None, ACME)
        assert known is not None
        assert (known.team_id, known.bot_user_id, known.bot_id) == (ACME, "U0BOT", "B0BOT")
        await process.posts()

    assert process.store.transactions == 1
    assert set(place.slack.calls) == {"xoxb-1"}


async def test_a_hundred_payloads_at_once_read_it_once(place: Place) -> None:
    process = place.process()
    await process.keeps(installation())
    found = await asyncio.gather(*(process.many.authorize(None, ACME) for _ in range(100)))
    assert all(known is not None for known in found)
    assert process.store.transactions == 1


async def test_whoever_has_not_installed_it_is_nobody(place: Place) -> None:
    process = place.process()
    assert await process.many.authorize(None, ACME) is None
    assert await process.many.authorize("E1", None) is None
    failure = await refusal(process.posts())
    assert (failure.reason, failure.permanent, failure.concerns_workspace) == ("not_installed", True, True)
    await process.keeps(installation())  # another process did
    assert await process.many.authorize(None, ACME) is not None


async def test_what_is_forgotten_while_it_is_read_is_not_kept(place: Place) -> None:
    process = place.process()
    await process.keeps(installation())
    process.store.may_go.clear()
    reading = asyncio.create_task(process.many.authorize(None, ACME))
    await asyncio.sleep(0)

    process.many.forget(ACME)
    process.store.may_go.set()
    assert await reading is not None
    await process.many.authorize(None, ACME)

    assert process.store.transactions == 2


async def test_no_ack_waits_for_a_database_that_hangs(place: Place) -> None:
    process = place.process(read_within=timedelta(milliseconds=1))
    await process.keeps(installation())
    process.store.may_go.clear()

    with pytest.raises(StoreUnavailable):
        await process.many.authorize(None, ACME)

    process.store.may_go.set()
    process.many.read_within = HOUR
    assert await process.many.authorize(None, ACME) is not None
    assert process.store.transactions == 1  # the same reading


async def test_a_post_waits_for_a_database_that_is_away(place: Place) -> None:
    process = place.process()
    process.store.trouble = StoreUnavailable("away")
    failure = await refusal(process.posts())
    assert failure.retry_after is not None
    assert not failure.permanent
    assert place.slack.calls == []


async def test_a_token_that_no_key_opens_is_the_operators_affair(place: Place) -> None:
    await place.process().keeps(installation())
    process = place.process(key=NEWER_KEY)
    with pytest.raises(StoreUnavailable):
        await process.many.authorize(None, ACME)
    assert not (await refusal(process.posts())).permanent


async def test_a_refused_token_is_looked_up_and_the_call_made_once_more(place: Place) -> None:
    process, other = place.process(), place.process()
    await process.keeps(installation())
    await process.posts()
    await other.keeps(installation(token="xoxb-2", installed_at=TUESDAY + HOUR))
    place.slack.good = {"xoxb-2"}

    await process.posts()
    await process.posts()

    assert place.slack.calls == ["xoxb-1", "xoxb-1", "xoxb-2", "xoxb-2"]


@pytest.mark.parametrize("word", ["account_inactive", "invalid_auth", "token_revoked", "token_expired"])
async def test_a_token_that_nothing_replaced_is_refused_for_good(place: Place, word: str) -> None:
    process = place.process()
    await process.keeps(installation())
    place.slack.good, place.slack.refusal = set(), word

    failure = await refusal(process.posts())

    assert (failure.reason, failure.concerns_workspace) == (word, True)
    assert place.slack.calls == ["xoxb-1"]


async def test_any_other_refusal_is_not_tried_again(place: Place) -> None:
    process = place.process()
    await process.keeps(installation())
    place.slack.good, place.slack.refusal = set(), "channel_not_found"
    assert (await refusal(process.posts())).reason == "channel_not_found"
    assert process.store.transactions == 1


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
        assert await rotation.rotate(ACME) is None

    assert await process.stored() == fresh
