"""The first sentence of a card: each asks for one concrete movement, and none names a time of day."""

from bot.domain.card import Hint

OPENERS = (
    "Push your chair back and stand up.",
    "Put both feet on the floor and stand.",
    "Stand up and turn your chair around.",
    "Let go of the mouse and stand up.",
    "Save your work, then stand up.",
    "Stand up and shake out your legs.",
    "Slide your chair clear of the desk.",
    "Stand up slowly and look far away.",
    "Stand up and let your shoulders drop.",
    "Look away from the screen and stand up.",
    "Stand up and roll your shoulders once.",
    "Finish the sentence, then stand up.",
    "Take one slow breath and stand up.",
    "Hands off the keyboard, feet on the floor, up.",
    "Stand up and take three steps.",
    "Plant your feet and rise.",
    "Clear a little space behind your chair.",
    "Up you get: fetch the chair with the high back.",
)

HINTS = {
    Hint.FIRST_EVER: "Your first one. Read it through once; nobody is watching the clock.",
    Hint.ONE_IS_ENOUGH: "Short of time? You can tick off one of the two.",
}
"""What stands below the opener now and then."""
BY_HEART = "Know them by heart?"
"""What the summary of the tenth routine asks."""


def opener(index: int) -> str:
    """The sentence a reminder was given; any whole number has one."""
    return OPENERS[index % len(OPENERS)]
