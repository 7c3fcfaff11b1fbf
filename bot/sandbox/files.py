"""Files on their way: a place to send the bytes to, and what came of it until the app says where to show it."""

import secrets
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.sandbox.records import File

UPLOADS = "/upload/v1"
LARGEST = 10_000_000  # bytes; far less than Slack takes, and far more than this bot has to send
MOST_HELD = 200_000_000  # bytes of all files of a team together, as they stay in memory


@dataclass(slots=True)
class _Upload:
    file: File
    length: int
    has_come: bool = False


class Uploads:
    """Gives out upload addresses, takes the bytes, and hands each file over once."""

    def __init__(self, team_id: str) -> None:
        self._team_id = team_id
        self._by_key: dict[str, _Upload] = {}
        self._announced = 0  # bytes, of all that ever began

    def has_room_for(self, length: int) -> bool:
        return self._announced + length <= MOST_HELD

    def begin(self, host: str, *, file: File, length: int) -> str:
        """An address for the bytes of a file, absolute at the address by which the app reaches us."""
        self._announced += length
        key = secrets.token_urlsafe(18)
        self._by_key[key] = _Upload(file, length=length)
        return f"http://{host}{UPLOADS}/{self._team_id}/{key}"

    async def endpoint(self, request: Request) -> Response:
        """Take the bytes of one file."""
        upload = self._by_key.get(request.path_params["key"])
        if upload is None or upload.has_come:
            return PlainTextResponse("no such upload", status_code=404)
        content = await _body(request, at_most=upload.length)
        if len(content) != upload.length:
            return PlainTextResponse("length mismatch", status_code=400)
        upload.file = replace(upload.file, content=content)
        upload.has_come = True
        return PlainTextResponse(f"OK - {len(content)}")

    def complete(self, file_id: str) -> File | None:
        """The file, if its bytes have come; it can be shown once."""
        for key, upload in self._by_key.items():
            if upload.file.id == file_id and upload.has_come:
                del self._by_key[key]
                return upload.file
        return None


async def _body(request: Request, *, at_most: int) -> bytes:
    """The body of a request; of one that is longer than it may be, only enough to tell."""
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > at_most:
            break
    return bytes(content)
