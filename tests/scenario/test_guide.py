"""The whole routine by guide alone: by presses, across restarts, and by typed words."""

import re
from datetime import timedelta

import pytest

from bot.sandbox.people import ANA
from bot.slack.response_url import MOST_USES
from routines.loader import load_catalog
from tests.scenario.chronicle import decoded
from tests.scenario.guide_walk import WALK, Calls, place, sounds, uses_of_presses, walk, write_table
from tests.scenario.screen import labels_of
from tests.scenario.stage import Scene

ALWAYS = {"Back", "Leave the guide"}
TO_TYPE = re.compile(r"or type: ([a-z]+(?: [0-9])?)\.")
WILL_TELL = "I will message you when time is up."


@pytest.fixture
async def reminded(scene: Scene) -> Scene:
    await scene.types(ANA, "/budge start")
    await scene.goes_to("11:32")
    return scene


@pytest.fixture
async def guided(reminded: Scene) -> Scene:
    """Ana has a card, and the guide is open."""
    await reminded.presses(ANA, "Guide me")
    assert place(reminded) == "Standing hip stretch · 1 of 10"
    return reminded


async def test_the_whole_routine_takes_nine_presses_and_few_calls(reminded: Scene) -> None:
    calls, card = Calls(), reminded.card(ANA)
    reminded.sandbox.weather.fault = calls.note
    await walk(reminded)

    uses = uses_of_presses(reminded, card)
    write_table(uses, calls)
    assert len(WALK) == 9
    assert uses == [1, 1, 5, 3, 5, 3, 1, 1, 1, 1]
    assert max(uses) <= MOST_USES
    assert calls.made == {"chat.postMessage": 4, "chat.delete": 4}  # the sounds, and no chat.update


async def test_nothing_is_left_to_be_drawn_after_it(reminded: Scene) -> None:
    await walk(reminded)
    calls = Calls()
    reminded.sandbox.weather.fault = calls.note
    await reminded.passes(minutes=30)
    assert calls.made == {}


async def test_a_restart_at_every_screen_loses_nothing(guided: Scene) -> None:
    for press in WALK:
        await guided.presses(ANA, press.label)
        await guided.passes(seconds=press.seconds)
        await guided.restarts()
        assert place(guided) == press.leads_to
        assert sounds(guided) == ([press.sound] if press.sound else [])


async def test_a_restart_while_a_timer_runs_loses_only_the_countdown(guided: Scene) -> None:
    for press in WALK:
        await guided.presses(ANA, press.label)
        running = guided.card_of(ANA)
        await guided.restarts()
        await guided.passes(seconds=press.seconds - 1 if press.seconds else 0)
        assert guided.card_of(ANA) == running
        await guided.passes(seconds=11 if press.seconds else 0)
        assert place(guided) == press.leads_to.replace("11:38", "11:39")
        assert sounds(guided) == ([press.sound] if press.sound else [])


async def test_next_back_and_leave_are_on_every_screen(guided: Scene) -> None:
    """And Leave shows the card that stood before; opened again, the guide begins at what is still open."""
    for press in WALK[:-1]:
        assert set(labels_of(guided.card(ANA))) >= ALWAYS
        assert any(label.startswith(("Next", "Skip the rest")) for label in labels_of(guided.card(ANA)))
        await guided.presses(ANA, press.label)
        assert set(labels_of(guided.card(ANA))) >= ALWAYS
        await guided.passes(seconds=press.seconds)
    await guided.presses(ANA, "Leave the guide")
    assert "1  Standing hip stretch   done 11:38" in guided.card_of(ANA)
    assert "Knee to chest done" in labels_of(guided.card(ANA))
    await guided.presses(ANA, "Guide me")
    assert place(guided) == "Lying knee to chest · 8 of 10"


async def test_back_goes_by_what_was_read_and_the_timer_that_runs_ends(guided: Scene) -> None:
    for label in ("Next", "Start 2:00", "Back"):
        await guided.presses(ANA, label)
    assert "Start 2:00" in labels_of(guided.card(ANA))
    for label in ("Start 2:00", "Next", "Next: rest 1:00", "Skip the rest", "Back"):
        await guided.presses(ANA, label)
    assert place(guided) == "Standing hip stretch · left leg · 3 of 10"
    await guided.passes(minutes=5)
    assert place(guided) == "Standing hip stretch · left leg · 3 of 10"
    for _ in range(3):
        await guided.presses(ANA, "Back")
    assert "Both done" in labels_of(guided.card(ANA))


async def test_by_typed_words_and_text_alone(reminded: Scene) -> None:
    """Somebody hears what each message says, types what it names, and waits where it says that word will come."""
    heard, typed = [reminded.card(ANA).text], ["guide"]
    assert " guide" in heard[0]
    heard.append(decoded(await reminded.types(ANA, "guide")))
    for _ in range(20):
        if WILL_TELL in heard[-1]:
            await reminded.passes(seconds=130)
            sound = reminded.messages(ANA)[-1]
            heard += [sound.text, decoded(reminded.card(ANA).text)]
        word = TO_TYPE.search(heard[-1])
        if word is None:
            break
        typed.append(word[1])
        heard.append(decoded(await reminded.types(ANA, word[1])))
    assert heard[-1].startswith("Both done, ")
    assert typed == ["guide", "next", "go", "next", "go", "next", "done 1", "next", "next", "done 2"]
    everything = "\n".join(heard[1:])
    for exercise in load_catalog().routines[0].exercises:
        for step in exercise.steps:
            for sentence in step.plain.split(". "):
                assert sentence.rstrip(".") in everything or "1 minute" in sentence, sentence
    assert sum(WILL_TELL in each for each in heard) == 4


async def test_a_typed_timer_is_drawn_at_its_start_and_its_end(reminded: Scene) -> None:
    for words in ("guide", "next", "go"):
        await reminded.types(ANA, words)
    calls = Calls()
    reminded.sandbox.weather.fault = calls.note
    await reminded.passes(seconds=129)
    assert calls.made == {}
    await reminded.passes(seconds=1)
    assert calls.made == {"chat.update": 1, "chat.postMessage": 1}
    assert place(reminded) == "Standing hip stretch · left leg · 3 of 10"


async def test_what_is_left_is_shown_every_half_minute(guided: Scene) -> None:
    await guided.presses(ANA, "Next")
    await guided.presses(ANA, "Start 2:00")
    ends_at = guided.clock.now() + timedelta(seconds=130)
    shown = [guided.card_of(ANA)]
    while guided.clock.now() < ends_at - timedelta(seconds=1):
        await guided.passes(seconds=1)
        if guided.card_of(ANA) != shown[-1]:
            shown.append(guided.card_of(ANA))
    assert [words.splitlines()[2] for words in shown] == [
        "Get set: 10 seconds. Then 2:00 · until 11:34:10",
        "1:30 left · until 11:34:10",
        "1:00 left · until 11:34:10",
        "0:30 left · until 11:34:10",
    ]
