"""What became of the presses that were acked: each is ticked off, or its person was told that it was not, or it is
lost.

Budge acks a press once its transaction is through, a refused one too. So an ack says that it was saved, unless the
answer to that very press says otherwise. A process that dies in the hundredth of a second between the ack of a refusal
and its sentence leaves a press that counts as lost here, since nobody was told.
"""

from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum

from bot.slack.blocks.status import card_closed
from bot.slack.wording.failures import MAY_BE_SAVED, SAVE_FAILED, TOO_SLOW
from tests.kills.record import Acked, Answered, Record

REFUSALS = frozenset({card_closed().text, SAVE_FAILED, MAY_BE_SAVED, TOO_SLOW})
"""What leaves no doubt that a press did not count, or that it may not have. Other answers tell something else: that a
snooze is not to be had, that a card could not be redrawn, that nobody knows what happened.
"""
ANSWERED_WITHIN = 3.0  # seconds from the ack
"""The process that acks begins to answer before it does; no later one answers for it. It takes at most three calls to a
Slack that is done with each in a twentieth of a second. The rest is for a machine that has other things to do."""


class Fate(StrEnum):
    TICKED = "ticked"
    EXCUSED = "excused"
    """It is not stored, and the person was told so."""
    LOST = "lost"


def fates(
    record: Record, *, offered: Mapping[str, Collection[str]], ticked: Collection[tuple[str, str]]
) -> Iterator[tuple[Acked, Fate]]:
    """Each acked press with what became of it. `offered`: the exercises of each stored reminder; `ticked`: the stored
    completions, by reminder and exercise. One refusal excuses one press.
    """
    refusals = [answer for answer in record.answered if answer.said in REFUSALS]
    for press in sorted(record.acked, key=lambda press: press.acked_at):
        wanted = [press.exercise] if press.exercise else offered.get(press.reminder, ())
        if wanted and all((press.reminder, exercise) in ticked for exercise in wanted):
            yield press, Fate.TICKED
        elif refusal := next((answer for answer in refusals if _answers(answer, press)), None):
            refusals.remove(refusal)
            yield press, Fate.EXCUSED
        else:
            yield press, Fate.LOST


def _answers(answer: Answered, press: Acked) -> bool:
    """Whether it is about this press. It may overtake the ack, but not the press."""
    is_about_it = (answer.reminder, answer.exercise, answer.person) == (press.reminder, press.exercise, press.person)
    return is_about_it and press.pressed_at <= answer.at <= press.acked_at + ANSWERED_WITHIN
