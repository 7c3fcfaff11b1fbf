"""The card: the one message that shows a reminder, in each state of its life."""

from bot.domain.card import Card
from bot.domain.member import Style
from bot.domain.reminder import State
from bot.slack import ids
from bot.slack.blocks.elements import actions, button, context, option, overflow, section, select
from bot.slack.blocks.exercise import exercise_blocks, headings, how_many, spoken_exercise
from bot.slack.blocks.guide import guide_screen
from bot.slack.blocks.picture import picture_element
from bot.slack.escaping import escape
from bot.slack.message import Block, Message
from bot.slack.wording import folded
from bot.slack.wording.cautions import CAUTION
from bot.slack.wording.counts import listed, uncapitalised
from bot.slack.wording.openers import BY_HEART, HINTS, opener
from routines.model import Exercise

_OPEN = frozenset({State.PENDING, State.SENT})


def reminder_card(card: Card) -> Message:
    """The card as it stands: open, with its exercises and buttons or as a screen of the guide, or folded to a line or
    two.
    """
    state = card.reminder.state
    if card.is_all_done:
        return _summary(card)
    if state in _OPEN:
        return guide_screen(card) if card.screen is not None else _open_card(card)
    if state is State.SNOOZED:
        return _snoozed(card)
    if state is State.MOVED:
        return _closed(card, folded.moved(card))
    if state is State.SKIPPED:
        return _closed(card, folded.skipped(card))
    return Message(*_line(folded.closed_partly(card) if card.done else folded.went_by(card), card))


def _open_card(card: Card) -> Message:
    blocks = [
        *(_short_body(card) if card.style is Style.SHORT else _body(card)),
        context(CAUTION),
        actions(*_done_buttons(card), block_id=_id(card, "done")),
        actions(*_other_choices(card), block_id=_id(card, "other")),
    ]
    return Message(_spoken(card), blocks)


def _body(card: Card) -> list[Block]:
    exercises = zip(card.exercises, headings(card.exercises), strict=True)
    first = [] if card.done else _opening(card, f"{opener(card.reminder.opener)}\n{how_many(card.exercises)}")
    return [*first, *(block for exercise, heading in exercises for block in _exercise(card, exercise, heading))]


def _short_body(card: Card) -> list[Block]:
    """For whoever knows the exercises by heart: a line each."""
    first = [] if card.done else [opener(card.reminder.opener)]
    return _opening(card, "\n".join((*first, *(_in_short(card, exercise) for exercise in card.exercises))))


def _opening(card: Card, text: str) -> list[Block]:
    first = section(text, block_id=_id(card, "opener"))
    return [first] if card.hint is None or card.done else [first, context(HINTS[card.hint])]


def _exercise(card: Card, exercise: Exercise, heading: str) -> list[Block]:
    name = _id(card, exercise.id)
    done_at = card.done.get(exercise.id)
    if done_at is None:
        picture = picture_element(card, exercise.picture) if card.style is Style.PICTURES else None
        return exercise_blocks(exercise, heading=heading, name=name, picture=picture)
    return [section(f"*{heading}*   {folded.done_at(done_at, card.zone)}", block_id=f"{name}_done")]


def _in_short(card: Card, exercise: Exercise) -> str:
    done_at = card.done.get(exercise.id)
    title = f"*{escape(exercise.title)}*"
    if done_at is not None:
        return f"{title}   {folded.done_at(done_at, card.zone)}"
    return f"{title}, {escape(exercise.in_short)}" if exercise.in_short else title


def _done_buttons(card: Card) -> list[Block]:
    remaining = card.open_exercises
    if len(card.exercises) == 1:
        return [_done_all_button(card, "Done")]
    if len(remaining) == 1:
        return [_done_one_button(card, remaining[0], primary=True)]
    all_of_them = "Both done" if len(card.exercises) == 2 else "All done"  # noqa: PLR2004 - what "both" means
    return [_done_all_button(card, all_of_them), *(_done_one_button(card, exercise) for exercise in remaining)]


def _done_all_button(card: Card, text: str) -> Block:
    names = listed([uncapitalised(exercise.short_name) for exercise in card.open_exercises])
    label = f"{text}: {names}"
    return button(text, action=ids.DONE_ALL, value=ids.card_value(card.reminder.id), label=label, primary=True)


def _done_one_button(card: Card, exercise: Exercise, *, primary: bool = False) -> Block:
    text = f"{exercise.short_name} done"
    return button(
        text,
        action=ids.done_one(card.exercises.index(exercise) + 1),
        value=ids.card_value(card.reminder.id, exercise.id),
        label=text,
        primary=primary,
    )


def _other_choices(card: Card) -> list[Block]:
    choices = [
        ("I already moved", ids.MOVED),
        ("Skip this one", ids.SKIP),
        ("Something hurts", ids.CARE),
        ("Why this helps", ids.WHY),
        ("Settings", ids.SETTINGS),
    ]
    minutes = [option(f"{snooze} minutes", ids.card_value(card.reminder.id, str(snooze))) for snooze in card.snoozes]
    snooze = [select("Snooze", minutes, action=ids.SNOOZE)] if minutes else []
    return [_help_button(card), *snooze, _more(card, choices)]


def _help_button(card: Card) -> Block:
    value = ids.card_value(card.reminder.id)
    if card.style is Style.SHORT:
        return button("Show the steps", action=ids.SHOW_STEPS, value=value, label="Show the steps of the exercises")
    return button("Guide me", action=ids.GUIDE, value=value, label="Guide me step by step, with timers")


def _spoken(card: Card) -> str:
    """All of the open card for those who hear it; its beginning is what a lock screen shows."""
    return "\n".join(
        (
            _spoken_done(card) if card.done else _spoken_opening(card),
            *(spoken_exercise(exercise) for exercise in card.open_exercises),
            CAUTION,
            _spoken_choices(card),
        )
    )


def _spoken_opening(card: Card) -> str:
    hint = [] if card.hint is None else [HINTS[card.hint]]
    return " ".join((opener(card.reminder.opener), how_many(card.exercises), *hint))


def _spoken_done(card: Card) -> str:
    done = (exercise for exercise in card.exercises if exercise.id in card.done)
    return " ".join(f"{exercise.title} {folded.done_at(card.done[exercise.id], card.zone)}." for exercise in done)


def _spoken_choices(card: Card) -> str:
    press = str(_done_buttons(card)[0]["text"]["text"])
    single = [f"done {card.exercises.index(exercise) + 1}" for exercise in card.open_exercises]
    ones = single if len(single) > 1 else []
    snooze = [f"snooze {card.snoozes[0]}"] if card.snoozes else []
    also = ", ".join((*ones, "guide", *snooze, "moved", "skip", "hurts"))
    return f"When you have finished, press {press}, or type: done. Also: {also}."


def _summary(card: Card) -> Message:
    done, progress, outlook = folded.all_done(card), folded.progress(card), folded.outlook(card)
    first = " ".join(part for part in (f"*{done}*", progress) if part)
    choices = _after_choices(card)
    if outlook:
        blocks = [
            section(first, block_id=_id(card, "summary")),
            section(outlook, accessory=choices, block_id=_id(card, "outlook")),
        ]
    else:
        blocks = [section(first, accessory=choices, block_id=_id(card, "summary"))]
    if card.offers_short:
        blocks.append(_short_offer(card))
    offer = f"{BY_HEART} Type: settings." if card.offers_short else ""
    return Message(" ".join(part for part in (done, progress, f"{outlook}." if outlook else "", offer) if part), blocks)


def _short_offer(card: Card) -> Block:
    label = "Use the short card from now on"
    use = button("Use the short card", action=ids.SHORT_CARD, value=ids.card_value(card.reminder.id), label=label)
    return section(BY_HEART, accessory=use, block_id=_id(card, "short"))


def _closed(card: Card, sentence: str) -> Message:
    return Message(*_line(sentence, card, accessory=_after_choices(card) if card.can_undo else None))


def _snoozed(card: Card) -> Message:
    label = "Show it now: the exercises you snoozed"
    show = button("Show it now", action=ids.SHOW_IT_NOW, value=ids.card_value(card.reminder.id), label=label)
    sentence = folded.snoozed(card)
    text, blocks = _line(sentence, card)
    return Message(text, [*blocks, actions(show, block_id=_id(card, "show"))])


def _line(sentence: str, card: Card, *, accessory: Block | None = None) -> tuple[str, list[Block]]:
    return sentence, [section(sentence, accessory=accessory, block_id=_id(card, "folded"))]


def _after_choices(card: Card) -> Block:
    undo = [("Undo", ids.UNDO)] if card.can_undo else []
    return _more(card, [*undo, ("My week", ids.WEEK)])


def _more(card: Card, choices: list[tuple[str, str]]) -> Block:
    options = [option(text, ids.card_value(card.reminder.id, what)) for text, what in choices]
    return overflow(options, action=ids.CARD_MORE)


def _id(card: Card, part: str) -> str:
    """A block id: the same for the same part of a reminder, whenever it is drawn."""
    return f"{card.reminder.id}_{part}"
