"""What Slack refuses: the published limits of blocks, elements, messages and views."""

from bot.sandbox.limits.pictures import picture_problems
from bot.sandbox.limits.surfaces import is_too_large, message_problems, suggestion_problems, view_problems

__all__ = ["is_too_large", "message_problems", "picture_problems", "suggestion_problems", "view_problems"]
