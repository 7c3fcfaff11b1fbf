"""What became of the presses that were acked: each is ticked off, or its bot was about to say that it was not, or it is
lost.

Budge acks a press once its transaction is through, a refused one too. So an ack says that it was saved, unless the
answer to that very press says otherwise. A process that dies in the hundredth of a second between the ack of a refusal
and the call with its sentence leaves a press that counts as lost here, since nobody set out to tell.
"""

from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum

from bot.slack.blocks.status import card_closed
from bot.slack.wording.failures import MAY_BE_SAVED, SAVE_FAILED, TOO_SLOW
from tests.kills.record import Acked, Record

REFUSALS = frozenset({card_closed().text, SAVE_FAILED, MAY_BE_SAVED, TOO_SLOW})
"""What leaves no doubt that a press did not count, or that it may not have. Other answers tell something else: that a
snooze is not to be had, that a card could not be redrawn, that nobody knows what happened.
"""


class Fate(StrEnum):
    TICKED = "ticked"
    EXCUSED = "excused"
    """It is not stored, and the bot knew: it answered so, whether or not the answer came through."""
    LOST = "lost"


def fates(
    record: Record, *, offered: Mapping[str, Collection[str]], ticked: Collection[tuple[str, str]]
) -> Iterator[tuple[Acked, Fate]]:
    """Each acked press with what became of it. `offered`: the exercises of each stored reminder; `ticked`: the stored
    completions, by reminder and exercise.
    """
    refused = {answer.key for answer in record.answered if answer.said in REFUSALS}
    for press in record.acked:
        wanted = [press.exercise] if press.exercise else offered.get(press.reminder, ())
        if wanted and all((press.reminder, exercise) in ticked for exercise in wanted):
            yield press, Fate.TICKED
        elif press.key in refused:
            yield press, Fate.EXCUSED
        else:
            yield press, Fate.LOST
