"""What `/metrics` of a running bot says, held against what has happened in Slack."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.metrics import Metrics
from bot.sandbox.faults import Fault, FaultRule
from bot.sandbox.people import ANA, LIN, WELLNESS
from bot.services.readiness import Readiness
from bot.web import ops, serving
from tests.figures import Figures, figures_at
from tests.scenario.stage import Scene, stage


@dataclass(slots=True)
class Watched:
    """A story, what the sandbox was asked meanwhile, and the ops port beside it."""

    scene: Scene
    port: int
    before: Figures
    asked: Counter[str] = field(default_factory=Counter)

    async def reads(self) -> Figures:
        return await figures_at(self.port)

    def note(self, method: str, _: object) -> Fault | None:
        self.asked[method] += 1
        return None


@asynccontextmanager
async def watched(url: str) -> AsyncIterator[Watched]:
    metrics = Metrics(version="test")
    async with stage(url, meter=metrics) as scene, serving(ops(Readiness(), metrics), port=0) as port:
        metrics.watch(scene.bot.gauging.levels)
        story = Watched(scene, port, await figures_at(port))
        scene.sandbox.weather.fault = story.note
        yield story


async def test_the_figures_are_what_has_happened(sqlite_url: str) -> None:
    async with watched(sqlite_url) as story:
        scene = story.scene
        for person in (ANA, LIN):
            await scene.types(person, "/budge start", into=WELLNESS)
        await scene.goes_to("11:45")
        await scene.presses(ANA, "Both done")
        await scene.presses(LIN, "Hip stretch done")
        await scene.types(ANA, "stats")
        await scene.goes_to("Wed 17:00")
        await scene.bot.gauging.count()
        figures = await story.reads()

    cards = len(scene.cards(ANA)) + len(scene.cards(LIN))
    assert cards > 0
    posted = figures["budge_reminders_sent_total"]
    assert posted == figures["budge_reminder_late_seconds_count"] >= cards
    assert figures.of_labels("budge_reminder_late_seconds_bucket", le="1.0") == posted
    heard = figures.by("budge_ack_seconds_count", "kind")
    assert (heard["command"], heard["press"]) == (2, 2)
    assert heard["event"] >= 1
    story.asked["upload"] = story.asked["files.completeUploadExternal"]  # to an address of its own, which is no method
    assert called(figures) - called(story.before) == story.asked
    assert sum(figures.by("budge_reminders_failed_total", "reason").values()) == 0
    assert figures.by("budge_database_transaction_seconds_count", "outcome")["committed"] > posted
    assert figures["budge_slack_connected"] == 1
    assert figures["budge_leases_held"] == figures["budge_turns_under_way"] == figures["budge_work_after_acks"] == 0
    assert figures.by("budge_queue_length", "queue") == {"members": 0, "reminders": 0, "look_ups": 0, "errands": 0}


def called(figures: Figures) -> Counter[str]:
    """The calls of the Web API by method; a response_url is none of them."""
    methods = figures.by("budge_slack_calls_total", "method")
    return Counter({name: round(count) for name, count in methods.items() if name != "response_url"})


async def test_what_went_wrong_is_told_by_how(sqlite_url: str) -> None:
    async with watched(sqlite_url) as story:
        scene = story.scene
        await scene.types(ANA, "/budge start", into=WELLNESS)
        scene.sandbox.weather.fault = refusing("chat.postMessage", "channel_not_found")
        await scene.goes_to("11:45")
        figures = await story.reads()
        scene.complaints.clear()  # it is meant to say so

    assert figures.of_labels("budge_reminders_failed_total", reason="channel_not_found") == 1
    assert figures.of_labels("budge_slack_calls_total", method="chat.postMessage", outcome="refused") == 1
    assert figures["budge_reminders_sent_total"] == 0


async def test_what_comes_too_late_is_told_as_given_up(sqlite_url: str) -> None:
    async with watched(sqlite_url) as story:
        scene = story.scene
        await scene.types(ANA, "/budge start", into=WELLNESS)
        scene.clock.move_to(scene.next_time("12:30"))  # nobody was there meanwhile
        await scene.settles()
        figures = await story.reads()

    assert figures.of_labels("budge_reminders_expired_total", reason="late") == 1
    assert figures["budge_reminders_sent_total"] == 0


async def test_slacks_429s_are_counted(sqlite_url: str) -> None:
    async with watched(sqlite_url) as story:
        scene = story.scene
        await scene.types(ANA, "/budge start", into=WELLNESS)
        scene.sandbox.weather.rate = lambda method, _: 30 if method == "views.publish" else None
        await scene.gestures.open_home(ANA)
        await scene.settles()
        figures = await story.reads()
        scene.complaints.clear()

    assert figures.of_labels("budge_slack_calls_total", method="views.publish", outcome="limited") >= 1


def refusing(method: str, word: str) -> FaultRule:
    return lambda asked, _: Fault("refuse", word=word) if asked == method else None
