from datetime import timedelta

import pytest

from bot.domain import errors
from bot.domain.errors import Refusal
from bot.domain.periods import Period
from bot.domain.phrases import parse
from bot.slack.wording.refusals import refusal_text
from tests.slack.examples import BERLIN, NOW, at, week

HOUR = timedelta(hours=1)
NINE_TO_TWELVE, ELEVEN_TO_THREE = Period(540, 720), Period(660, 900)

SENTENCES: list[tuple[Refusal, str]] = [
    (errors.UnknownWord("evry", "every 2h"), "I don't know *evry*. Did you mean `/budge every 2h`?"),
    (
        errors.UnreadableInterval("lunchtime", "every 2h30"),
        "I can't read *lunchtime* as a time. Try `/budge every 2h30`.",
    ),
    (errors.AmbiguousInterval("2", "every 2h"), "Is *2* hours or minutes? Try `/budge every 2h`."),
    (errors.UnreadableHours("9to", "hours 9-17"), "I can't read *9to* as hours. Try `/budge hours 9-17`."),
    (errors.UnreadableDay("fry", "hours 9-17 fri"), "I can't read *fry* as a day. Try `/budge hours 9-17 fri`."),
    (
        errors.UnreadablePause("soon", "pause tomorrow"),
        "I can't read *soon* as the end of a pause. Try `/budge pause tomorrow`.",
    ),
    (errors.UnreadableSnooze("bit", "snooze 20"), "I can't read *bit* as minutes. Try `/budge snooze 20`."),
    (
        errors.UnreadablePostTime("noon", "leaderboard post fri 16:00"),
        "I can't read *noon* as a day and a time. Try `/budge leaderboard post fri 16:00`.",
    ),
    (
        errors.UnknownZone("berlin", "zone Europe/Berlin"),
        "Did you mean Europe/Berlin? Try `/budge zone Europe/Berlin`.",
    ),
    (
        errors.UnknownZone("xyzzy", "zone Europe/Berlin"),
        "I don't know the zone *xyzzy*. Try `/budge zone Europe/Berlin`.",
    ),
    (errors.UnknownExercise("7", "done 1"), "There is no exercise *7* on that card. Try `/budge done 1`."),
    (errors.NotOfTheRoutine("7", "exercises"), "Your routine has no exercise *7*. Try `/budge exercises`."),
    (
        errors.IntervalTooShort("every 2h", asked=HOUR, bound=2 * HOUR),
        "1 hour is shorter than this workspace's 2 hours. Try `/budge every 2h`.",
    ),
    (
        errors.IntervalTooLong("every 3h", asked=5 * HOUR, bound=3 * HOUR),
        "5 hours is longer than this workspace's 3 hours. Try `/budge every 3h`.",
    ),
    (
        errors.HoursEndBeforeStart("hours 9-17", start=540, end=300),
        "5:00 is before 9:00. Try `/budge hours 9-17`.",
    ),
    (
        errors.HoursEndBeforeStart("hours 9-17", start=540, end=540),
        "Those hours start and end at 9:00. Try `/budge hours 9-17`.",
    ),
    (
        errors.HoursOverlap("hours 9-15", first=NINE_TO_TWELVE, second=ELEVEN_TO_THREE),
        "9–12 and 11–15 overlap. Try `/budge hours 9-15`.",
    ),
    (
        errors.HoursTooShort("hours 9-13", interval=timedelta(minutes=150)),
        "Those hours are shorter than your 2 h 30, so nothing would come. Try `/budge hours 9-13`.",
    ),
    (errors.PauseInThePast("pause tomorrow"), "That has passed. Try `/budge pause tomorrow`."),
    (
        errors.SnoozeOutOfRange("snooze 60"),
        "I can snooze 5 to 60 minutes. Try `/budge snooze 60`, or `/budge skip`.",
    ),
    (errors.NotJoined(), "You haven't started yet. Try `/budge start`."),
    (errors.ZoneMissing(), "I don't know your time zone yet. Try `/budge zone Europe/Berlin`."),
    (
        errors.DaysTooShort(days=(4,), week=week(fri="9-10:30"), interval=timedelta(minutes=150)),
        "Fri 9–10:30 is shorter than your 2 h 30, so Friday would have none. Try `/budge settings`.",
    ),
    (errors.CardClosed(), "That one is closed. Try `/budge now`."),
    (errors.NothingToUndo(), "There is nothing to undo. Try `/budge now`."),
    (errors.TooLateToUndo(), "It is too late to undo that one. Try `/budge now`."),
    (
        errors.NotInChannel(),
        "I'm not in this channel yet. Type `/invite @Budge`, then the same command again.",
    ),
    (
        errors.SharedChannel(),
        "This channel is shared with another company, so I don't post names here. Pick one that's only yours.",
    ),
    (errors.OnItsWay(), "One is on its way already. Try `/budge` in a minute to see where things stand."),
    (errors.NothingLeft(), "Pick at least one, or use Pause instead. Try `/budge pause`."),
    (errors.NothingOnThoseDays(), "You have left out everything on those days. Try `/budge exercises`."),
    (errors.NothingOffered(), "You have left out everything for today. Try `/budge exercises`."),
    (errors.NotInGuide(), "The guide is not open. Try `/budge guide`."),
    (errors.NotAChannel(), "Type this in the channel that should get the post."),
    (errors.NoPostHere(), "No post is set up here. Try `/budge leaderboard post fri 16:00`."),
    (
        errors.NotAdmin(),
        "That is for this workspace's admins and owners. Ask one of them, or try `/budge help`.",
    ),
    (
        errors.BoundsOutOfRange(asked=10 * HOUR, least=HOUR, most=8 * HOUR, is_longest=True),
        "10 h is outside what I can do. Pick 1 h to 8 h.",
    ),
    (
        errors.BoundsTooClose(shortest=2 * HOUR, longest=2 * HOUR, apart=HOUR / 2),
        "This has to be at least 30 min above the shortest. Pick 2 h 30 or more.",
    ),
    (errors.CannotJoin(), "Only people of this workspace can join. Try `/budge help`."),
    (
        errors.DmClosed(),
        "Slack doesn't let me message you. Your admin can turn on my Messages tab. After that, try `/budge start`.",
    ),
]
NEXT = at("14:12")


@pytest.mark.parametrize(("refusal", "sentence"), SENTENCES, ids=[type(refusal).__name__ for refusal, _ in SENTENCES])
def test_every_refusal_has_its_sentence(refusal: Refusal, sentence: str) -> None:
    assert refusal_text(refusal, now=NOW) == sentence


def test_the_table_holds_every_refusal_there_is() -> None:
    with_a_moment = {errors.NothingOpen, errors.SnoozedTwice}
    assert {type(refusal) for refusal, _ in SENTENCES} | with_a_moment == set(_leaves(Refusal))


def test_a_refusal_that_names_the_next_moment() -> None:
    nothing_open = errors.NothingOpen(next_at=NEXT, zone=BERLIN)
    assert refusal_text(nothing_open, now=NOW) == "Nothing is open. Next at 14:12. Try `/budge now`."
    assert refusal_text(nothing_open) == "Nothing is open. Next on Wednesday at 14:12. Try `/budge now`."
    twice = errors.SnoozedTwice(next_at=NEXT, zone=BERLIN)
    assert refusal_text(twice, now=NOW) == "Twice is the most. Try `/budge skip`; the next is at 14:12."


def test_a_refusal_without_a_next_moment_leaves_it_out() -> None:
    assert refusal_text(errors.NothingOpen(next_at=None, zone=BERLIN)) == "Nothing is open. Try `/budge now`."
    assert refusal_text(errors.SnoozedTwice(next_at=None, zone=BERLIN)) == "Twice is the most. Try `/budge skip`."


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("evry 2h", "I don't know *evry*. Did you mean `/budge every 2h`?"),
        ("every lunchtime", "I can't read *lunchtime* as a time. Try `/budge every 2h30`."),
        ("hours 9-5", "5:00 is before 9:00. Try `/budge hours 9-17`."),
        ("hours 9-12 11-15", "9–12 and 11–15 overlap. Try `/budge hours 9-15`."),
        ("snooze 90", "I can snooze 5 to 60 minutes. Try `/budge snooze 60`, or `/budge skip`."),
        ("zone berlin", "Did you mean Europe/Berlin? Try `/budge zone Europe/Berlin`."),
    ],
)
def test_what_is_typed_wrongly_gets_the_sentence_of_the_copy_deck(typed: str, sentence: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse(typed)
    assert refusal_text(refused.value) == sentence


def test_a_typed_word_comes_back_dead() -> None:
    refusal = errors.UnknownWord("<!channel> *x* https://evil.example", "help")
    assert (
        refusal_text(refusal) == "I don't know *&lt;!channel&gt; ∗x∗ https∶//evil․example*. Did you mean `/budge help`?"
    )


def _leaves(kind: type[Refusal]) -> list[type[Refusal]]:
    kinds = kind.__subclasses__()
    return [leaf for each in kinds for leaf in _leaves(each)] if kinds else [kind]
