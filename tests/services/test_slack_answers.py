"""What Slack's answers to a post mean for people: the real messenger over the wire, and the real services behind it."""

import itertools
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web

from bot.domain.ids import MemberId
from bot.domain.reminder import State
from bot.ports import DeliveryFailed
from bot.services.tidying import PATIENCE
from bot.services.timing import Timing
from bot.slack.client import Identity, web_client
from bot.slack.failures import RECIPIENT_ERRORS, WORKSPACE_ERRORS
from bot.slack.installations import Installed, OneWorkspace
from bot.slack.messenger import SlackMessenger
from bot.store.transaction import SqlStore
from tests.services.delivery import Delivery
from tests.slack.test_failures import slack_that
from tests.store.rows import ACME, ANA, BEN, CLEO, HOUR, NINE, reminder

BOT = "B1"
IDENTITY = Identity(workspace=ACME, bot_user=MemberId("UBOT"), bot_id=BOT)
ACMES = OneWorkspace(installed=Installed(identity=IDENTITY, token="xoxb-acme"))
EVERYBODY = (ANA, BEN, CLEO)


@dataclass(slots=True)
class Answers:
    """A Slack that keeps what is posted, and answers as it is told."""

    refusals: dict[str, str] = field(default_factory=dict)
    """By channel, or `*`: the error word."""
    leaves_out_ts: bool = False
    calls: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    posted: list[Mapping[str, Any]] = field(default_factory=list)
    _serial: "itertools.count[int]" = field(default_factory=itertools.count)

    def in_dm(self, who: MemberId) -> list[Mapping[str, Any]]:
        return [message for message in self.posted if message["channel"] == f"D{who[1:]}"]

    async def answer(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        self.calls[method] += 1
        asked = await request.json() if request.content_type == "application/json" else await request.post()
        word = self.refusals.get(str(asked["channel"])) or self.refusals.get("*")
        if word is not None:
            return web.json_response({"ok": False, "error": word})
        return web.json_response({"ok": True, **self._do(method, asked)})

    def _do(self, method: str, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        channel = asked["channel"]
        match method:
            case "chat.postMessage":
                ts = f"{NINE.timestamp() + next(self._serial):.6f}"
                self.posted.append({"channel": channel, "ts": ts, "bot_id": BOT, "metadata": asked["metadata"]})
                return {"channel": channel} if self.leaves_out_ts else {"channel": channel, "ts": ts}
            case "chat.delete":
                self.posted = [message for message in self.posted if message["ts"] != asked["ts"]]
                return {}
            case _:
                return {"messages": [message for message in self.posted if message["channel"] == channel]}


@pytest.fixture
def slack() -> Answers:
    return Answers()


@pytest.fixture
async def delivery(store: SqlStore, slack: Answers) -> AsyncIterator[Delivery]:
    async with slack_that(slack.answer) as wire:
        built = Delivery(store)
        messenger = SlackMessenger(web_client(wire, with_token=False), ACMES)
        built.services = built.process("wired", messenger=messenger)
        await built.joins(*EVERYBODY)
        yield built


async def test_a_post_answered_ok_without_a_ts_is_looked_up_and_neither_taken_as_sent_nor_made_again(
    delivery: Delivery, slack: Answers
) -> None:
    slack.leaves_out_ts = True
    await delivery.tick()
    assert await delivery.open_ones(*EVERYBODY) == []
    assert len(await delivery.unsent(ANA)) == 1

    await delivery.tick(later=Timing().look_up_after)

    opened = await delivery.open_ones(*EVERYBODY)
    assert sorted(one.ref.ts for one in opened if one.ref) == sorted(message["ts"] for message in slack.posted)
    assert (slack.calls["chat.postMessage"], slack.calls["conversations.history"]) == (3, 3)


@pytest.mark.parametrize("word", sorted(WORKSPACE_ERRORS))
async def test_an_error_about_the_workspace_suspends_it_with_the_reason(
    delivery: Delivery, slack: Answers, word: str
) -> None:
    slack.refusals["*"] = word
    await delivery.tick()

    assert (await delivery.workspace()).suspended_reason == word
    failed = [await delivery.row(reminder(NINE, who=who).id) for who in EVERYBODY]
    assert {(one.state, one.reason) for one in failed} == {(State.FAILED, word)}
    calls = sum(slack.calls.values())
    await delivery.tick(later=8 * HOUR)
    assert sum(slack.calls.values()) == calls
    with pytest.raises(DeliveryFailed, match=word):
        await delivery.services.requests.now(ACME, ANA)


@pytest.mark.parametrize("word", sorted({*RECIPIENT_ERRORS, "restricted_action_read_only_channel"}))
async def test_an_error_about_one_member_suspends_them_with_the_reason_and_nobody_else(
    delivery: Delivery, slack: Answers, word: str
) -> None:
    slack.refusals[f"D{BEN[1:]}"] = word
    await delivery.tick()

    refused, failed = await delivery.member(BEN), await delivery.row(reminder(NINE, who=BEN).id)
    assert (refused.suspended_reason, refused.next_at) == (word, None)
    assert (failed.state, failed.reason) == (State.FAILED, word)
    assert (await delivery.workspace()).suspended_reason is None
    await delivery.tick(later=refused.interval)
    assert [len(slack.in_dm(who)) for who in (ANA, CLEO)] == [1, 1]
    assert {one.member for one in await delivery.open_ones(*EVERYBODY)} == {ANA, CLEO}
    assert slack.calls["chat.postMessage"] == 2 * len(EVERYBODY) - 1


async def test_an_error_about_this_one_card_suspends_nobody(delivery: Delivery, slack: Answers) -> None:
    slack.refusals[f"D{BEN[1:]}"] = "invalid_blocks"
    await delivery.tick()

    refused, failed = await delivery.member(BEN), await delivery.row(reminder(NINE, who=BEN).id)
    assert (failed.state, failed.reason) == (State.FAILED, "invalid_blocks")
    assert refused.suspended_reason is None
    assert refused.next_at is not None
    assert refused.next_at >= NINE + refused.interval


async def test_a_removal_refused_with_the_token_is_made_once_slack_lets_us_in_again(
    delivery: Delivery, slack: Answers
) -> None:
    await delivery.tick()
    await delivery.services.enrolment.stop(ACME, BEN)
    slack.refusals["*"] = "token_revoked"
    await delivery.tick()
    assert len(slack.in_dm(BEN)) == 1

    slack.refusals.clear()
    await delivery.tick(later=PATIENCE[0])

    assert slack.in_dm(BEN) == []
