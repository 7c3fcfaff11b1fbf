"""The main story by wire, the bot stopped and started at every stage of it."""

from datetime import UTC, date, datetime, timedelta

from bot.sandbox.people import ANA, LIN, TOM, WELLNESS
from tests.scenario.processes import ledger
from tests.scenario.processes.apart import Apart
from tests.scenario.stage import BERLIN

FRIDAY_AT_FOUR = datetime(2026, 11, 20, 16, 0, tzinfo=BERLIN).astimezone(UTC)
WORKDAYS = {date(2026, 11, day) for day in range(17, 21)}


async def joins(pair: Apart, person: str) -> None:
    await pair.types(person, "/budge start")
    await pair.sees(lambda: "You're in." in pair.said(person))


async def joins_by_name(pair: Apart, person: str) -> None:
    """Asks to be shown once the start was answered: Slack orders nothing, and two bots may have a command each."""
    await joins(pair, person)
    await pair.types(person, "/budge show me")
    await pair.sees(lambda: "You're on the leaderboard as" in pair.said(person))


async def shown_together(pair: Apart) -> None:
    """Three people who asked to be shown, and the post of their channel."""
    for person in (ANA, LIN, TOM):
        await joins_by_name(pair, person)
    await pair.types(ANA, "/budge leaderboard post fri 16:00")
    await pair.sees(lambda: any("set up a weekly" in m.text for m in pair.sandbox.team.messages(WELLNESS)))


async def test_a_week_passes_with_a_stop_at_every_stage(either_pair: Apart) -> None:
    pair = either_pair
    await pair.start()
    await joins(pair, ANA)
    await pair.restart()
    await shown_together(pair)

    await pair.stop()
    await pair.to_next_due()
    await pair.start()
    await pair.sees(lambda: len(pair.cards(ANA)) == 1)

    await pair.presses(ANA, "Hip stretch done")
    await pair.restart()
    await pair.presses(ANA, "Knee to chest done")
    await pair.sees(lambda: pair.cards(ANA)[-1].text.startswith("Both done,"))

    await pair.restart()
    await pair.to_next_due()
    await pair.idle()
    while len(pair.cards(ANA)) == 1:
        await pair.to_next_due()
        await pair.idle()
    await pair.presses(ANA, "20 minutes", menu="Snooze")
    await pair.restart()
    await pair.passes(minutes=20)
    assert len(ledger.posted(pair)) >= 3
    await pair.presses(ANA, "Both done")
    await pair.sees(lambda: pair.cards(ANA)[-1].text.startswith("Both done,"))

    await pair.passes_to(FRIDAY_AT_FOUR - timedelta(days=3), at_each=pair.begin)
    await pair.passes_to(FRIDAY_AT_FOUR - timedelta(minutes=1))
    assert ledger.boards(pair) == []
    await pair.stop()
    pair.clock.move_to(FRIDAY_AT_FOUR)
    await pair.start()
    await pair.sees(lambda: len(ledger.boards(pair)) == 1)
    await pair.restart()
    await pair.passes_to(FRIDAY_AT_FOUR + timedelta(hours=9))

    assert len(ledger.boards(pair)) == 1
    assert ledger.days_with_a_card(pair, ANA) == ledger.days_with_a_card(pair, TOM) == WORKDAYS
    await ledger.check(pair)
    await pair.stop()


async def test_what_came_due_while_the_bot_was_away_is_sent_if_it_is_not_too_late(pair: Apart) -> None:
    await pair.start()
    await joins(pair, ANA)
    await pair.stop()
    due = await pair.to_next_due()
    pair.clock.move_to(due + timedelta(minutes=14))
    await pair.start()
    await pair.sees(lambda: len(pair.cards(ANA)) == 1)
    await pair.idle()

    await pair.stop()
    missed = await pair.to_next_due()
    pair.clock.move_to(missed + timedelta(minutes=16))
    await pair.start()
    await pair.idle()
    assert len(ledger.posted(pair)) == 1
    await pair.passes_to(FRIDAY_AT_FOUR)

    assert ledger.days_with_a_card(pair, ANA) == WORKDAYS
    await ledger.check(pair)


async def test_a_post_of_the_week_that_was_slept_through_comes_once_within_a_day_and_not_after(pair: Apart) -> None:
    await pair.start()
    await shown_together(pair)
    await pair.to_next_due()
    await pair.sees(lambda: bool(ledger.posted(pair)))
    await pair.idle()
    owner = next(person for person in (ANA, LIN, TOM) if pair.cards(person))
    await pair.presses(owner, "Both done")

    await pair.stop()
    pair.clock.move_to(FRIDAY_AT_FOUR + timedelta(hours=23))
    await pair.start()
    await pair.sees(lambda: len(ledger.boards(pair)) == 1)
    await pair.idle()
    await pair.stop()
    pair.clock.move_to(FRIDAY_AT_FOUR + timedelta(days=7, hours=25))
    await pair.start()
    await pair.idle()

    assert len(ledger.boards(pair)) == 1
    await ledger.check(pair)
