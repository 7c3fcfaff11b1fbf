"""What is said where Budge is not installed, and what the pages say on which it is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A page: what has happened, what to do, and the link that does it."""

    title: str
    text: str
    link: str = ""


def installed(team: str) -> Words:
    return Words(
        title=f"Budge is in {team}" if team else "Budge is in",
        text="People join by themselves: they type /budge start in Slack. I have written you a message there.",
        link="Open Slack",
    )


NOT_HERE = "I'm not installed in your workspace, so I changed nothing. Somebody there has to add me first."
"""To somebody of another organisation, in a channel that is shared with it."""

AGAIN = "Start again"
CANCELLED = Words(
    title="Nothing was installed",
    text="You chose not to let Budge in. If you change your mind, start again.",
    link=AGAIN,
)
STALE = Words(
    title="Please start again",
    text="This page was open for more than ten minutes, was used already, or was begun in another browser. Nothing was "
    "installed.",
    link=AGAIN,
)
USED_UP = Words(
    title="Please start again",
    text="Slack says that its permission was used already, or is too old. If Budge is in your workspace by now, all is "
    "well.",
    link=AGAIN,
)
WHOLE_ORGANISATION = Words(
    title="One workspace at a time",
    text="Slack gave its permission for a whole organisation, and Budge is installed in one workspace at a time. "
    "Nothing was installed. Start again and choose a workspace.",
    link=AGAIN,
)
SLACK_IS_AWAY = Words(
    title="Slack did not answer",
    text="So Budge could not be installed. Wait a minute, then start again.",
    link=AGAIN,
)
NOT_SAVED = Words(
    title="That could not be saved",
    text="Slack let Budge in, but Budge cannot use its database now. Wait a minute, then start again.",
    link=AGAIN,
)
NOT_SET_UP = Words(
    title="This Budge is not set up right",
    text="Slack does not know it under the client id, the secret or the address that it has. Tell whoever runs it: "
    "`budge check` and its log say more. Nothing was installed.",
)


def refused(reason: str) -> Words:
    return Words(
        title="Slack did not allow it",
        text=f"Its reason is {reason}. Ask an admin of your workspace whether apps need approval, then start again."
        if reason
        else "It gave no reason. Start again; if it happens once more, tell whoever runs this Budge.",
        link=AGAIN,
    )
