from datetime import date, timedelta

import pytest

from bot.domain.errors import (
    AmbiguousInterval,
    HoursEndBeforeStart,
    HoursOverlap,
    IntervalTooLong,
    IntervalTooShort,
    NotOfTheRoutine,
    NotUnderstood,
    PauseInThePast,
    Refusal,
    SnoozeOutOfRange,
    UnknownExercise,
    UnknownWord,
    UnknownZone,
    UnreadableDay,
    UnreadableHours,
    UnreadableInterval,
    UnreadablePause,
    UnreadablePostTime,
    UnreadableSnooze,
)
from bot.domain.pauses import PauseFor, PauseToday, PauseTomorrow, PauseUntilDate, PauseUntilResumed, PauseUntilWeekday
from bot.domain.periods import Period
from bot.domain.phrases import (
    Done,
    EndLeaderboard,
    Export,
    ForgetMe,
    GuideStep,
    Help,
    HideMe,
    Hurts,
    LeaveOut,
    Moved,
    MoveGuide,
    Now,
    Pause,
    Phrase,
    PostLeaderboard,
    PutBack,
    Resume,
    SetHours,
    SetInterval,
    SetZone,
    ShowExercises,
    ShowLeaderboard,
    ShowMe,
    ShowSettings,
    Skip,
    Snooze,
    Start,
    Stats,
    Status,
    Stop,
    Undo,
    Why,
    check_interval,
    parse,
)
from bot.domain.spread import DEFAULT_BOUNDS

MORNING, AFTERNOON = Period(540, 750), Period(795, 1050)
NINE_TO_FIVE = Period(540, 1020)
H2, H2_30 = timedelta(hours=2), timedelta(hours=2, minutes=30)


@pytest.mark.parametrize(
    ("typed", "phrase"),
    [
        ("", Status()),
        ("  /budge ", Status()),
        ("start", Start()),
        ("/budge start", Start()),
        ("budge Start", Start()),
        ("stop", Stop()),
        ("help", Help()),
        ("`help`", Help()),
        ("why?", Why()),
        ("settings", ShowSettings()),
        ("now", Now()),
        ("done", Done()),
        ("Done.", Done()),
        ("done both", Done()),
        ("done 2", Done(2)),
        ("done 7", Done(7)),
        ("moved", Moved()),
        ("skip", Skip()),
        ("undo", Undo()),
        ("snooze", Snooze(10)),
        ("snooze 20", Snooze(20)),
        ("snooze 5 min", Snooze(5)),
        ("snooze 1h", Snooze(60)),
        ("pause", Pause(PauseTomorrow())),
        ("pause 2h", Pause(PauseFor(H2))),
        ("pause for 2 h 30", Pause(PauseFor(H2_30))),
        ("pause today", Pause(PauseToday())),
        ("pause tomorrow", Pause(PauseTomorrow())),
        ("pause until tomorrow", Pause(PauseTomorrow())),
        ("pause until monday", Pause(PauseUntilWeekday(0))),
        ("pause till Fri", Pause(PauseUntilWeekday(4))),
        ("pause until I resume", Pause(PauseUntilResumed())),
        ("pause until 2026-12-24", Pause(PauseUntilDate(date(2026, 12, 24)))),
        ("resume", Resume()),
        ("stats", Stats()),
        ("leaderboard", ShowLeaderboard()),
        ("leaderboard post fri 16:00", PostLeaderboard(4, 960)),
        ("leaderboard post Fridays at 4 pm", PostLeaderboard(4, 960)),
        ("leaderboard off", EndLeaderboard()),
        ("show me", ShowMe()),
        ("hide  me", HideMe()),
        ("export", Export()),
        ("/budge Forget ME", ForgetMe()),
        ("zone Europe/Berlin", SetZone("Europe/Berlin")),
        ("zone europe/BERLIN", SetZone("Europe/Berlin")),
        ("zone america/new york", SetZone("America/New_York")),
        ("zone utc", SetZone("UTC")),
        ("leave", MoveGuide(GuideStep.LEAVE)),
        ("leave out 2", LeaveOut(2)),
        ("Leave OUT 1.", LeaveOut(1)),
        ("leave out", ShowExercises()),
        ("put back 2", PutBack(2)),
        ("put back", ShowExercises()),
        ("hurts", Hurts()),
        ("hurts close", Hurts(closes=True)),
    ],
)
def test_what_is_typed_says(typed: str, phrase: Phrase) -> None:
    assert parse(typed) == phrase


@pytest.mark.parametrize(
    "typed",
    ["2h30", "2.5h", "2,5h", "150m", "150 min", "2 h 30", "2 hours 30", "2:30", "2h 30m", "2 hours and 30 minutes"],
)
def test_an_interval_can_be_typed_in_many_ways(typed: str) -> None:
    assert parse(f"every {typed}") == SetInterval(H2_30)


@pytest.mark.parametrize(
    ("typed", "weekdays", "periods"),
    [
        ("9-17", None, (NINE_TO_FIVE,)),
        ("9–17", None, (NINE_TO_FIVE,)),
        ("9 — 17", None, (NINE_TO_FIVE,)),
        ("9 to 17", None, (NINE_TO_FIVE,)),
        ("9am-5 pm", None, (NINE_TO_FIVE,)),
        ("9.00-17.00", None, (NINE_TO_FIVE,)),
        ("9-12:30 13:15-17:30", None, (MORNING, AFTERNOON)),
        ("13:15-17:30, 9-12:30", None, (MORNING, AFTERNOON)),
        ("9-12:30 13:15-17:30 mon-thu", (0, 1, 2, 3), (MORNING, AFTERNOON)),
        ("fri 9-17", (4,), (NINE_TO_FIVE,)),
        ("Friday 9-17", (4,), (NINE_TO_FIVE,)),
        ("9-17 mon,wed", (0, 2), (NINE_TO_FIVE,)),
        ("9-17 mon, wed and fri", (0, 2, 4), (NINE_TO_FIVE,)),
        ("9-17 weekdays", (0, 1, 2, 3, 4), (NINE_TO_FIVE,)),
        ("9-17 fri-mon", (0, 4, 5, 6), (NINE_TO_FIVE,)),
        ("9-17 daily", (0, 1, 2, 3, 4, 5, 6), (NINE_TO_FIVE,)),
        ("9-17 every day", (0, 1, 2, 3, 4, 5, 6), (NINE_TO_FIVE,)),
        ("22-6", None, (Period(1320, 1800),)),
        ("18-0", None, (Period(1080, 1440),)),
        ("9-24:00", None, (Period(540, 1440),)),
    ],
)
def test_hours_are_periods_and_the_weekdays_they_are_for(
    typed: str, weekdays: tuple[int, ...] | None, periods: tuple[Period, ...]
) -> None:
    assert parse(f"hours {typed}") == SetHours(weekdays, periods)


@pytest.mark.parametrize(
    ("typed", "refusal", "word", "suggestion"),
    [
        ("evry 2h", UnknownWord, "evry", "every 2h"),
        ("Huors 9-17 fri", UnknownWord, "Huors", "hours 9-17 fri"),
        ("evry lunchtime", UnknownWord, "evry", "help"),
        ("abracadabra", UnknownWord, "abracadabra", "help"),
        ("stop it", UnknownWord, "it", "stop"),
        ("show", UnknownWord, "show", "show me"),
        ("hide you", UnknownWord, "you", "hide me"),
        ("leaderboard on", UnknownWord, "on", "leaderboard"),
        ("leaderboard off please", UnknownWord, "please", "leaderboard off"),
        ("leaderboard post", UnreadablePostTime, "post", "leaderboard post fri 16:00"),
        ("leaderboard post fri 24:00", UnreadablePostTime, "fri 24:00", "leaderboard post fri 16:00"),
        ("every", UnreadableInterval, "every", "every 2h30"),
        ("every lunchtime", UnreadableInterval, "lunchtime", "every 2h30"),
        ("every -1h", UnreadableInterval, "-1h", "every 2h30"),
        ("every 0m", UnreadableInterval, "0m", "every 2h30"),
        ("every 2h75", UnreadableInterval, "2h75", "every 2h30"),
        ("every 2.33h", UnreadableInterval, "2.33h", "every 2h30"),
        ("every 99999999h", UnreadableInterval, "99999999h", "every 2h30"),
        ("every 2", AmbiguousInterval, "2", "every 2h"),
        ("every 2.5", AmbiguousInterval, "2.5", "every 2.5h"),
        ("every 150", AmbiguousInterval, "150", "every 150m"),
        ("every 7", AmbiguousInterval, "7", "every 2h30"),
        ("hours", UnreadableHours, "hours", "hours 9-17 mon-fri"),
        ("hours fri", UnreadableHours, "fri", "hours 9-17 mon-fri"),
        ("hours 9/17", UnreadableHours, "9/17", "hours 9-17 mon-fri"),
        ("hours 9-25", UnreadableHours, "9-25", "hours 9-17 mon-fri"),
        ("hours 24-6", UnreadableHours, "24-6", "hours 9-17 mon-fri"),
        ("hours 13pm-5pm", UnreadableHours, "13pm-5pm", "hours 9-17 mon-fri"),
        ("hours 9-17 someday", UnreadableDay, "someday", "hours 9-17 mon-fri"),
        ("hours mon 9-17 fri 9-13", UnreadableHours, "mon 9-17 fri 9-13", "hours 9-17 mon-fri"),
        ("zone berlin", UnknownZone, "berlin", "zone Europe/Berlin"),
        ("zone new york", UnknownZone, "new york", "zone America/New_York"),
        ("zone Kathmndu", UnknownZone, "Kathmndu", "zone Asia/Kathmandu"),
        ("zone", UnknownZone, "zone", "zone Europe/Berlin"),
        ("zone !!!x9", UnknownZone, "!!!x9", "zone Europe/Berlin"),
        ("pause 2", UnreadablePause, "2", "pause 2h"),
        ("pause until", UnreadablePause, "until", "pause until monday"),
        ("pause until 2026-02-30", UnreadablePause, "2026-02-30", "pause until monday"),
        ("snooze -5", UnreadableSnooze, "-5", "snooze 20"),
        ("snooze long", UnreadableSnooze, "long", "snooze 20"),
        ("done 0", UnknownExercise, "0", "done"),
        ("done hips", UnknownExercise, "hips", "done"),
        ("leave it", UnknownWord, "it", "leave"),
        ("leave 2", UnknownWord, "2", "leave out 2"),
        ("leave uot 2", UnknownWord, "uot", "leave out 2"),
        ("leave out knee", NotOfTheRoutine, "knee", "exercises"),
        ("leave out 0", NotOfTheRoutine, "0", "exercises"),
        ("put", UnknownWord, "put", "exercises"),
        ("put 2", UnknownWord, "2", "put back 2"),
        ("put it down", UnknownWord, "it", "exercises"),
        ("hurts badly", UnknownWord, "badly", "hurts"),
    ],
)
def test_what_cannot_be_read_names_the_word_and_what_would_work(
    typed: str, refusal: type[NotUnderstood], word: str, suggestion: str
) -> None:
    with pytest.raises(NotUnderstood) as refused:
        parse(typed)
    assert (type(refused.value), refused.value.word, refused.value.suggestion) == (refusal, word, suggestion)


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("hours 9-5", HoursEndBeforeStart("hours 9-17", start=540, end=300)),
        ("hours 9-5 mon-thu", HoursEndBeforeStart("hours 9-17 mon-thu", start=540, end=300)),
        ("hours 9-12 11-15", HoursOverlap("hours 9-15", first=Period(540, 720), second=Period(660, 900))),
        ("pause until yesterday", PauseInThePast("pause tomorrow")),
        ("pause until today", PauseInThePast("pause today")),
        ("snooze 90", SnoozeOutOfRange("snooze 60")),
        ("snooze 2h", SnoozeOutOfRange("snooze 60")),
        ("snooze 1", SnoozeOutOfRange("snooze 5")),
    ],
)
def test_what_breaks_a_bound_says_the_nearest_that_does_not(typed: str, refusal: Refusal) -> None:
    with pytest.raises(type(refusal)) as refused:
        parse(typed)
    assert vars(refused.value) == vars(refusal)


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("every 1h", IntervalTooShort("every 2h", asked=timedelta(hours=1), bound=H2)),
        ("every 5h", IntervalTooLong("every 3h", asked=timedelta(hours=5), bound=timedelta(hours=3))),
    ],
)
def test_an_interval_outside_the_workspaces_bounds_is_refused(typed: str, refusal: Refusal) -> None:
    phrase = parse(typed)
    assert isinstance(phrase, SetInterval)
    with pytest.raises(type(refusal)) as refused:
        check_interval(phrase.interval, DEFAULT_BOUNDS)
    assert vars(refused.value) == vars(refusal)


@pytest.mark.parametrize("interval", [H2, H2_30, timedelta(hours=3)])
def test_an_interval_within_the_bounds_passes(interval: timedelta) -> None:
    check_interval(interval, DEFAULT_BOUNDS)


@pytest.mark.parametrize("typed", ["at :55", "at 10:55 13:25"])
def test_words_that_mean_nothing_yet_lead_to_help(typed: str) -> None:
    with pytest.raises(UnknownWord) as refused:
        parse(typed)
    assert refused.value.suggestion == "help"


def test_a_long_word_is_not_repeated_whole() -> None:
    with pytest.raises(UnknownWord) as refused:
        parse("x" * 10_000)
    assert len(refused.value.word) == 40


def test_control_characters_change_nothing() -> None:
    assert parse("\x00eve\u200bry\t2h\r\n") == SetInterval(H2)
