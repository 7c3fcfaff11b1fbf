from datetime import timedelta

import pytest

from bot.services.timing import AT_FULL_SPEED, UNHURRIED, Timing


@pytest.mark.parametrize("timing", [UNHURRIED, AT_FULL_SPEED])
def test_a_post_that_begins_and_takes_as_long_as_it_may_is_over_between_the_looks(timing: Timing) -> None:
    assert timing.stale_after + timing.call <= timing.look_again_after


def test_a_post_may_not_begin_after_its_look_up() -> None:
    with pytest.raises(ValueError, match="stale_after"):
        Timing(look_up_after=timedelta(seconds=1))
