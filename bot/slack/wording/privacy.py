"""What is said about handing out and erasing what is stored."""

from bot.ports import DeliveryFailed

EXPORTED = "Sent to our DM: budge-export.json."
ERASED = "Erased. `/budge start` begins afresh."
ERASE_TITLE = "Erase everything?"
ERASE_TEXT = (
    "Your settings, history, streak and place on the leaderboard go for good. "
    "Messages I sent you stay in Slack until you or your workspace delete them."
)
NO_SCOPE = (
    "I may not send files in this workspace, so nothing was sent. Whoever runs Budge here can add the scope "
    "files:write and install it again; then try `/budge export`."
)
NOT_SENT = "Slack didn't take the file, so nothing was sent. Try `/budge export` again in a minute."
MAY_BE_SENT = "Slack didn't say whether it took the file. Look into our DM; if it isn't there, try `/budge export`."


def not_exported(failure: DeliveryFailed) -> str:
    """Why the file may not be in the DM, and what to do about it."""
    if failure.reason == "missing_scope":
        return NO_SCOPE
    return MAY_BE_SENT if failure.outcome_unknown else NOT_SENT
