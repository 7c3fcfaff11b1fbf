from datetime import UTC, datetime

from bot.ports import StoreUnavailable
from bot.slack.explaining import explanation
from bot.slack.wording.failures import MAY_BE_SAVED, SAVE_FAILED

NOON = datetime(2026, 11, 17, 12, tzinfo=UTC)


def test_only_a_change_that_certainly_was_not_saved_is_told_as_such() -> None:
    gone = StoreUnavailable("it cannot be reached")
    gone_at_commit = StoreUnavailable("it cannot be reached", outcome_unknown=True)

    assert explanation(gone, now=NOON).text == SAVE_FAILED
    assert explanation(gone_at_commit, now=NOON).text == MAY_BE_SAVED
