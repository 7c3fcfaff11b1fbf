"""A stage on which cards have pictures, and what is seen of them there."""

import asyncio
from collections import Counter
from collections.abc import Sequence

from bot.domain.ids import MemberId
from bot.domain.member import Member
from bot.ports import Upload
from bot.sandbox.faults import Fault
from bot.sandbox.people import ANA
from bot.sandbox.records import Json, Message
from bot.services.illustrating import Gallery, Illustrating
from bot.services.timing import UNHURRIED
from bot.services.uploading import Uploading
from bot.store.transaction import SqlStore
from routines.album import Album
from routines.loader import load_catalog
from tests.slack.stage import Stage

FIRST, LAST, POST = "files.getUploadURLExternal", "files.completeUploadExternal", "chat.postMessage"
CATALOG = load_catalog()
[ROUTINE] = CATALOG.routines
KEY_POSES = [exercise.picture for exercise in ROUTINE.exercises]
EVERY_PICTURE = len(ROUTINE.pictures)
AT = "https://budge.example.com"


class Calls:
    """Counts the calls to Slack, and refuses those it is told to."""

    def __init__(self, stage: Stage, *, refusing: str = "", word: str = "", having: str = "") -> None:
        self.counts: Counter[str] = Counter()
        self._refusing, self._word, self._having = refusing, word, having
        stage.sandbox.weather.fault = self._rule

    def _rule(self, method: str, args: Json) -> Fault | None:
        self.counts[method] += 1
        return Fault("refuse", word=self._word) if method == self._refusing and self._having in str(args) else None


def another_process(stage: Stage, *, album: Album = CATALOG.album) -> tuple[Illustrating, Uploading]:
    """One that has just been started over the same database."""
    illustrating = Illustrating(Gallery(routines=[ROUTINE], album=album, clock=stage.clock))
    uploading = Uploading(
        store=SqlStore(stage.engine),
        clock=stage.clock,
        messenger=stage.messenger,
        illustrating=illustrating,
        timing=UNHURRIED,
        draining=asyncio.Event(),
    )
    return illustrating, uploading


async def rows(stage: Stage) -> Sequence[Upload]:
    async with SqlStore(stage.engine).transaction() as tx:
        return await tx.pictures.of(stage.workspace)


def images(message: Message) -> list[Json]:
    return [block["accessory"] for block in message.blocks or [] if block.get("accessory", {}).get("type") == "image"]


def cards(stage: Stage) -> list[Message]:
    return [message for message in stage.seen(stage.dm()) if message.metadata is not None]


async def joined_with_pictures(stage: Stage) -> None:
    await stage.join()
    await stage.services.uploading.ring()
    stage.clock.at += UNHURRIED.picture_usable_after


async def asks_for_a_card(stage: Stage) -> Message:
    await stage.say("now", channel=stage.dm())
    return cards(stage)[-1]


async def ana_of(stage: Stage) -> Member:
    async with SqlStore(stage.engine).transaction() as tx:
        found = await tx.members.get(stage.workspace, MemberId(ANA))
    assert found is not None
    return found
