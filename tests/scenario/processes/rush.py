"""What Slack brings at a steady pace, each on a connection of its own, and what became of it."""

import asyncio
from collections import Counter
from collections.abc import Callable
from itertools import cycle

import aiohttp

from bot.sandbox import payloads
from bot.sandbox.controls import find, find_element
from bot.sandbox.people import ANA
from bot.sandbox.state import ts_of
from bot.slack.http import PATH
from tests.scenario.processes.apart import Apart, request_url
from tests.scenario.processes.bot_process import until
from tests.slack.signing import Sent, command, interaction

A_SECOND = 50
PATIENCE = aiohttp.ClientTimeout(total=3)
"""As long as Slack waits for an ack."""


class Rush:
    """Brings what `asks` make, one after the other, to whatever listens at the port."""

    def __init__(self, port: int, *asks: Callable[[], Sent], a_second: int = A_SECOND) -> None:
        self._url = f"http://127.0.0.1:{port}{PATH}"
        self._asks = cycle(asks)
        self._pause = 1 / a_second
        self._asking: set[asyncio.Task[None]] = set()
        self.outcomes: Counter[str] = Counter()

    async def go_on(self) -> None:
        async with aiohttp.ClientSession(timeout=PATIENCE, connector=aiohttp.TCPConnector(force_close=True)) as session:
            try:
                while True:
                    self._asking.add(asyncio.create_task(self._ask(session, next(self._asks)())))
                    await asyncio.sleep(self._pause)
            finally:
                await asyncio.wait(self._asking)

    async def acked(self, more: int) -> None:
        """Until so many more have been acked."""
        enough = self.outcomes["200"] + more

        async def are_acked() -> bool:
            return self.outcomes["200"] >= enough

        await until(are_acked)

    async def _ask(self, session: aiohttp.ClientSession, sent: Sent) -> None:
        try:
            async with session.post(self._url, data=sent.body, headers=sent.all_headers) as answer:
                self.outcomes[str(answer.status)] += 1
        except aiohttp.ClientConnectorError:
            self.outcomes["refused"] += 1  # it has not been sent: a proxy hands it to another process
        except (aiohttp.ClientError, TimeoutError) as error:
            self.outcomes[type(error).__name__] += 1


def typing(pair: Apart, words: str) -> Callable[[], Sent]:
    """Ana types this after `/budge`."""
    wire, dm = pair.sandbox.wire, pair.sandbox.team.open_dm(ANA).id

    def ask() -> Sent:
        typed = {"command": "/budge", "text": words, "team_id": wire.team.team_id, "user_id": ANA, "channel_id": dm}
        ways = {
            "trigger_id": wire.triggers.give(ANA),
            "response_url": wire.response_urls.give("127.0.0.1:1", channel=dm, person=ANA),
        }
        return _signed(pair, command(typed | ways))

    return ask


def pressing(pair: Apart, label: str) -> Callable[[], Sent]:
    """Ana presses what bears this label on her newest card, as it is now, again and again."""
    wire, card = pair.sandbox.wire, pair.cards(ANA)[-1]
    team, control = wire.team, find(card.blocks, label)
    assert control is not None
    action = {"type": "button", "action_id": control.action_id, "block_id": control.block_id}
    element = find_element(card.blocks or [], block_id=control.block_id, action_id=control.action_id)
    assert element is not None
    action |= {"action_ts": ts_of(wire.now()), "value": element["value"]}
    place = {"type": "message", "message_ts": card.ts, "channel_id": card.channel, "is_ephemeral": False}
    host = pair.environ["SLACK_API_URL"].split("/")[2]

    def ask() -> Sent:
        trigger = wire.triggers.give(ANA)
        url = wire.response_urls.give(host, channel=card.channel, person=ANA, message_ts=card.ts)
        shown = payloads.interaction("block_actions", person=team.people[ANA], team=team, trigger_id=trigger)
        where = {"container": place, "channel": {"id": card.channel, "name": "directmessage"}, "response_url": url}
        return _signed(
            pair, interaction(shown | where | {"message": payloads.message(card, team=team), "actions": [action]})
        )

    return ask


def _signed(pair: Apart, sent: Sent) -> Sent:
    team = pair.sandbox.team
    return sent.signed(request_url(team, 1)._now(), secret=team.app.signing_secret)
