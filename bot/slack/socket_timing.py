"""How long the connection to Slack is given for everything."""

from dataclasses import dataclass
from datetime import timedelta


def _seconds(*spans: int) -> tuple[timedelta, ...]:
    return tuple(timedelta(seconds=span) for span in spans)


@dataclass(frozen=True, slots=True, kw_only=True)
class SocketTiming:
    """Production's spans unless told otherwise. Slack wants to be asked for few addresses: about one a minute."""

    ping: timedelta = timedelta(seconds=10)
    """Between two pings; four without an answer mean that the connection is dead."""
    look: timedelta = timedelta(seconds=15)
    """Between two looks of the watchdog."""
    stuck_after: timedelta = timedelta(seconds=45)
    """So long without a connection, and the address is thrown away for a new one."""
    rebuild_after: timedelta = timedelta(minutes=3)
    """So long without a connection, and everything is closed and built anew."""
    pauses: tuple[timedelta, ...] = _seconds(0, 1, 5, 15, 30, 60)
    """Before an address is asked for, by how many were within `calm`; the last one from then on."""
    calm: timedelta = timedelta(minutes=5)
    refused: timedelta = timedelta(seconds=60)
    """Until an app-level token that Slack refuses is tried again."""
    crowded: tuple[timedelta, ...] = _seconds(30, 60, 120, 300)
    """Until the next try after Slack said that there are too many connections, and said it again."""
