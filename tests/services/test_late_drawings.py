"""What is drawn at the wrong moment: no card keeps buttons that mean nothing, and none is open that nobody can see."""

from datetime import timedelta

import pytest

from bot.domain.errors import NothingOpen
from bot.domain.ids import MemberId
from bot.domain.pauses import PauseFor
from bot.domain.reminder import Reminder, State
from bot.services.drawing import DRAWN_WITHIN
from bot.store.transaction import SqlStore
from tests.services.delivery import BROKEN, DONE, Delivery
from tests.store.rows import ACME, ANA, MINUTE, SECOND

ME = ACME, ANA
PAUSE = PauseFor(timedelta(hours=2))


@pytest.fixture
async def delivery(store: SqlStore) -> Delivery:
    """Ana has a card."""
    built = Delivery(store)
    await built.joins(ANA)
    await built.tick()
    return built


async def latest(delivery: Delivery, who: MemberId = ANA) -> Reminder:
    async with delivery.store.transaction() as tx:
        found = await tx.reminders.latest(ACME, who)
    assert found is not None
    return found


def shown(delivery: Delivery) -> list[str]:
    return [card.shows for card in delivery.cards(ANA)]


async def test_a_drawing_that_lands_after_the_fold_is_folded_over(delivery: Delivery) -> None:
    """Slack answered the press's drawing with an error, and did it all the same, when the pause had folded the card."""
    ticked = await delivery.services.completion.done(*ME, number=1)
    await delivery.services.preferences.pause(*ME, PAUSE)
    await delivery.tick()
    assert shown(delivery) == ["missed 1/2"]

    await delivery.messenger().redraw_card(ticked)
    assert shown(delivery) == ["sent 1/2"]
    await delivery.tick(later=DRAWN_WITHIN)

    assert shown(delivery) == ["missed 1/2"]
    for _ in range(3):
        await delivery.tick(later=MINUTE)
    assert delivery.sky.calls["redraw_card"] == 3


async def test_a_drawing_noted_after_the_end_of_the_day_is_folded_over(delivery: Delivery) -> None:
    """A process that stood still over midnight draws what it read before."""
    await delivery.services.completion.done(*ME, number=1)
    read = await delivery.services.completion.card(*ME, (await latest(delivery)).id)
    closes_at = (await latest(delivery)).closes_at
    assert closes_at is not None
    await delivery.tick(later=closes_at - delivery.clock.now())
    await delivery.tick(later=2 * DRAWN_WITHIN)

    await delivery.messenger().redraw_card(read)
    await delivery.services.completion.drawn(read)
    assert shown(delivery) == ["sent 1/2"]
    await delivery.tick()

    assert shown(delivery) == ["missed 1/2"]


async def test_a_press_while_the_card_is_folded_is_drawn_all_the_same(delivery: Delivery) -> None:
    await delivery.services.completion.done(*ME, number=1)
    await delivery.services.preferences.pause(*ME, PAUSE)
    delivery.wait(2 * DRAWN_WITHIN)
    fold = delivery.holds("called:redraw_card")
    ring = delivery.begin(delivery.tick())
    await fold.strike()

    await delivery.services.completion.done(*ME, reminder=(await latest(delivery)).id, number=2)
    fold.may_go.set()
    await ring
    await delivery.tick(later=DRAWN_WITHIN)

    assert (await latest(delivery)).state is State.DONE
    assert shown(delivery) == ["done 2/2"]


async def test_half_of_a_card_that_was_taken_away_opens_no_card_that_nobody_can_see(delivery: Delivery) -> None:
    await delivery.services.closing.snooze(*ME, 30)
    await delivery.services.preferences.pause(*ME, PAUSE)
    await delivery.tick(later=SECOND)
    await delivery.services.preferences.resume(*ME)
    assert delivery.cards(ANA) == []

    taken_away = (await latest(delivery)).id
    await delivery.services.completion.done(*ME, reminder=taken_away, number=1)

    assert await delivery.open_ones(ANA) == []
    reminder = await latest(delivery)
    assert reminder.state is State.SKIPPED
    async with delivery.store.transaction() as tx:
        assert len(await tx.reminders.completions(ACME, [reminder.id])) == 1
    await delivery.services.completion.done(*ME, reminder=taken_away, number=2)
    assert (await latest(delivery)).state is State.DONE


async def test_words_mean_no_card_that_was_taken_away(delivery: Delivery) -> None:
    await delivery.services.preferences.pause(*ME, PAUSE)
    for _ in range(2):  # before it is gone, and after
        with pytest.raises(NothingOpen):
            await delivery.services.completion.done(*ME)
        await delivery.tick(later=SECOND)
    await delivery.services.preferences.resume(*ME)
    with pytest.raises(NothingOpen):
        await delivery.services.completion.done(*ME)


async def test_a_drawing_that_nobody_knows_of_is_drawn_over_though_another_process_has_settled_it(
    delivery: Delivery,
) -> None:
    """A press that changed nothing, and a Slack that does not answer; meanwhile another press, somewhere else."""
    unanswered = await delivery.services.completion.card(*ME, (await latest(delivery)).id)
    other = delivery.process("two")
    ticked = await other.completion.done(*ME)
    await delivery.messenger().redraw_card(ticked)
    await other.completion.drawn(ticked)

    await delivery.services.completion.doubted(unanswered)
    await delivery.messenger().redraw_card(unanswered)
    assert shown(delivery) == ["sent 0/2"]
    await delivery.tick(later=DRAWN_WITHIN)

    assert shown(delivery) == ["done 2/2"]


@pytest.mark.parametrize("noted_first", ["the older one", "the newer one"])
async def test_of_two_drawings_that_cross_the_newer_shows_in_the_end(delivery: Delivery, noted_first: str) -> None:
    """The older one lands last; whoever made it says so before, or after, the other."""
    older = await delivery.services.completion.card(*ME, (await latest(delivery)).id)
    newer = await delivery.process("two").completion.done(*ME)
    for drawn in (newer, older):
        await delivery.messenger().redraw_card(drawn)
    for drawn in (older, newer) if noted_first == "the older one" else (newer, older):
        await delivery.services.completion.drawn(drawn)
    assert shown(delivery) == ["sent 0/2"]

    await delivery.tick(later=DRAWN_WITHIN)

    assert shown(delivery) == ["done 2/2"]


async def test_a_doubt_of_one_process_is_not_settled_by_another(delivery: Delivery) -> None:
    """The one that Slack did not answer draws first, and Slack makes that last."""
    unanswered = await delivery.services.completion.card(*ME, (await latest(delivery)).id)
    await delivery.services.completion.doubted(unanswered)
    other = delivery.process("two")
    ticked = await other.completion.done(*ME)
    await delivery.messenger().redraw_card(ticked)
    await other.completion.drawn(ticked)
    await delivery.messenger().redraw_card(unanswered)

    await delivery.tick(later=DRAWN_WITHIN)

    assert shown(delivery) == ["done 2/2"]
    await delivery.tick(later=DRAWN_WITHIN)
    assert delivery.sky.calls["redraw_card"] == 3


async def test_a_doubt_of_the_bell_is_not_settled_by_a_press(delivery: Delivery) -> None:
    first = await delivery.services.completion.done(*ME, number=1)
    delivery.sky.fates["redraw_card"] = BROKEN
    await delivery.tick(later=DRAWN_WITHIN)
    delivery.sky.fates["redraw_card"] = DONE
    ticked = await delivery.services.completion.done(*ME, number=2)
    await delivery.messenger().redraw_card(ticked)
    await delivery.services.completion.drawn(ticked)
    await delivery.messenger().redraw_card(first)
    assert shown(delivery) == ["sent 1/2"]

    await delivery.tick(later=DRAWN_WITHIN)

    assert shown(delivery) == ["done 2/2"]


async def test_a_doubt_over_a_card_that_was_seen_to_is_over(delivery: Delivery) -> None:
    ticked = await delivery.services.completion.done(*ME, number=1)
    await delivery.services.completion.doubted(ticked)
    await delivery.tick(later=DRAWN_WITHIN)
    again = await delivery.services.completion.done(*ME, number=2)
    await delivery.messenger().redraw_card(again)
    await delivery.services.completion.drawn(again)
    drawn = delivery.sky.calls["redraw_card"]

    await delivery.tick(later=DRAWN_WITHIN)

    assert delivery.sky.calls["redraw_card"] == drawn
