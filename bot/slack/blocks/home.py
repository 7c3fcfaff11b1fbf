"""The App Home: what comes next, today, this week, the exercises, and what others see.

Whatever can be pressed keeps its block id: the Home is drawn anew when it is opened, and a quick press still counts.
"""

from collections.abc import Sequence

from bot.domain.administration import Overview
from bot.domain.member import Member, Visibility
from bot.domain.reminder import State
from bot.domain.selection import Selection
from bot.domain.spread import DEFAULT_BOUNDS, Bounds
from bot.domain.status import Home, Status, TodayRow
from bot.slack import ids
from bot.slack.blocks import choices
from bot.slack.blocks.administration import admin_blocks
from bot.slack.blocks.elements import actions, button, context, divider, header, section
from bot.slack.blocks.exercises import how_it_stands, put_back_button
from bot.slack.blocks.privacy import export_my_data, forget_me
from bot.slack.blocks.rich import leaf, line, rich_text
from bot.slack.blocks.status import pause_choice
from bot.slack.blocks.welcome import exercises_to_read_blocks, introduction_blocks, zone_blocks
from bot.slack.escaping import escape, shown_name
from bot.slack.message import Block, View
from bot.slack.wording import week as words
from bot.slack.wording.counts import counted, number
from bot.slack.wording.plans import empty_days_sentence, first_after_pause, next_sentence, rhythm
from bot.slack.wording.times import clock_time, day_and_time, until
from routines.model import Exercise

_STANDS = {State.SKIPPED: "skipped", State.MOVED: "you moved on your own", State.SENT: "open in our DM"}


def home_view(
    home: Home | None,
    exercises: Sequence[Exercise],
    *,
    overview: Overview | None = None,
    bounds: Bounds = DEFAULT_BOUNDS,
) -> View:
    """The App Home; None is somebody who has not joined: the introduction, which tells the bounds, and the exercises to
    read. The overview is for admins alone.
    """
    if home is None:
        blocks = [header("Budge"), *introduction_blocks(bounds=bounds), divider(), *exercises_to_read_blocks(exercises)]
    else:
        blocks = [
            header("Budge"),
            *_next_blocks(home.view.status),
            divider(),
            *_today_blocks(home),
            *_week_blocks(home),
            *_exercise_blocks(home.selection),
            divider(),
            *_privacy_blocks(home.view.status.member),
        ]
    if overview is not None:
        blocks += [divider(), header("For admins"), *admin_blocks(overview)]
    return {"type": "home", "blocks": blocks}


def _next_blocks(status: Status) -> list[Block]:
    if status.member.zone is None:
        return [*zone_blocks(), actions(choices.settings())]
    details = " ".join(part for part in (rhythm(status).rstrip("."), empty_days_sentence(status)) if part)
    return [
        section(f"{_next_line(status, status.member.zone)}\n{details}"),
        actions(choices.do_them_now(primary=True), pause_choice(status), choices.settings(), block_id="home_next"),
    ]


def _next_line(status: Status, zone: str) -> str:
    end = status.member.paused_until
    is_paused = status.member.is_paused(status.now)
    if is_paused and end is not None:
        paused = f"*Paused until {until(end, now=status.now, zone=zone)}.*"
        return f"{paused} {first_after_pause(status, zone=zone)}".rstrip()
    if is_paused or status.next_at is None or not status.member.is_active:
        return f"*{next_sentence(status)}*"
    return f"*Next: {day_and_time(status.next_at, now=status.now, zone=zone)}*"


def _today_blocks(home: Home) -> list[Block]:
    zone = home.view.status.member.zone or "UTC"
    rows = [_row(row, zone) for row in home.today]
    return [header("Today"), *(rows or [section("Nothing so far.")])]


def _row(row: TodayRow, zone: str) -> Block:
    reminder = row.reminder
    came = clock_time(reminder.sent_at or reminder.due_at, zone)
    if not row.can_be_ticked or row.done == row.offered:
        return section(f"{came}   {_row_words(row, zone)}")
    mark = button(
        "Mark done",
        action=ids.MARK_DONE,
        value=ids.card_value(reminder.id),
        label=f"Mark done: the reminder of {came}",
    )
    return section(f"{came}   {_row_words(row, zone)}", accessory=mark, block_id=f"home_{reminder.id}")


def _row_words(row: TodayRow, zone: str) -> str:
    snoozed = "" if row.back_at is None else f"snoozed until {clock_time(row.back_at, zone)}"
    if row.done and row.done_at is not None:
        done = f"{_how_many_done(row)} done at {clock_time(row.done_at, zone)}".lstrip()
        return f"{done}, {snoozed}" if snoozed else done
    if snoozed:
        return snoozed
    return "closed" if row.reminder.is_withdrawn else _STANDS.get(row.reminder.state, "went by")


def _how_many_done(row: TodayRow) -> str:
    if row.offered == 1:
        return ""
    if row.done < row.offered:
        return f"{number(row.done)} of {number(row.offered)}"
    return "both" if row.offered == 2 else "all"  # noqa: PLR2004 - what "both" means


def _week_blocks(home: Home) -> list[Block]:
    week = home.view.week
    done = f"{counted(week.done, 'exercise')}{', your best so far' if week.is_best else ''}."
    lines = (f"{done} {words.best(week)}".rstrip(), words.by_day(week), words.run(week))
    free_days = words.free_days(week)
    return [
        header("This week"),
        section("\n".join(text for text in lines if text)),
        *([context(free_days)] if free_days else []),
    ]


def _exercise_blocks(selection: Selection) -> list[Block]:
    rows = [_exercise_row(number, exercise, selection) for number, exercise in enumerate(selection.exercises, start=1)]
    return [header("The exercises"), *rows, actions(choices.why(), choices.care(), block_id="home_why")]


def _exercise_row(number: int, exercise: Exercise, selection: Selection) -> Block:
    one = selection.left_out_of(exercise.id)
    steps = button(
        "See the steps", action=ids.SEE_STEPS, value=exercise.id, label=f"See the steps: {exercise.short_name}"
    )
    return section(
        f"*{escape(exercise.title)}*   {how_it_stands(one, selection)}",
        accessory=steps if one is None else put_back_button(exercise, number=number),
        block_id=f"home_{exercise.id}",
    )


def _privacy_blocks(member: Member) -> list[Block]:
    is_shown = member.visibility is Visibility.SHOWN
    standing = f'shown as "{shown_name(member.name)}"' if is_shown else "private"
    stop = button("Stop reminders", action=ids.STOP, label="Stop reminders: your history stays")
    return [
        header("Privacy"),
        rich_text(line(leaf(f"Leaderboard: {standing}."))),
        actions(
            choices.hide_me() if is_shown else choices.show_me(),
            export_my_data(),
            stop,
            forget_me(),
            block_id="home_privacy",
        ),
    ]
