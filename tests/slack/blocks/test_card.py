from typing import Any

import pytest

from bot.domain.card import CardPicture
from bot.domain.member import Style
from bot.domain.reminder import State
from bot.slack import ids
from bot.slack.blocks.card import reminder_card
from bot.slack.message import Message
from bot.slack.wording.cautions import CAUTION
from tests.slack.blocks.every import parts_of
from tests.slack.examples import BOTH_DONE, HIP, KNEE, RID, at, card, progress, reminder


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": False}


def button(text: str, label: str, action: str, value: str, **style: str) -> dict[str, Any]:
    shown = {"type": "button", "action_id": action, "text": plain(text), "value": value}
    return shown | {"accessibility_label": label} | style


def section(part: str, text: str, **more: Any) -> dict[str, Any]:
    return {"type": "section", "block_id": f"{RID}_{part}", "text": mrkdwn(text)} | more


def leaf(text: str, *, bold: bool = False) -> dict[str, Any]:
    return {"type": "text", "text": text} | ({"style": {"bold": True}} if bold else {})


def steps(part: str, *lines: list[dict[str, Any]]) -> dict[str, Any]:
    numbered = [{"type": "rich_text_section", "elements": line} for line in lines]
    listed = {"type": "rich_text_list", "style": "ordered", "elements": numbered}
    return {"type": "rich_text", "block_id": f"{RID}_{part}_steps", "elements": [listed]}


def overflow(*options: tuple[str, str]) -> dict[str, Any]:
    choices = [{"text": plain(text), "value": f"{RID}:{what}"} for text, what in options]
    return {"type": "overflow", "action_id": "card_more", "options": choices}


def actions(part: str, *elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "block_id": f"{RID}_{part}", "elements": list(elements)}


HIP_STEPS = steps(
    "hip_stretch",
    [leaf("Put the chair right in front of you, its seat facing away. You will hold its back.")],
    [leaf("Put your right hand on the back of the chair. Put your left hand on your hip.")],
    [
        leaf(
            "Breathe in slowly. Pull your shoulders down. Draw your belly in. This strong base keeps you steady.",
        )
    ],
    [
        leaf(
            "Lift your left leg out to the side, foot 4–6 in (10–15 cm) off the floor. "
            "Stay lower if you lose balance or it feels uncomfortable.",
        )
    ],
    [
        leaf("Flex your foot back and forth for "),
        leaf("2 minutes", bold=True),
        leaf(". Then lower your leg to the floor."),
    ],
    [
        leaf(
            "Lift your left leg again. Make small circles with your foot and ankle. "
            "You'll feel the tension leave your left buttock.",
        )
    ],
    [leaf("Lower your leg. Rest for "), leaf("1 minute", bold=True), leaf(".")],
    [
        leaf("Now the "),
        leaf("right", bold=True),
        leaf(
            " leg: left hand on the chair, right hand on your hip. Do 3 to 7 with the right leg. "
            "Do step 3 exactly: it keeps your balance.",
        ),
    ],
)
KNEE_STEPS = steps(
    "knee_to_chest",
    [leaf("Lie flat on the floor or a soft mat. Put your arms down along your sides.")],
    [leaf("Raise your legs until they bend at the knees.")],
    [leaf("Breathe in slowly. Pull in your core as you do.")],
    [leaf("Breathe out and lift your left leg.")],
    [leaf("Clasp both hands around your shin. Gently draw your leg toward your chest.")],
    [leaf("Let go and lower your left leg.")],
    [leaf("Now the "), leaf("right", bold=True), leaf(" leg: do 3 to 6 with the right leg.")],
)
SNOOZE = {
    "type": "static_select",
    "action_id": "snooze",
    "placeholder": plain("Snooze"),
    "options": [{"text": plain(f"{minutes} minutes"), "value": f"{RID}:{minutes}"} for minutes in (10, 20, 30)],
}
MORE = overflow(
    ("I already moved", "moved"),
    ("Skip this one", "skip"),
    ("Something hurts", "care"),
    ("Why this helps", "why"),
    ("Settings", "settings"),
)
GUIDE = button("Guide me", "Guide me step by step, with timers", "guide", RID)
AFTERWARDS = overflow(("Undo", "undo"), ("My week", "week"))
CAUTION_BLOCK = {"type": "context", "elements": [mrkdwn(CAUTION)]}
KNEE_DONE = ("Knee to chest done", "Knee to chest done", "done_one_2", f"{RID}:knee_to_chest")


def test_the_open_card_is_the_copy_decks() -> None:
    assert reminder_card(card()).blocks == [
        section("opener", "Push your chair back and stand up.\nTwo exercises, about 9 minutes."),
        section(
            "hip_stretch_title",
            "*1  Standing hip stretch*\nA high-back chair. Use one that cannot roll or swivel.",
        ),
        HIP_STEPS,
        section("knee_to_chest_title", "*2  Lying knee to chest*\nThe floor or a soft mat."),
        KNEE_STEPS,
        CAUTION_BLOCK,
        actions(
            "done",
            button("Both done", "Both done: hip stretch and knee to chest", "done_all", RID, style="primary"),
            button("Hip stretch done", "Hip stretch done", "done_one_1", f"{RID}:hip_stretch"),
            button(*KNEE_DONE),
        ),
        actions("other", GUIDE, SNOOZE, MORE),
    ]


def test_the_open_cards_text_tells_all_of_it_to_a_screen_reader() -> None:
    lines = reminder_card(card()).text.split("\n")
    assert lines[0] == "Push your chair back and stand up. Two exercises, about 9 minutes."
    assert lines[1].startswith(
        "Standing hip stretch. You need a high-back chair that cannot roll or swivel. 1. Put the chair"
    )
    assert lines[1].endswith("Do step 3 exactly: it keeps your balance.")
    assert lines[2].startswith("Lying knee to chest. You need the floor or a soft mat. 1. Lie flat")
    assert lines[3] == CAUTION
    assert lines[4] == (
        "When you have finished, press Both done, or type: done. "
        "Also: done 1, done 2, guide, snooze 10, moved, skip, hurts."
    )


def test_a_done_exercise_folds_to_a_line() -> None:
    message = reminder_card(card(done={HIP.id: at("11:38")}))
    assert message.blocks == [
        section("hip_stretch_done", "*1  Standing hip stretch*   done 11:38"),
        section("knee_to_chest_title", "*2  Lying knee to chest*\nThe floor or a soft mat."),
        KNEE_STEPS,
        CAUTION_BLOCK,
        actions("done", button(*KNEE_DONE, style="primary")),
        actions("other", GUIDE, SNOOZE, MORE),
    ]
    assert message.text.startswith("Standing hip stretch done 11:38.\nLying knee to chest.")
    assert message.text.endswith("press Knee to chest done, or type: done. Also: guide, snooze 10, moved, skip, hurts.")


def test_a_card_that_may_not_be_snoozed_offers_no_snooze() -> None:
    message = reminder_card(card(snoozes=()))
    assert message.blocks is not None
    assert message.blocks[-1] == actions("other", GUIDE, MORE)
    assert "snooze" not in message.text


STANDING = CardPicture(alt_text="Seen from behind.", file="F1")
LYING = CardPicture(alt_text="Lies flat.", address="https://budge.example/pictures/1.png")
PICTURES = {"stand_left_lift": STANDING, "lie_left_pull": LYING}


def test_the_key_poses_stand_beside_the_titles() -> None:
    blocks = reminder_card(card(pictures=PICTURES)).blocks
    assert blocks is not None
    assert blocks[1]["accessory"] == {"type": "image", "alt_text": "Seen from behind.", "slack_file": {"id": "F1"}}
    assert blocks[3]["accessory"] == {"type": "image", "alt_text": "Lies flat.", "image_url": LYING.address}


def test_a_picture_that_cannot_be_shown_leaves_the_card_as_it_is() -> None:
    blocks = reminder_card(card(pictures={"lie_left_pull": LYING})).blocks
    assert blocks is not None
    assert "accessory" not in blocks[1]
    assert "accessory" in blocks[3]


def test_whoever_wants_steps_alone_gets_no_pictures() -> None:
    assert reminder_card(card(style=Style.STEPS, pictures=PICTURES)) == reminder_card(card())


def test_the_short_card_is_the_copy_decks() -> None:
    message = reminder_card(card(reminder(opener=3), style=Style.SHORT, pictures=PICTURES))
    assert message.blocks == [
        section(
            "opener",
            "Let go of the mouse and stand up.\n"
            "*Standing hip stretch*, left then right: hands, base, lift, flex 2 min, circles, rest 1 min.\n"
            "*Lying knee to chest*, left then right: breathe in, core; breathe out, lift, draw in gently.",
        ),
        CAUTION_BLOCK,
        actions(
            "done",
            button("Both done", "Both done: hip stretch and knee to chest", "done_all", RID, style="primary"),
            button("Hip stretch done", "Hip stretch done", "done_one_1", f"{RID}:hip_stretch"),
            button(*KNEE_DONE),
        ),
        actions("other", button("Show the steps", "Show the steps of the exercises", "show_steps", RID), SNOOZE, MORE),
    ]


def test_the_short_cards_text_still_tells_all_the_steps() -> None:
    full = reminder_card(card()).text
    assert reminder_card(card(style=Style.SHORT)).text == full
    assert "1. Put the chair right in front of you" in full


def test_the_short_card_folds_what_is_done_to_a_line() -> None:
    message = reminder_card(card(style=Style.SHORT, done={HIP.id: at("11:38")}))
    assert message.blocks is not None
    assert message.blocks[0]["text"]["text"] == (
        "*Standing hip stretch*   done 11:38\n"
        "*Lying knee to chest*, left then right: breathe in, core; breathe out, lift, draw in gently."
    )


def test_the_tenth_summary_offers_the_short_card() -> None:
    done = card(reminder(state=State.DONE), done=BOTH_DONE, progress=progress(), offers_short=True)
    message = reminder_card(done)
    assert message.blocks is not None
    use = button("Use the short card", "Use the short card from now on", "short_card", RID)
    assert message.blocks[-1] == section("short", "Know them by heart?", accessory=use)
    assert "Know them by heart? Type: settings." in message.text


def test_a_card_of_one_exercise_has_one_button() -> None:
    message = reminder_card(card(exercises=(HIP,)))
    assert message.blocks is not None
    assert message.blocks[0]["text"]["text"].endswith("One exercise, about 7 minutes.")
    done = button("Done", "Done: hip stretch", "done_all", RID, style="primary")
    assert message.blocks[-2] == actions("done", done)


def test_all_done_folds_to_the_summary() -> None:
    done = card(reminder(state=State.DONE), done=BOTH_DONE, progress=progress(), can_undo=True)
    assert reminder_card(done) == Message(
        "Both done, 11:42. That is 1 of 1 today and 14 exercises this week. Next at 14:12 · 6 days in a row.",
        [
            section("summary", "*Both done, 11:42.* That is 1 of 1 today and 14 exercises this week."),
            section("outlook", "Next at 14:12 · 6 days in a row", accessory=AFTERWARDS),
        ],
    )


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        (
            {"progress": progress(is_best_week=True, done_today=2, sent_today=3)},
            (
                "Both done, 11:42. That is 2 of 3 today. 14 exercises: your best week so far. "
                "Next at 14:12 · 6 days in a row."
            ),
        ),
        (
            {"progress": progress(streak_days=1), "next_at": at("11:30", 19)},
            "Both done, 11:42. That is 1 of 1 today and 14 exercises this week. Next tomorrow at 11:30.",
        ),
        ({"progress": None, "next_at": None}, "Both done, 11:42."),
    ],
)
def test_the_summary_tells_what_there_is_to_tell(changes: dict[str, Any], text: str) -> None:
    done = card(reminder(state=State.DONE), **{"done": BOTH_DONE, "progress": progress(), **changes})
    assert reminder_card(done).text == text


def test_a_snoozed_card_can_be_shown_at_once() -> None:
    snoozed = card(reminder(state=State.SNOOZED, snoozed_until=at("11:52"), snoozes=1))
    show = button("Show it now", "Show it now: the exercises you snoozed", "show_it_now", RID)
    text = "Snoozed. Back at 11:52."
    assert reminder_card(snoozed) == Message(text, [section("folded", text), actions("show", show)])


@pytest.mark.parametrize(
    ("state", "changes", "text"),
    [
        (State.MOVED, {}, "Noted: you moved on your own. Next at 14:12."),
        (State.SKIPPED, {}, "Skipped. Next at 14:12."),
        (State.SKIPPED, {"done": {HIP.id: at("11:38")}}, "Standing hip stretch done, the rest skipped. Next at 14:12."),
        (State.MISSED, {"done": {HIP.id: at("11:38")}}, "11:30 · Standing hip stretch done"),
        (State.MISSED, {}, "11:30 · went by"),
    ],
)
def test_a_closed_card_is_one_line(state: State, changes: dict[str, Any], text: str) -> None:
    assert reminder_card(card(reminder(state=state), **changes)) == Message(text, [section("folded", text)])


@pytest.mark.parametrize("state", [State.MOVED, State.SKIPPED])
def test_what_can_be_undone_says_so(state: State) -> None:
    message = reminder_card(card(reminder(state=state), can_undo=True))
    assert list(parts_of(message.blocks, "overflow")) == [AFTERWARDS]


def test_a_value_says_whose_card_and_what() -> None:
    assert ids.read_card_value(ids.card_value(RID, KNEE.id)) == (RID, KNEE.id)
    assert ids.read_card_value(ids.card_value(RID)) == (RID, "")
    assert ids.DONE_ONE.fullmatch(ids.done_one(2))
    assert ids.PAUSE_BUTTON.fullmatch(ids.pause_button(1))
