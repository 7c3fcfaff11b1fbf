"""Walking through the guide: what is pressed, how long its timers run, where one is then, and what it costs Slack."""

import sys
from collections import Counter
from dataclasses import dataclass, field

from bot.sandbox.people import ANA
from bot.sandbox.records import Json, Message
from tests.scenario.stage import Scene


@dataclass(frozen=True, slots=True)
class Press:
    label: str
    leads_to: str
    """The screen, or how the card begins, once its time is up."""
    seconds: int = 0
    """How long a timer runs by itself then: ten to get set among them, where it was started."""
    sound: str = ""
    """The message at its end."""


FLEXED, RESTED = "Two minutes. Lower your leg.", "One minute. Now the right leg."
WALK = (
    Press("Next", "Standing hip stretch · left leg · 2 of 10"),
    Press("Start 2:00", "Standing hip stretch · left leg · 3 of 10", 130, FLEXED),
    Press("Next: rest 1:00", "Standing hip stretch · right leg · 5 of 10", 60, RESTED),
    Press("Start 2:00", "Standing hip stretch · right leg · 6 of 10", 130, FLEXED),
    Press("Next: rest 1:00", "Standing hip stretch · right leg · 7 of 10", 60, "One minute. The rest is over."),
    Press("Hip stretch done", "Lying knee to chest · 8 of 10"),
    Press("Next", "Lying knee to chest · left leg · 9 of 10"),
    Press("Next", "Lying knee to chest · right leg · 10 of 10"),
    Press("Knee to chest done", "Both done, 11:38. That is 1 of 1 today and 2 exercises this week."),
)
"""The whole routine after [Guide me]."""


@dataclass(slots=True)
class Calls:
    """What was asked of Slack's Web API."""

    made: Counter[str] = field(default_factory=Counter)

    def note(self, method: str, _args: Json) -> None:
        self.made[method] += 1


def place(scene: Scene) -> str:
    """Where the newest card is: its first line."""
    return scene.card_of(ANA).partition("\n")[0]


def sounds(scene: Scene) -> list[str]:
    """The short messages that stand."""
    card = scene.card(ANA)
    return [message.text for message in scene.messages(ANA) if message.ts > card.ts]


async def walk(scene: Scene) -> None:
    """From the card to the summary, by presses alone."""
    await scene.presses(ANA, "Guide me")
    assert place(scene) == "Standing hip stretch · 1 of 10"
    for press in WALK:
        await scene.presses(ANA, press.label)
        assert sounds(scene) == []
        await scene.passes(seconds=press.seconds)
        assert place(scene) == press.leads_to
        assert sounds(scene) == ([press.sound] if press.sound else [])


def uses_of_presses(scene: Scene, card: Message) -> list[int]:
    """How often the response_url of each press on that card was used, in order."""
    hooks = scene.sandbox.wire.response_urls._hooks.values()
    return [hook.uses for hook in hooks if hook.message_ts == card.ts]


def write_table(uses: list[int], calls: Calls) -> None:
    """For whoever runs it with `-s`."""
    labels = ["Guide me", *(press.label for press in WALK)]
    rows = [f"{label:20} response_url {used}" for label, used in zip(labels, uses, strict=True)]
    others = ", ".join(f"{method} {count}" for method, count in sorted(calls.made.items()))
    sys.stdout.write("\n".join(("", *rows, f"{'in all':20} response_url {sum(uses)}, {others}", "")))
