"""Timers of routines of one's own: a long one is drawn as it begins, and now and then until it ends."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

from bot.domain.ids import MemberId
from bot.sandbox.people import ANA
from bot.sandbox.records import Message
from bot.store.transaction import SqlStore
from tests.slack.stage import Stage, raised
from tests.slack.test_guide_faults import now_of, passes
from tests.slack.trouble import RESPONSE_URL, Trouble

ROUTINE = """
id = "long"
title = "A long sit"

[[exercises]]
id = "long_sit"
title = "Long sit"
short_name = "Long sit"
about_seconds = 660
equipment = "A chair."
spoken_needs = "You need a chair."

[[exercises.steps]]
screen = 1
text = "Sit upright for *10 minutes*."
seconds = 600
running = "Sit upright."
ends = "Ten minutes. Get up."
"""


async def choose(stage: Stage, routine: str) -> None:
    async with SqlStore(stage.engine).transaction() as tx:
        ana = await tx.members.get(stage.workspace, MemberId(ANA), lock=True)
        assert ana is not None
        await tx.members.save(replace(ana, routine=routine))


def timer_of(stage: Stage, card: Message) -> str:
    """What the card says of its timer."""
    [section] = [block for block in now_of(stage, card).blocks or [] if block["type"] == "section"]
    told: str = section["text"]["text"].partition("\n")[2]
    return told.partition(" · ")[0]


async def test_a_long_timer_is_drawn_as_it_begins_and_after_each_third_of_it(sqlite_url: str, tmp_path: Path) -> None:
    (tmp_path / "long.toml").write_text(ROUTINE, encoding="utf-8")
    drawings: Counter[str] = Counter()
    trouble = Trouble(rule=lambda name: drawings.update([name]))
    async with raised(sqlite_url, trouble=trouble, more_routines=tmp_path) as stage:
        dm = await stage.join()
        await choose(stage, "long")
        await stage.say("now", channel=dm)
        [card] = [message for message in stage.seen(dm) if message.metadata]
        for label in ("Guide me", "Start 10:00"):
            await stage.press(label, now_of(stage, card))
        shown, drawn_before = [], drawings[RESPONSE_URL]
        for _ in range(4):
            shown.append(timer_of(stage, card))
            await passes(stage, seconds=10 if len(shown) == 1 else 200)

        assert shown == ["Get set: 10 seconds. Then 10:00", "10:00 left", "6:40 left", "3:20 left"]
        assert drawings[RESPONSE_URL] - drawn_before == 4
        assert now_of(stage, card).text.startswith("Long sit, 1 of 1.")
