"""What a card says below its opener."""

import pytest

from bot.domain.card import Hint
from bot.store.transaction import SqlStore
from tests.services.acts import Acts
from tests.store.rows import HOUR, NINE


@pytest.mark.parametrize(("offered", "hint"), [(2, Hint.ONE_IS_ENOUGH), (1, None)])
async def test_one_of_the_two_is_only_enough_where_there_are_two(
    store: SqlStore, offered: int, hint: Hint | None
) -> None:
    acts = Acts(store)
    for hours in range(2):
        await acts.gets_a_card(NINE + hours * HOUR)
    third = await acts.gets_a_card(NINE + 2 * HOUR, offering=(acts.hip, acts.knee)[:offered])

    assert (await acts.completion.card(*acts.me, third.id)).hint is hint
