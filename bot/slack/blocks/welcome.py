"""The conversation of joining: introduction, confirmation, and the questions about zone and leaderboard."""

from collections.abc import Sequence

from bot.domain.member import Member, Visibility
from bot.domain.spread import DEFAULT_BOUNDS, Bounds
from bot.domain.status import Status, ZoneMove
from bot.slack import ids
from bot.slack.blocks import choices
from bot.slack.blocks.elements import actions, button, context, divider, fields, option, plain, section
from bot.slack.blocks.exercise import exercise_blocks, headings, how_many, spoken_exercise
from bot.slack.blocks.rich import leaf, line, rich_text
from bot.slack.escaping import escape, shown_name, spoken_name
from bot.slack.message import Block, Message
from bot.slack.wording import replies
from bot.slack.wording.bounds import every_words
from bot.slack.wording.cautions import ARTICLE, CAUTION, CLINICIAN
from bot.slack.wording.counts import capitalised, listed, uncapitalised
from bot.slack.wording.hours import hours_words, week_words
from bot.slack.wording.plans import next_sentence, rhythm
from bot.slack.wording.times import day_and_time, interval_words, zone_words
from routines.model import Exercise

_INTRODUCTION = (
    "{often} of your working day I send you two short exercises for people who sit a lot. "
    "You tick them off. That's all."
)
_NOBODY_ELSE = "Nobody can sign you up but you."
_ZONE_QUESTION = "What is your time zone? Slack doesn't tell me, and I don't want to guess."
_ZONE_HINT = "Or type `/budge zone Europe/Berlin`. I start as soon as I know."
_LEADERBOARD_QUESTION = (
    "Shall I show your name, share, best week and run? Until you answer you are private: "
    "you add to the team total and nothing else."
)
_WHO_SEES = (
    "Nobody in Slack sees when you skip, snooze or pause. Whoever runs Budge here can read its database. "
    "`/budge forget me` erases you."
)


def introduction(bounds: Bounds = DEFAULT_BOUNDS) -> Message:
    """What a stranger gets, whatever they say."""
    label = "Show me the exercises before I decide"
    show = button("Show me the exercises", action=ids.SHOW_EXERCISES, label=label)
    spoken = f"I'm Budge. {_introduction(bounds)} {_NOBODY_ELSE} To begin, press Start."
    return Message(spoken, introduction_blocks(show, bounds=bounds))


def introduction_blocks(*more: Block, bounds: Bounds = DEFAULT_BOUNDS) -> list[Block]:
    """The introduction with Start, and whatever else stands beside it."""
    return [
        section(f"*I'm Budge.* {_introduction(bounds)}"),
        actions(choices.start(), *more),
        context(_NOBODY_ELSE),
    ]


def exercises_to_read(exercises: Sequence[Exercise]) -> Message:
    """The exercises without any button to tick them off."""
    spoken = "\n".join((how_many(exercises), *map(spoken_exercise, exercises), CAUTION))
    return Message(spoken, exercises_to_read_blocks(exercises))


def exercises_to_read_blocks(exercises: Sequence[Exercise]) -> list[Block]:
    titled = zip(exercises, headings(exercises), strict=True)
    steps = [block for exercise, heading in titled for block in exercise_blocks(exercise, heading=heading)]
    return [*steps, context(CAUTION)]


def welcome(status: Status, exercises: Sequence[Exercise]) -> Message:
    """The confirmation; once answered, its question about the leaderboard is folded to the answer."""
    member = status.member
    if member.zone is None:
        raise ValueError("a member without a time zone is asked for it first")
    plan = [
        section(f"*You're in.* {_which(exercises)}"),
        section(f"*When*  {week_words(member.week)}, {zone_words(member.zone)}"),
        fields(
            (f"*How often*  every {interval_words(member.interval)}", f"*First one*  {_first(status, member.zone)}")
        ),
        actions(*_welcome_choices(exercises)),
        context(f"{ARTICLE} {CAUTION}"),
        context(CLINICIAN),
        divider(),
    ]
    return Message(_spoken_welcome(status, exercises), [*plan, *leaderboard_blocks(member), context(_WHO_SEES)])


def _welcome_choices(exercises: Sequence[Exercise]) -> list[Block]:
    leave_out = [choices.leave_one_out()] if len(exercises) > 1 else []
    return [choices.settings("Change"), *leave_out, choices.do_them_now(text="Show me one now")]


def leaderboard_blocks(member: Member) -> list[Block]:
    """The question, or its answer and the command that changes it."""
    if member.visibility is not Visibility.UNANSWERED:
        return [leaderboard_answer(member)]
    label = "Keep me private on the team leaderboard"
    private = button("Keep me private", action=ids.KEEP_PRIVATE, label=label)
    return [
        section(f"*The team leaderboard.* {_LEADERBOARD_QUESTION}"),
        actions(choices.show_me(), private),
    ]


def leaderboard_answer(member: Member) -> Block:
    if member.visibility is Visibility.SHOWN:
        shown = f'Leaderboard: shown as "{shown_name(member.name)}". '
        return rich_text(line(leaf(shown), leaf("/budge hide me", code=True), leaf(" changes it.")))
    return rich_text(line(leaf("Leaderboard: private. "), leaf("/budge show me", code=True), leaf(" changes it.")))


def already_in(status: Status) -> Message:
    sentence = replies.already_in(status)
    return Message(sentence, [section(sentence), actions(choices.settings())])


def zone_question() -> Message:
    return Message(f"{_ZONE_QUESTION} {_ZONE_HINT}", zone_blocks())


def zone_blocks() -> list[Block]:
    return [section(_ZONE_QUESTION), actions(zone_menu()), context(_ZONE_HINT)]


def zone_menu() -> Block:
    """A menu whose options are looked up as the member types: `zone_options`."""
    return {
        "type": "external_select",
        "action_id": ids.CHOOSE_ZONE,
        "placeholder": plain("Find your city"),
        "min_query_length": 2,
    }


def zone_options(zones: Sequence[str]) -> list[Block]:
    """The options of a `zone_menu`, as many as Slack takes."""
    return [zone_option(zone) for zone in zones[:100]]


def zone_option(zone: str) -> Block:
    return option(zone.replace("_", " "), zone)


def zone_moved(move: ZoneMove) -> Message:
    """Slack says the member is elsewhere: their hours moved along, unless they say no."""
    new, old = zone_words(move.new_zone), zone_words(move.old_zone)
    hours = hours_words(move.status.member.week)
    sentence = f"Slack says you're on {new} now. Your hours stay {hours}, {new}. {next_sentence(move.status)}"
    stay = button(
        f"Stay on {old}",
        action=ids.STAY_ON_ZONE,
        value=move.old_zone,
        label=f"Stay on {old}: keep my hours as they were",
    )
    return Message(sentence, [section(sentence), actions(stay)])


def _introduction(bounds: Bounds) -> str:
    return _INTRODUCTION.format(often=capitalised(every_words(bounds)))


def _which(exercises: Sequence[Exercise]) -> str:
    """As in `Two exercises: standing hip stretch and lying knee to chest. About 9 minutes.`."""
    count, _, minutes = how_many(exercises).partition(", ")
    titles = listed([uncapitalised(exercise.title) for exercise in exercises])
    return f"{count}: {escape(titles)}. {capitalised(minutes)}"


def _first(status: Status, zone: str) -> str:
    if status.next_at is None:
        return next_sentence(status)
    return day_and_time(status.next_at, now=status.now, zone=zone)


def _spoken_welcome(status: Status, exercises: Sequence[Exercise]) -> str:
    member = status.member
    opening = f"You're in. {_which(exercises)} {rhythm(status)} {next_sentence(status)}"
    return f"{opening} {ARTICLE} {CAUTION} {CLINICIAN} {_spoken_leaderboard(member)} {_WHO_SEES}"


def _spoken_leaderboard(member: Member) -> str:
    match member.visibility:
        case Visibility.UNANSWERED:
            return f"The team leaderboard. {_LEADERBOARD_QUESTION} Press Show me or Keep me private."
        case Visibility.SHOWN:
            return f'Leaderboard: shown as "{spoken_name(member.name)}".'
        case Visibility.PRIVATE:
            return "Leaderboard: private."
