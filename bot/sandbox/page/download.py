"""Files of the conversations, to be saved."""

from starlette.requests import Request
from starlette.responses import Response

from bot.sandbox.page.which import sandbox_of


async def download(request: Request) -> Response:
    """One file as it was sent; 404 for one that is in no message. A browser saves it and never shows it as a page."""
    file = sandbox_of(request).team.file(request.path_params["file"])
    if file is None:
        return Response(status_code=404)
    headers = {
        "Content-Disposition": f'attachment; filename="{_harmless(file.name)}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return Response(file.content, media_type="application/octet-stream", headers=headers)


def _harmless(name: str) -> str:
    return "".join(letter if letter.isascii() and (letter.isalnum() or letter in "._-") else "_" for letter in name)
