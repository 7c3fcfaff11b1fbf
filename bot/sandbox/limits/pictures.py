"""What Slack finds out about a picture only by looking at its file."""

from collections.abc import Callable, Iterable

from bot.sandbox.limits.checks import problem
from bot.sandbox.pictures import pictures_of
from bot.sandbox.records import Json


def picture_problems(blocks: Iterable[Json], path: str, *, can_show: Callable[[Json], bool]) -> list[str]:
    """The files named in sound blocks that cannot be shown: unknown, another team's, no picture, or not ready yet."""
    return [
        problem("invalid slack file", f"{path}/{index}{place}/slack_file")
        for index, block in enumerate(blocks)
        for place, image in pictures_of(block)
        if "slack_file" in image and not can_show(image["slack_file"])
    ]
