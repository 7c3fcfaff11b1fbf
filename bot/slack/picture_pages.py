"""The pictures as the public port serves them, so that Slack and whoever sees a card can fetch them."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.services.illustrating import PATH, served_name
from routines.album import Album

NOT_FOUND = 404
HEADERS = {
    "cache-control": "public, max-age=31536000, immutable",  # an address names its content
    "x-content-type-options": "nosniff",
}


def picture_routes(album: Album) -> tuple[Route, ...]:
    """One address for each picture of the album, and nothing else of any folder."""
    files = {served_name(file): file for file in album.files}

    async def picture(request: Request) -> Response:
        file = files.get(request.path_params["name"])
        if file is None:
            return Response(status_code=NOT_FOUND)
        try:
            content = await asyncio.to_thread(file.path.read_bytes)
        except OSError:  # taken away since the start
            return Response(status_code=NOT_FOUND)
        return Response(content, media_type=file.media_type, headers=HEADERS)

    return (Route(f"{PATH}/{{name}}", picture, methods=["GET"]),)
