"""What has to be set for Slack: to serve one workspace, over either way in, or many."""

from collections.abc import Mapping

from bot.config.credentials import MAKE_A_KEY

NEEDED_FOR_ONE = {
    "SLACK_BOT_TOKEN": "the bot token that begins with xoxb-, from OAuth & Permissions in the app's settings at "
    "api.slack.com/apps",
}
WAY_IN_IS_MISSING = (
    "SLACK_APP_TOKEN is missing: the app-level token that begins with xapp-, from Basic Information in the app's "
    "settings at api.slack.com/apps; or set SLACK_SIGNING_SECRET, if Slack is to reach Budge over HTTP."
)
NEEDED_FOR_MANY = {
    "SLACK_SIGNING_SECRET": "many workspaces reach Budge over HTTP; it is under Basic Information in the app's "
    "settings at api.slack.com/apps",
    "BUDGE_PUBLIC_URL": "the address at which Slack and browsers reach Budge, such as https://budge.example.com",
    "BUDGE_SECRET_KEY": f"it encrypts the stored tokens of the workspaces; make a key by `{MAKE_A_KEY}`",
}
HALVES = {
    "SLACK_CLIENT_ID": "the Client ID, from Basic Information in the app's settings at api.slack.com/apps",
    "SLACK_CLIENT_SECRET": "the Client Secret, from Basic Information in the app's settings at api.slack.com/apps",
}
ONE_TOO_MANY = (
    "SLACK_APP_TOKEN is set, which is for one workspace over Socket Mode: unset it, or unset SLACK_CLIENT_ID and "
    "SLACK_CLIENT_SECRET to serve one workspace."
)


def unfit_for_slack(environ: Mapping[str, str]) -> list[str]:
    """What is missing, or too much, to serve one workspace or many."""
    halves = [name for name in HALVES if environ.get(name)]
    if len(halves) == len(HALVES):
        return _missing(environ, NEEDED_FOR_MANY) + ([ONE_TOO_MANY] if environ.get("SLACK_APP_TOKEN") else [])
    if halves:
        return [
            f"{problem[:-1]}; or unset {halves[0]}, to serve one workspace." for problem in _missing(environ, HALVES)
        ]
    has_way_in = environ.get("SLACK_APP_TOKEN") or environ.get("SLACK_SIGNING_SECRET")
    return _missing(environ, NEEDED_FOR_ONE) + ([] if has_way_in else [WAY_IN_IS_MISSING])


def _missing(environ: Mapping[str, str], needed: Mapping[str, str]) -> list[str]:
    return [f"{name} is missing: {what}." for name, what in needed.items() if not environ.get(name)]
