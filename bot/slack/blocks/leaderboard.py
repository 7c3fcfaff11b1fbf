"""A member's own week, and the weekly post of a channel. Names stand in rich text only."""

from collections.abc import Sequence

from bot.domain.board import BoardPost
from bot.domain.member import Visibility
from bot.domain.standings import Ahead, Board, Named, Place
from bot.domain.status import OwnView, PostSetUp
from bot.slack import ids
from bot.slack.blocks import choices
from bot.slack.blocks.elements import actions, button, context, header, section
from bot.slack.blocks.rich import leaf, line, ordered, rich_text
from bot.slack.escaping import inert, shown_name
from bot.slack.message import Block, Message
from bot.slack.wording import week as words
from bot.slack.wording.counts import capitalised, counted, joined, number
from bot.slack.wording.plans import next_sentence
from bot.slack.wording.times import WEEKDAYS, date_words, wall_time, zone_words

_SHARES = (
    "Only people who asked to be shown are named. Share of exercises done, from 5 reminders up; "
    "days off and pauses don't count."
)
_MOST_DONE = "Most of their reminders done"
_LONGEST_NAMES = 2500  # characters of a list of names in a message's text; the blocks show them all


def own_week(view: OwnView) -> Message:
    """The member's own week; of the others, only shown people just ahead."""
    total = "" if view.team_total is None else f"Team: {counted(view.team_total, 'exercise')} up to last night."
    ahead = _just_ahead(view.ahead)
    is_shown = view.status.member.visibility is Visibility.SHOWN
    blocks = [
        section(week_text(view)),
        *([section(total)] if total else []),
        *([rich_text(line(leaf(ahead)))] if ahead else []),
        actions(choices.hide_me() if is_shown else choices.show_me()),
    ]
    spoken = (week_text(view).replace("*", "").replace("\n", " "), total, _inert_line(ahead))
    return Message(" ".join(part for part in spoken if part), blocks)


def week_text(view: OwnView) -> str:
    """The week in up to three lines of `mrkdwn`."""
    headline = words.headline(view.week)
    first = (
        f"*{headline}* {words.best(view.week)}" if headline else f"*Your week has room.* {next_sentence(view.status)}"
    )
    lines = (first.rstrip(), words.by_day(view.week), words.run(view.week))
    return "\n".join(text for text in lines if text)


def board_post(post: BoardPost) -> Message:
    """The weekly post of a channel. Without a board there is nothing to post."""
    if post.board is None:
        raise ValueError("a post without a board")
    title = f"Our week to {WEEKDAYS[post.week.weekday()]} {date_words(post.week, today=post.week)}"
    lists = _lists(post.board)
    set_up = f"Set up by {shown_name(post.set_by_name)}. Anyone in this channel: "
    off = "/budge leaderboard off"
    blocks = [
        header(title),
        *([section(_total(post.board, bold="*"))] if post.board.total is not None else []),
        *lists,
        context(_SHARES),
        actions(
            button("My week", action=ids.MY_WEEK, label="My week: shown to you alone"),
            button("Join in", action=ids.JOIN_IN, label="Join in: what Budge does, and Start"),
        ),
        rich_text(line(leaf(set_up), leaf(off, code=True))),
    ]
    spoken = (f"{title}.", _total(post.board, bold=""), *_spoken_lists(post.board), _SHARES, _inert_line(set_up) + off)
    return Message(" ".join(part for part in spoken if part), blocks)


def post_set_up(set_up: PostSetUp) -> Message:
    """What everybody in the channel sees once a weekly post is set up."""
    day, at = WEEKDAYS[set_up.weekday], f"{wall_time(set_up.minute)}, {zone_words(set_up.zone)}"
    told = f" set up a weekly movement post here: {day}s at {at}. Only people who asked to be shown are named."
    sentence = f"{shown_name(set_up.set_by_name)}{told}"
    off = button("Turn off", action=ids.POST_OFF, label="Turn off the weekly post")
    return Message(
        f"{inert(shown_name(set_up.set_by_name), longest=80)}{told}",
        [
            rich_text(line(leaf(sentence))),
            actions(off),
        ],
    )


def _total(board: Board, *, bold: str) -> str:
    if board.total is None or board.took_part is None:
        return ""
    more = f", {board.more_than_last} more than last week" if board.more_than_last else ""
    people = "person" if board.took_part == 1 else "people"
    took_part = f"{capitalised(number(board.took_part))} {people} took part."
    return f"{bold}{counted(board.total, 'exercise')} together{more}.{bold} {took_part}"


def _lists(board: Board) -> list[Block]:
    blocks = []
    if board.places:
        blocks.append(rich_text(line(leaf(_MOST_DONE)), *_places(board.places)))
    return blocks + [rich_text(line(leaf(text))) for text in _one_line_lists(board)]


def _places(places: Sequence[Place]) -> list[Block]:
    """Numbered lists: a new one where a tie left numbers out."""
    runs: list[list[Place]] = []
    for place in places:
        if runs and runs[-1][-1].place == place.place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return [ordered([line(leaf(_place(place))) for place in run], first=run[0].place) for run in runs]


def _place(place: Place) -> str:
    return f"{_names(place.people)}, {place.percent} %"


def _one_line_lists(board: Board) -> list[str]:
    lines = []
    if board.best:
        lines.append(f"Beat their own best: {', '.join(shown_name(person.name) for person in board.best)}")
    if board.longest_run:
        lines.append(f"Longest run: {_names(board.longest_run.people)}, {board.longest_run.days} days")
    return lines


def _spoken_lists(board: Board) -> list[str]:
    places = "; ".join(f"{place.place}. {_place(place)}" for place in board.places)
    lines = [f"{_MOST_DONE}: {places}" if places else "", *_one_line_lists(board)]
    return [f"{_inert_line(text)}." for text in lines if text]


def _just_ahead(ahead: Sequence[Ahead]) -> str:
    people = " · ".join(f"{shown_name(person.name)}, {person.percent} %" for person in ahead)
    return f"Just ahead of you: {people}" if people else ""


def _names(people: Sequence[Named]) -> str:
    return joined([shown_name(person.name) for person in people])


def _inert_line(text: str) -> str:
    return inert(text, longest=_LONGEST_NAMES)
