"""The screens of the guide as COPY 6 lays them out, and what is said of each to those who hear it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.card import CardPicture
from bot.domain.phrases import parse
from bot.slack.blocks.guide import guide_screen
from bot.slack.message import Block, Message
from bot.slack.wording.guide import sound
from routines.model import Exercise
from routines.screens import screens_of
from tests.slack.examples import HIP, KNEE, NOW, RID, at, card, reminder

SECOND = timedelta(seconds=1)
SLACK_SECTION = 3000


def screen(no: int, *, left: float | None = None, **changes: Any) -> Message:
    """That screen, its timer with so many seconds left."""
    ends_at = None if left is None else NOW + left * SECOND
    return guide_screen(card(reminder(guide_screen=no, guide_ends_at=ends_at), **changes))


def told(message: Message) -> list[str]:
    """The blocks, each as its type and its words."""
    return [f"{block['type']}: {' | '.join(words(block))}" for block in message.blocks or []]


def words(block: Block) -> list[str]:
    match block["type"]:
        case "actions":
            return [f"[{one['text']['text']}]{one.get('style', '')}" for one in block["elements"]]
        case "rich_text":
            lines = block["elements"][0]["elements"]
            return ["".join(leaf["text"] for leaf in line["elements"]) for line in lines]
        case "image":
            return [block["alt_text"]]
        case "section":
            return [block["text"]["text"]]
    return [element["text"] for element in block["elements"]]


def test_a_screen_that_waits_for_start() -> None:
    assert told(screen(2)) == [
        "context: Standing hip stretch · left leg · 2 of 10",
        (
            "rich_text: Put your right hand on the back of the chair. Put your left hand on your hip. | "
            "Breathe in slowly. Pull your shoulders down. Draw your belly in. This strong base keeps you steady. | "
            "Lift your left leg out to the side, foot 4–6 in (10–15 cm) off the floor. "
            "Stay lower if you lose balance or it feels uncomfortable. | "
            "Flex your foot back and forth for 2 minutes. Then lower your leg to the floor."
        ),
        "context: Read first, then press Start. You have 10 seconds to get set. Lower your leg whenever you need to.",
        "actions: [Start 2:00]primary | [Next] | [Back] | [Leave the guide]",
    ]


def test_a_timer_that_runs() -> None:
    unix = int((NOW + 90 * SECOND).timestamp())
    assert told(screen(2, left=90)) == [
        "context: Standing hip stretch · left leg · 2 of 10",
        f"section: *Flex your left foot back and forth.*\n1:30 left · until <!date^{unix}^{{time_secs}}|11:43:30>",
        "context: Stay lower if you lose balance. Stop if anything hurts.",
        "actions: [Next] | [Back] | [Leave the guide]",
    ]


@pytest.mark.parametrize(
    ("left", "shown"),
    [
        (130, "Get set: 10 seconds. Then 2:00"),
        (121, "Get set: 5 seconds. Then 2:00"),
        (120, "2:00 left"),
        (89.4, "1:30 left"),
        (61, "1:00 left"),
        (0.5, "0:05"),
    ],
)
def test_what_is_left_is_told_in_steps_of_five_seconds(left: float, shown: str) -> None:
    assert told(screen(2, left=left))[1].partition("\n")[2].startswith(shown)


def test_a_screen_without_a_time_says_so_and_names_the_rest_that_follows() -> None:
    assert told(screen(3)) == [
        "context: Standing hip stretch · left leg · 3 of 10",
        (
            "rich_text: Lower your leg to the floor. | Lift your left leg again. Make small circles with your foot and "
            "ankle. You'll feel the tension leave your left buttock. | Lower your leg."
        ),
        "context: No set time. Go on when you are ready.",
        "actions: [Next: rest 1:00]primary | [Back] | [Leave the guide]",
    ]


def test_a_rest_shows_what_comes_next() -> None:
    assert told(screen(4, left=30))[1:] == [
        f"section: *Rest.*\n0:30 left · until <!date^{int(NOW.timestamp()) + 30}^{{time_secs}}|11:42:30>",
        "context: Next: the right leg. Left hand on the chair, right hand on your hip.",
        "actions: [Skip the rest] | [Back] | [Leave the guide]",
    ]


@pytest.mark.parametrize(("left", "says"), [(60, "*Rest.*\n1:00 left"), (None, "Rest. The time is up.")])
def test_done_does_not_wait_for_the_rest(left: float | None, says: str) -> None:
    _, timer, buttons = told(screen(7, left=left))
    assert timer.startswith(f"section: {says}")
    assert buttons == "actions: [Hip stretch done]primary | [Next] | [Back] | [Leave the guide]"


def test_before_lying_down_the_phone_is_mentioned() -> None:
    assert told(screen(8))[2:] == [
        "context: Take your phone down with you, or read the next two screens first.",
        "actions: [Next]primary | [Back] | [Leave the guide]",
    ]


def test_the_last_screen_has_done() -> None:
    assert told(screen(10))[2:] == [
        "context: No set time. Stop if anything hurts.",
        "actions: [Knee to chest done]primary | [Next] | [Back] | [Leave the guide]",
    ]


def test_every_button_names_the_place_it_was_pressed_on() -> None:
    def values(message: Message) -> list[str]:
        return [element["value"] for element in (message.blocks or [])[-1]["elements"]]

    assert values(screen(7, left=30)) == [f"{RID}:{HIP.id}", *[f"{RID}:7_runs"] * 3]
    assert values(screen(10)) == [f"{RID}:{KNEE.id}", *[f"{RID}:10"] * 3]


@pytest.mark.parametrize(("left", "shown"), [(None, "The lift."), (90, "The flex.")])
def test_the_picture_is_large_and_that_of_what_is_being_done(left: float | None, shown: str) -> None:
    pictures = {
        "stand_left_lift": CardPicture(alt_text="The lift.", file="F1"),
        "stand_flex": CardPicture(alt_text="The flex.", file="F2"),
    }
    assert told(screen(2, left=left, pictures=pictures))[1] == f"image: {shown}"


def test_a_running_screen_says_when_it_ends_and_that_word_will_come() -> None:
    assert screen(2, left=120).text == (
        "Flex your left foot back and forth until 11:44:00. I will message you when time is up. Stay lower if you "
        "lose balance. Stop if anything hurts. Press Next, or type: next. Also: back, leave."
    )
    assert screen(2, left=130).text.startswith(
        "Flex your left foot back and forth until 11:44:10. It begins at 11:42:10. I will message you"
    )
    assert "message you" not in screen(2, left=120, has_sounds=False).text


def test_a_screen_is_heard_in_full() -> None:
    assert screen(2).text == (
        "Standing hip stretch, left leg, 2 of 10. Read first, then press Start. You have 10 seconds to get set. Lower "
        "your leg whenever you need to. Press Start 2:00, or type: go. Also: next, back, leave.\n"
        "1. Put your right hand on the back of the chair. Put your left hand on your hip. "
        "2. Breathe in slowly. Pull your shoulders down. Draw your belly in. This strong base keeps you steady. "
        "3. Lift your left leg out to the side, foot 4–6 in (10–15 cm) off the floor. Stay lower if you lose balance "
        "or it feels uncomfortable. 4. Flex your foot back and forth for 2 minutes. Then lower your leg to the floor."
    )
    assert "Press Next: rest 1:00, or type: next. Also: back, leave." in screen(3).text
    assert "Press Hip stretch done, or type: done 1. Also: next, back, leave." in screen(7, left=30).text


@pytest.mark.parametrize("no", range(1, 11))
@pytest.mark.parametrize("left", [None, 30])
def test_all_that_a_screen_says_to_type_can_be_typed(no: int, left: float | None) -> None:
    _, _, said = screen(no, left=left).text.partition("\n")[0].partition("or type: ")
    word, _, also = said.removesuffix(".").partition(". Also: ")
    for words_to_type in (word, *also.split(", ")):
        parse(words_to_type)


def of_step(index: int, **changes: Any) -> Exercise:
    """The hip stretch with one of its steps changed."""
    steps = [replace(step, **changes) if number == index else step for number, step in enumerate(HIP.steps)]
    return replace(HIP, steps=tuple(steps))


REST = next(number for number, step in enumerate(HIP.steps) if len(step.screens) > 1)
LONG = f"Rest your forearms on the table {'and let the fingers hang loose ' * 60}."


def test_what_fits_no_button_is_not_on_it() -> None:
    message = screen(3, exercises=(of_step(REST, running=LONG), KNEE))
    assert told(message)[-1] == "actions: [Next: 1:00]primary | [Back] | [Leave the guide]"
    assert "Press Next: 1:00, or type: next." in message.text
    assert len(told(screen(4, left=30, exercises=(of_step(REST, running=LONG), KNEE)))[1]) < SLACK_SECTION


def test_bold_marks_are_not_read_aloud() -> None:
    marked = of_step(REST, running="Hold *still*.", meanwhile="Breathe *out*.", next="The *right* leg.")
    exercises = (marked, KNEE)
    assert "[Next: hold still 1:00]" in told(screen(3, exercises=exercises))[-1]
    running = screen(4, left=30, exercises=exercises)
    assert told(running)[1].startswith("section: *Hold still.*")
    assert "*" not in running.text
    timer = replace(screens_of(exercises)[3].timer or pytest.fail("it has one"), ends="One *minute*.")
    assert sound(timer) == "One minute."


def test_a_screen_that_lost_its_timer_shows_its_steps() -> None:
    message = screen(3, left=30)
    assert message.text == screen(3).text
    assert told(message) == told(screen(3))


def test_with_one_exercise_done_means_that_one() -> None:
    alone = guide_screen(card(reminder(guide_screen=3), exercises=(KNEE,)))
    assert "or type: done. Also" in alone.text


def test_what_is_done_is_passed_by() -> None:
    last = screen(10, done={HIP.id: at("11:38")})
    assert told(last)[-1].startswith("actions: [Knee to chest done]primary | [Next]")
