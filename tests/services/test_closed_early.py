"""Cards that were closed early, by a pause or because something hurt: late ticks, their Undo, and being forgotten."""

from datetime import timedelta

import pytest

from bot.domain.member import Visibility
from bot.domain.pauses import PauseFor
from bot.domain.reminder import WITHDRAWN, State
from bot.domain.selection import Change, HowLong
from bot.domain.settings import SettingsForm
from bot.slack.settings_form import parse_settings
from bot.slack.typed_settings import typed_from
from bot.store.transaction import SqlStore
from tests.services.acts import Acts
from tests.services.delivery import Delivery
from tests.store.rows import ACME, ANA, MINUTE


@pytest.fixture
def acts(store: SqlStore) -> Acts:
    return Acts(store)


async def test_undoing_a_tick_on_it_leaves_it_closed(acts: Acts) -> None:
    posted = await acts.gets_a_card()
    await acts.caring.close(*acts.me, Change(leave_out=acts.knee, how_long=HowLong.WEEK))
    acts.clock.at += MINUTE
    await acts.completion.done(*acts.me, number=1)
    acts.clock.at += MINUTE
    card = await acts.undoing.undo(*acts.me)

    row = await acts.row(posted)
    assert (row.state, row.reason, row.counted) == (State.SKIPPED, WITHDRAWN, False)
    assert card.done == {}


async def test_undoing_the_last_tick_on_it_leaves_it_closed_too(acts: Acts) -> None:
    posted = await acts.gets_a_card()
    await acts.caring.close(*acts.me, Change())
    acts.clock.at += MINUTE
    await acts.completion.done(*acts.me)
    assert (await acts.row(posted)).state is State.DONE
    acts.clock.at += MINUTE
    card = await acts.undoing.undo(*acts.me)

    row = await acts.row(posted)
    assert (row.state, row.reason, row.counted) == (State.SKIPPED, WITHDRAWN, False)
    assert card.done == {}
    assert (await acts.me_now()).last_completed_at is None


async def test_the_home_offers_no_tick_that_would_tick_nothing(acts: Acts) -> None:
    await acts.gets_a_card()
    await acts.completion.done(*acts.me, number=1)
    acts.clock.at += MINUTE
    await acts.caring.close(*acts.me, Change(leave_out=acts.knee, how_long=HowLong.WEEK))
    home = await acts.homes.home(*acts.me)
    assert home is not None
    assert [row.can_be_ticked for row in home.today] == [False]


@pytest.mark.parametrize("how", ["pause", "stop", "close"])
async def test_whoever_is_forgotten_keeps_no_card_that_was_to_go(store: SqlStore, how: str) -> None:
    delivery = Delivery(store)
    await delivery.joins(ANA)
    await delivery.tick()
    match how:
        case "pause":
            await delivery.services.preferences.pause(ACME, ANA, PauseFor(timedelta(hours=2)))
        case "stop":
            await delivery.services.enrolment.stop(ACME, ANA)
        case _:
            await delivery.services.caring.close(ACME, ANA, Change())

    erased = await delivery.services.privacy.erase(ACME, ANA)
    assert erased is not None
    await delivery.services.privacy.clear(ACME, erased)
    assert delivery.cards(ANA) == []


async def test_a_form_that_was_opened_before_hiding_does_not_show_the_name_again(store: SqlStore) -> None:
    delivery = Delivery(store)
    await delivery.joins(ANA)
    preferences = delivery.services.preferences
    await preferences.show(ACME, ANA)
    opened = typed_from(await preferences.settings(ACME, ANA))
    await preferences.hide(ACME, ANA)
    form = parse_settings(opened, seen=opened.choice, seen_visibility=opened.visibility)
    assert isinstance(form, SettingsForm)
    await preferences.save(ACME, ANA, form)
    assert (await delivery.member(ANA)).visibility is Visibility.PRIVATE
