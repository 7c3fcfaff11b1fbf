"""A member's own week, and the weekly post of a channel. Names stand in rich text only."""

from collections.abc import Callable, Sequence

from bot.domain.board import BoardPost
from bot.domain.member import Visibility
from bot.domain.standings import Ahead, Board, Named, Place
from bot.domain.status import OwnView, PostSetUp
from bot.slack import ids
from bot.slack.blocks import choices
from bot.slack.blocks.elements import actions, button, context, header, section
from bot.slack.blocks.rich import leaf, line, ordered, rich_text
from bot.slack.escaping import shown_name, spoken_name
from bot.slack.message import Block, Message
from bot.slack.wording import week as words
from bot.slack.wording.counts import capitalised, counted, listed, number
from bot.slack.wording.plans import next_sentence
from bot.slack.wording.times import WEEKDAYS, date_words, wall_time, zone_words

_SHARES = (
    "Only people who asked to be shown are named. Share of exercises done, from 5 reminders up; "
    "days off and pauses don't count."
)
_MOST_DONE = "Most of their reminders done"
_OFF = "/budge leaderboard off"

Naming = Callable[[str], str]
"""How a name is made safe: `shown_name` for blocks, `spoken_name` for a message's text."""


def own_week(view: OwnView) -> Message:
    """The member's own week; of the others, only shown people just ahead."""
    total = "" if view.team_total is None else f"Team: {counted(view.team_total, 'exercise')} up to last night."
    is_shown = view.status.member.visibility is Visibility.SHOWN
    blocks = [
        section("\n".join(_week_lines(view, bold="*"))),
        *([section(total)] if total else []),
        *([rich_text(line(leaf(_just_ahead(view.ahead, shown_name))))] if view.ahead else []),
        actions(choices.hide_me() if is_shown else choices.show_me()),
    ]
    spoken = (*_week_lines(view, bold=""), total, _just_ahead(view.ahead, spoken_name))
    return Message("\n".join(text for text in spoken if text), blocks)


def board_post(post: BoardPost) -> Message:
    """The weekly post of a channel. Without a board there is nothing to post."""
    if post.board is None:
        raise ValueError("a post without a board")
    title = f"Our week to {WEEKDAYS[post.week.weekday()]} {date_words(post.week, today=post.week)}"
    blocks = [
        header(title),
        *([section(_total(post.board, bold="*"))] if post.board.total is not None else []),
        *_lists(post.board),
        context(_SHARES),
        actions(
            button("My week", action=ids.MY_WEEK, label="My week: shown to you alone"),
            button("Join in", action=ids.JOIN_IN, label="Join in: what Budge does, and Start"),
        ),
        rich_text(line(leaf(_set_up_by(post, shown_name)), leaf(_OFF, code=True))),
    ]
    spoken = (
        title,
        _total(post.board, bold=""),
        *_spoken_lists(post.board),
        _SHARES,
        _set_up_by(post, spoken_name) + _OFF,
    )
    return Message("\n".join(text for text in spoken if text), blocks)


def post_set_up(set_up: PostSetUp) -> Message:
    """What everybody in the channel sees once a weekly post is set up."""
    day, at = WEEKDAYS[set_up.weekday], f"{wall_time(set_up.minute)}, {zone_words(set_up.zone)}"
    told = f" set up a weekly movement post here: {day}s at {at}. Only people who asked to be shown are named."
    off = button("Turn off", action=ids.POST_OFF, label="Turn off the weekly post")
    blocks = [rich_text(line(leaf(shown_name(set_up.set_by_name) + told))), actions(off)]
    return Message(spoken_name(set_up.set_by_name) + told, blocks)


def _week_lines(view: OwnView, *, bold: str) -> list[str]:
    headline = words.headline(view.week)
    if headline:
        first = f"{bold}{headline}{bold} {words.best(view.week)}".rstrip()
    else:
        first = f"{bold}Your week has room.{bold} {next_sentence(view.status)}"
    return [text for text in (first, words.by_day(view.week), words.run(view.week)) if text]


def _total(board: Board, *, bold: str) -> str:
    if board.total is None or board.took_part is None:
        return ""
    more = f", {board.more_than_last} more than last week" if board.more_than_last else ""
    people = "person" if board.took_part == 1 else "people"
    took_part = f"{capitalised(number(board.took_part))} {people} took part."
    return f"{bold}{counted(board.total, 'exercise')} together{more}.{bold} {took_part}"


def _lists(board: Board) -> list[Block]:
    places = [rich_text(line(leaf(_MOST_DONE)), *_places(board.places))] if board.places else []
    return places + [rich_text(line(leaf(text))) for text in _one_line_lists(board, shown_name)]


def _places(places: Sequence[Place]) -> list[Block]:
    """Numbered lists: a new one where a tie left numbers out."""
    runs: list[list[Place]] = []
    for place in places:
        if runs and runs[-1][-1].place == place.place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return [ordered([line(leaf(_place(place, shown_name))) for place in run], first=run[0].place) for run in runs]


def _place(place: Place, naming: Naming) -> str:
    return f"{_names(place.people, naming)}, {place.percent} %"


def _one_line_lists(board: Board, naming: Naming) -> list[str]:
    lines = []
    if board.best:
        lines.append(f"Beat their own best: {', '.join(naming(person.name) for person in board.best)}")
    if board.longest_run:
        lines.append(f"Longest run: {_names(board.longest_run.people, naming)}, {board.longest_run.days} days")
    return lines


def _spoken_lists(board: Board) -> list[str]:
    places = "; ".join(f"{place.place}. {_place(place, spoken_name)}" for place in board.places)
    return [f"{_MOST_DONE}: {places}" if places else "", *_one_line_lists(board, spoken_name)]


def _just_ahead(ahead: Sequence[Ahead], naming: Naming) -> str:
    people = " · ".join(f"{naming(person.name)}, {person.percent} %" for person in ahead)
    return f"Just ahead of you: {people}" if people else ""


def _names(people: Sequence[Named], naming: Naming) -> str:
    return listed([naming(person.name) for person in people])


def _set_up_by(post: BoardPost, naming: Naming) -> str:
    set_up = f"Set up by {naming(post.set_by_name)}. " if post.set_by_name else ""
    return f"{set_up}Anyone in this channel: "
