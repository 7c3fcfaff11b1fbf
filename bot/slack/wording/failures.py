"""What is said when something failed that nobody asked for."""

SLACK_FAILED = "Slack didn't let me finish that. Try `/budge` in a minute to see where things stand."
TOO_SLOW = "That is taking longer than it should, so I can't say yet whether it was saved. Look again in a minute."
UNEXPECTED = "Something went wrong on my side. Try `/budge` in a minute to see where things stand."
SAY_AGAIN = "I may have done that already. If it doesn't look like it, please write it again."
