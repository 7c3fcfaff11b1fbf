"""The stream of changes: tells the browser which regions of the page to fetch again."""

from collections.abc import AsyncIterator
from contextlib import suppress

from starlette.requests import Request
from starlette.responses import StreamingResponse

from bot.sandbox.feed import Change
from bot.sandbox.page.look import look_of
from bot.sandbox.page.which import sandbox_of
from bot.sandbox.state import Team

REGIONS = ("sidebar", "main", "panel", "dialogs")

_ALL = frozenset(REGIONS)
_TOUCHED = {
    "posted": frozenset({"main", "sidebar", "panel"}),
    "edited": frozenset({"main", "panel"}),
    "deleted": frozenset({"main", "sidebar", "panel"}),
    "home": frozenset({"main", "panel"}),
    "modal": frozenset({"dialogs"}),
    "person": _ALL,
    "channel": frozenset({"main", "sidebar"}),
    "clock": frozenset({"main", "panel"}),
}


def touched(team: Team, change: Change, *, person: str) -> frozenset[str]:
    """The regions of a person's page that a change shows in; none when it is not for their eyes."""
    if change.kind == "person":
        return _ALL
    if change.person is not None and change.person != person:
        return frozenset()
    channel = team.channels.get(change.channel or "")
    if channel is not None and person not in channel.members:
        return frozenset()
    return _TOUCHED[change.kind]


async def changes(request: Request) -> StreamingResponse:
    """Server-sent events: the names of the regions that changed for the person who looks."""
    team = sandbox_of(request).team
    person = look_of(team, request.query_params).person.id
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_events(team, person), media_type="text/event-stream", headers=headers)


async def _events(team: Team, person: str) -> AsyncIterator[str]:
    with team.feed.subscribe() as subscription, suppress(GeneratorExit):
        yield ": welcome\nretry: 1000\n\n"
        async for change in subscription:
            regions = touched(team, change, person=person)
            for more in subscription.pending():
                regions |= touched(team, more, person=person)
            if regions:
                yield f"event: changed\ndata: {' '.join(sorted(regions))}\n\n"
