"""What Slack refuses: the published limits of blocks, elements, messages and views."""

from bot.sandbox.limits.surfaces import message_problems, suggestion_problems, view_problems

__all__ = ["message_problems", "suggestion_problems", "view_problems"]
