"""The picture files of all routines: which file shows which picture, for each look."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from routines.pictures.catalog import DRAWN
from routines.pictures.look import LOOKS, Look, look_for

__all__ = ["Album", "Look", "PictureError", "PictureFile", "Place", "look_for", "pictures_beside"]

BESIDE = "pictures"  # the folder of a routine file's own pictures, in the folder of the file
LARGEST = 1_000_000  # bytes; Slack takes more, and phones wait for it
SUFFIXES = (".gif", ".png", ".jpg", ".jpeg")
MEDIA_TYPES = ((b"GIF8", "image/gif"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureFile:
    """A file that can be shown."""

    checksum: str  # SHA-256 of its content, in hexadecimal
    path: Path
    media_type: str


class PictureError(Exception):
    """A picture that cannot be shown; the message is the reason, as a sentence about it."""


class Place(NamedTuple):
    """Where in the album a file is."""

    routine_id: str
    picture_id: str
    look_id: str


@dataclass(frozen=True, slots=True)
class Album:
    """The files of the pictures of several routines, read once."""

    by_place: Mapping[Place, PictureFile] = field(default_factory=dict)

    def file(self, routine_id: str, picture_id: str, look: Look) -> PictureFile | None:
        """The file that shows a picture to whoever has this look. None where the routine has no such picture."""
        return self.by_place.get(Place(routine_id, picture_id, look.id))

    @property
    def files(self) -> tuple[PictureFile, ...]:
        """Every file, each content once."""
        return tuple({file.checksum: file for file in self.by_place.values()}.values())


def pictures_beside(routine_file: Path, picture_id: str) -> dict[str, PictureFile]:
    """The files of a picture by the ids of their looks. Raises PictureError with the reason.

    They lie in the folder `pictures` beside the routine's file: one for all looks, or one in a folder for each look.
    A picture that is not there may be one of those that Budge draws.
    """
    folder = routine_file.parent / BESIDE
    found = {look.id: _first([folder / look.id, folder, DRAWN / look.id], picture_id) for look in LOOKS}
    if None in found.values():
        names = ", ".join(f"{picture_id}{suffix}" for suffix in SUFFIXES)
        raise PictureError(f"has no file: put one of {names} into {folder}.")
    read = {path: picture_file(path) for path in dict.fromkeys(found.values()) if path}
    return {look_id: read[path] for look_id, path in found.items() if path}


def picture_file(path: Path) -> PictureFile:
    """The file as it can be shown. Raises PictureError where it cannot."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise PictureError(f"cannot be read from {path}: {error.strerror or error}.") from error
    if len(content) > LARGEST:
        raise PictureError(f"is {len(content):,} bytes in {path}; the most is {LARGEST:,}.")
    media_type = next((media_type for start, media_type in MEDIA_TYPES if content.startswith(start)), None)
    if media_type is None:
        raise PictureError(f"is neither a GIF nor a PNG nor a JPEG in {path}.")
    return PictureFile(checksum=sha256(content).hexdigest(), path=path, media_type=media_type)


def _first(folders: list[Path], picture_id: str) -> Path | None:
    return next((path for path in _candidates(folders, picture_id) if path.is_file()), None)


def _candidates(folders: list[Path], picture_id: str) -> Iterator[Path]:
    for folder in folders:
        for suffix in SUFFIXES:
            yield folder / f"{picture_id}{suffix}"
