"""What is said when something failed that nobody asked for."""

SAVE_FAILED = "I couldn't save that, and nothing changed. Please press again in a minute."
MAY_BE_SAVED = "I lost my database as I saved that, so I can't say whether it was saved. Look again in a minute."
SLACK_FAILED = "Slack didn't let me finish that. Try `/budge` in a minute to see where things stand."
TOO_SLOW = "That is taking longer than it should, so I can't say yet whether it was saved. Look again in a minute."
UNEXPECTED = "Something went wrong on my side. Try `/budge` in a minute to see where things stand."
SAY_AGAIN = "I may have done that already. If it doesn't look like it, please write it again."
