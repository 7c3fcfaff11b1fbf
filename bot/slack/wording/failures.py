"""What is said when something failed that nobody asked for."""

SLACK_FAILED = "Slack didn't let me finish that. Try `/budge` in a minute to see where things stand."
UNEXPECTED = "Something went wrong on my side. Try `/budge` in a minute to see where things stand."
SAY_AGAIN = "I may have done that already. If it doesn't look like it, please write it again."
