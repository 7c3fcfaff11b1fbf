"""The sentences of the guide, a screen at a time: for blocks, and for those who hear it or type."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.card import Card
from bot.domain.guide import GET_SET
from bot.slack.escaping import escape
from bot.slack.wording.counts import uncapitalised
from routines.model import plain
from routines.screens import Screen, ScreenTimer

READ_FIRST = f"Read first, then press Start. You have {GET_SET.seconds} seconds to get set."
IN_YOUR_TIME = "No set time. Go on when you are ready."
NO_SET_TIME = "No set time."
STOP_IF_IT_HURTS = "Stop if anything hurts."
TIME_IS_UP = "The time is up."
WILL_TELL = "I will message you when time is up."
_SECOND = timedelta(seconds=1)
LONGEST_LABEL = 75  # characters of what a button says
LONGEST_GLANCE = 500  # however it is escaped, Slack takes it
_SHOWN_IN_STEPS_OF = 5  # seconds: a drawing takes a moment, and nobody reads 1:29


def heading(screen: Screen) -> str:
    """As in `Standing hip stretch · left leg · 2 of 10`."""
    return escape(" · ".join(_whereabouts(screen)))


def small_line(screen: Screen) -> str:
    """What stands below the list of a screen on which no timer runs."""
    if screen.timer is not None and screen.timer.needs_start:
        parts = [READ_FIRST, screen.note]
    elif screen.timer is not None:
        parts = [screen.note]
    elif screen.is_last:
        parts = [NO_SET_TIME, screen.note, STOP_IF_IT_HURTS]
    else:
        parts = [screen.note or IN_YOUR_TIME]
    return escape(plain(_sentences(*parts)))


def running(timer: ScreenTimer) -> str:
    """What is to be done while it runs."""
    return escape(_at_a_glance(plain(timer.running)))


def running_line(timer: ScreenTimer) -> str:
    """What stands below a timer that runs; perhaps nothing."""
    safety = _sentences(timer.meanwhile, STOP_IF_IT_HURTS) if timer.meanwhile else ""
    return escape(plain(_sentences(safety, f"Next: {_at_a_glance(timer.next)}" if timer.next else "")))


def time_left(card: Card, ends_at: datetime, timer: ScreenTimer) -> str:
    """`1:30 left · until 11:34:20`, by each reader's own clock; before it begins, that there is time to get set."""
    until = f"until <!date^{ends_at.timestamp():.0f}^{{time_secs}}|{time_of_day(ends_at, card.zone)}>"
    left = ends_at - card.now
    if left > timedelta(seconds=timer.seconds):
        set_first = _rounded(left - timedelta(seconds=timer.seconds))
        return f"Get set: {set_first} seconds. Then {minutes(timer.seconds)} · {until}"
    return f"{minutes(_rounded(left))} left · {until}"


def is_up(timer: ScreenTimer) -> str:
    """What stays of a timer whose screen is not left by itself."""
    return _sentences(running(timer), TIME_IS_UP)


def minutes(seconds: int) -> str:
    """As in `2:00`."""
    return f"{seconds // 60}:{seconds % 60:02}"


def start(timer: ScreenTimer) -> str:
    """As in `Start 2:00`."""
    return f"Start {minutes(timer.seconds)}"


def onward(screen: Screen, following: Screen | None) -> str:
    """What Next says: a rest is announced, and is left by its own name. What fits no button is not on it."""
    timer = screen.timer
    if timer is not None and not screen.is_last and _is_rest(timer):
        return "Skip the rest"
    if following is not None and following.timer is not None and not following.timer.needs_start:
        what, how_long = uncapitalised(plain(following.timer.running).rstrip(".")), minutes(following.timer.seconds)
        told = f"Next: {what} {how_long}"
        return told if len(told) <= LONGEST_LABEL else f"Next: {how_long}"
    return "Next"


def done(screen: Screen) -> str:
    """As in `Hip stretch done`."""
    return f"{screen.exercise.short_name} done"


def following(card: Card) -> Screen | None:
    """The screen that Next leads to."""
    number = card.reminder.guide_screen or 0
    return next((one for one in card.screens if one.no > number and one.exercise.id not in card.done), None)


def sound(timer: ScreenTimer) -> str:
    """The message that tells of the end of the time."""
    return escape(plain(timer.ends))


def spoken(card: Card, screen: Screen) -> str:
    """All of the screen, and what can be typed. What to do comes last: the beginning is what a lock screen shows."""
    timer = screen.timer
    ends_at = card.reminder.guide_ends_at if timer is not None else None
    where = escape(f"{', '.join(_whereabouts(screen))}.")
    if timer is not None and ends_at is not None:
        told = _spoken_running(card, timer, ends_at)
    elif screen.lines:
        told = _sentences(where, small_line(screen))
    else:
        told = _sentences(is_up(timer) if timer else "", where)
    numbered = [f"{no}. {escape(plain(line))}" for no, line in enumerate(screen.lines, start=1)]
    steps = [] if ends_at is not None else numbered
    return "\n".join((f"{told} {_spoken_choices(card, screen)}", *([" ".join(steps)] if steps else [])))


def time_of_day(moment: datetime, zone: str) -> str:
    """As in `11:34:20`, in that zone."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local.hour}:{local:%M:%S}"


def _spoken_running(card: Card, timer: ScreenTimer, ends_at: datetime) -> str:
    doing = f"{running(timer).rstrip('.')} until {time_of_day(ends_at, card.zone)}."
    set_first = ""
    if ends_at - card.now > timedelta(seconds=timer.seconds):
        set_first = f"It begins at {time_of_day(ends_at - timedelta(seconds=timer.seconds), card.zone)}."
    return _sentences(doing, set_first, WILL_TELL if card.has_sounds else "", running_line(timer))


def _spoken_choices(card: Card, screen: Screen) -> str:
    timer = screen.timer
    is_running = timer is not None and card.reminder.guide_ends_at is not None
    words = ["next", "back", "leave"]
    if screen.is_last:
        number = [exercise.id for exercise in card.exercises].index(screen.exercise.id) + 1
        press, word = done(screen), "done" if len(card.exercises) == 1 else f"done {number}"
    elif timer is not None and timer.needs_start and not is_running:
        press, word = start(timer), "go"
    else:
        press, word = onward(screen, following(card)), words.pop(0)
    if screen.is_last and timer is not None and timer.needs_start and not is_running:
        words.insert(0, "go")
    return f"Press {escape(press)}, or type: {word}. Also: {', '.join(words)}."


def _whereabouts(screen: Screen) -> list[str]:
    leg = [f"{screen.side} leg"] if screen.side else []
    return [screen.exercise.title, *leg, f"{screen.no} of {screen.of}"]


def _at_a_glance(text: str) -> str:
    """What a file does not say in short is a sentence of a step, and may be as long as that."""
    return text if len(text) <= LONGEST_GLANCE else f"{text[: LONGEST_GLANCE - 1]}…"


def _is_rest(timer: ScreenTimer) -> bool:
    return not timer.needs_start and plain(timer.running).casefold().startswith("rest")


def _rounded(left: timedelta) -> int:
    seconds = left / _SECOND
    return max(_SHOWN_IN_STEPS_OF, round(seconds / _SHOWN_IN_STEPS_OF) * _SHOWN_IN_STEPS_OF)


def _sentences(*parts: str) -> str:
    return " ".join(part for part in parts if part)
