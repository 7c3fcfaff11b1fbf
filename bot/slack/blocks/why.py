"""Why this helps, as the article explains it: no claim of ours."""

from bot.slack import ids
from bot.slack.blocks.elements import context, plain, section
from bot.slack.message import Block, Message, View
from bot.slack.wording.cautions import CAUTION

_NEUTRAL_LEAD = (
    "Why this helps, in two parts: first what hours of sitting do, as the article behind the routine explains it, "
    "then what both exercises do about it."
)
_SITTING_HURTS = "Why sitting hurts, as the article behind the routine explains it"
_CAUSES = (
    "• Each buttock holds the gluteus maximus, the body's largest muscle. It is well padded, and still hours of "
    "sitting can leave it tense and cramped.\n"
    "• Nerves run beneath it, branches of the sciatic nerve among them. The weight of your upper body presses on them "
    "until they throb. The sciatic nerve goes on through lower back, legs and feet, so with time the pain can reach "
    "those too.\n"
    "• Blood gathers elsewhere in the lower body, so the muscle gets less fresh oxygen. When you stand up, it rushes "
    "back."
)
_HELPS = "Why this helps"
_RELIEF = (
    "• Small muscles, tendons and ligaments tie your hips to your buttocks. Stretching and flexing the hips releases "
    "tension there and helps blood and nerves do their work. Both exercises, every 2 to 3 hours during work, ease "
    "cramps and keep them away."
)


def why() -> Message:
    spoken = f"{_NEUTRAL_LEAD} {_SITTING_HURTS}: {_CAUSES}\n{_HELPS}: {_RELIEF} {CAUTION}"
    return Message(spoken.replace("• ", ""), _blocks())


def why_view() -> View:
    """The same as a modal, for where no message can be shown."""
    return {
        "type": "modal",
        "callback_id": ids.WHY_VIEW,
        "title": plain(_HELPS),
        "close": plain("Close"),
        "blocks": _blocks(),
    }


def _blocks() -> list[Block]:
    return [
        section(f"*{_SITTING_HURTS}*\n{_CAUSES}"),
        section(f"*{_HELPS}*\n{_RELIEF}"),
        context(CAUTION),
    ]
