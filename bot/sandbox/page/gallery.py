"""The pictures that the app puts into its messages and views, from the files it has sent."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from bot.sandbox.gif import first_frame
from bot.sandbox.images import fitted, media_type, size_of
from bot.sandbox.page.look import Look
from bot.sandbox.page.which import sandbox_of
from bot.sandbox.records import Json
from bot.sandbox.state import Team

_LARGEST = 360  # pixels; as in Slack, on a screen that has the room
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}
_MOVING = "image/gif"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hung:
    """A picture with its place on the page; `still` is the address of the one that does not move, if it moves."""

    address: str
    still: str
    width: int
    height: int


class Gallery:
    """Finds the pictures for one look at a team."""

    def __init__(self, team: Team, look: Look) -> None:
        self._team = team
        self._look = look

    def hung(self, slack_file: Json) -> Hung | None:
        """The picture that a block names; None where there is none any more."""
        file = self._team.shelf.picture(slack_file)
        size = size_of(file.content) if file else None
        if file is None or size is None:
            return None
        width, height = fitted(size, within=_LARGEST)
        moves = media_type(file.content) == _MOVING
        return Hung(
            address=self._look.image(file.id),
            still=self._look.image(file.id, is_still=True) if moves else "",
            width=width,
            height=height,
        )


async def image_of(request: Request) -> Response:
    """A picture of the team that is looked at; with `still` the first frame alone. 404 for any other file."""
    file = sandbox_of(request).team.shelf.picture({"id": request.path_params["file"]})
    if file is None:
        return Response(status_code=404)
    kind, content = media_type(file.content), file.content
    if kind == _MOVING and "still" in request.query_params:
        try:
            content = first_frame(content)
        except ValueError:
            return Response(status_code=404)
    return Response(content, media_type=kind, headers=_HEADERS)
