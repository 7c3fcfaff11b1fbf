"""Presses as Slack delivers them, whatever the screen shows by now."""

from bot.sandbox.gestures import MessageSpot
from bot.sandbox.records import Message
from tests.scenario.screen import control_of
from tests.scenario.stage import Scene


async def raw_press(scene: Scene, person: str, message: Message, label: str) -> None:
    """A press on a message as it was, whatever the screen shows by now; without waiting for what follows."""
    control = control_of(message, label)
    assert control is not None
    current = scene.team.message(message.channel, ts=message.ts)
    scene.team._messages[message.channel][message.ts] = message
    try:
        await scene.gestures.press(
            person,
            where=MessageSpot(channel=message.channel, ts=message.ts),
            block_id=control.block_id,
            action_id=control.action_id,
            value=control.value,
        )
    finally:
        if current is None:
            scene.team._messages[message.channel].pop(message.ts, None)
