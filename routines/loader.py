"""Routine files: TOML in, routines out, and every problem named by file, key and reason.

A bad file is left out and reported; the good ones beside it still load.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from routines.album import Album, PictureError, PictureFile, Place, pictures_beside
from routines.file_format import RoutineFile, routine_of
from routines.model import Routine
from routines.reasons import key_of, reason_of
from routines.room import unfit

CURLY = re.compile(r"^[^#\"']*[“”‘’]")  # before any straight one, and in no comment
BUILT_IN = Path(__file__).parent / "catalog"


class Problem(NamedTuple):
    """Why a routine file is refused."""

    file: Path
    key: str  # "exercises[1].steps[3].seconds", counted from one; empty where the whole file is at fault
    reason: str

    def __str__(self) -> str:
        where = f"{self.file}: {self.key}" if self.key else f"{self.file}"
        return f"{where}: {self.reason}"


class Catalog(NamedTuple):
    """The routines that can be offered, ordered by file, what is wrong with the others, and the files of pictures."""

    routines: tuple[Routine, ...]
    problems: tuple[Problem, ...]
    album: Album


def load_catalog(folder: Path = BUILT_IN, extra: Path | None = None) -> Catalog:
    """The routines of a folder and of an extra one. Whatever cannot be read is a problem, never an exception."""
    routines: list[Routine] = []
    problems: list[Problem] = []
    pictures: dict[Place, PictureFile] = {}
    homes: dict[str, dict[str, Path]] = {"routine": {}, "exercise": {}}  # which file has which id
    for file in _files_of(folder, extra, problems):
        loaded = load_routine(file)
        if not isinstance(loaded, Routine):
            problems += loaded
            continue
        files, wrong = _pictures_of(loaded, file)
        wrong = [*_twice(loaded, file, homes), *wrong]
        problems += wrong
        if not wrong:
            for _, kind, id_ in _ids_of(loaded):
                homes[kind][id_] = file
            pictures |= files
            routines.append(loaded)
    return Catalog(tuple(routines), tuple(problems), Album(pictures))


def load_routine(file: Path) -> Routine | tuple[Problem, ...]:
    """The routine of one file, or everything that is wrong with it."""
    try:
        text = file.read_text(encoding="utf-8-sig")  # some editors begin a file with a mark of their own
        routine = routine_of(RoutineFile.model_validate(tomllib.loads(text)))
    except OSError as error:
        return (Problem(file, "", f"cannot be read: {error.strerror or error}."),)
    except UnicodeDecodeError:
        return (Problem(file, "", "is not UTF-8 text; save it as UTF-8."),)
    except tomllib.TOMLDecodeError as error:
        return (Problem(file, "", f"is not valid TOML: {error}.{_hint(text)}"),)
    except RecursionError:
        return (Problem(file, "", "is not valid TOML: its brackets are nested too deeply."),)
    except ValidationError as error:
        return tuple(
            Problem(file, key_of(detail["loc"]), reason_of(detail)) for detail in error.errors(include_url=False)
        )
    return tuple(Problem(file, key, reason) for key, reason in unfit(routine)) or routine


def _hint(text: str) -> str:
    """What may have gone wrong where a value is none: a word processor curls quotes."""
    is_curled = any(CURLY.search(line) for line in text.splitlines())
    return ' Quotes are straight, as in "this", and not curly.' if is_curled else ""


def _ids_of(routine: Routine) -> Iterator[tuple[str, str, str]]:
    """Key, kind and id of whatever no other file may name alike: what is stored names exercises by id alone."""
    yield "id", "routine", routine.id
    for no, exercise in enumerate(routine.exercises, start=1):
        yield f"exercises[{no}].id", "exercise", exercise.id


def _twice(routine: Routine, file: Path, homes: Mapping[str, Mapping[str, Path]]) -> Iterator[Problem]:
    for key, kind, id_ in _ids_of(routine):
        if id_ in homes[kind]:
            yield Problem(file, key, f'"{id_}" is taken by {homes[kind][id_]}; choose another id.')


def _pictures_of(routine: Routine, file: Path) -> tuple[dict[Place, PictureFile], list[Problem]]:
    """The files of a routine's pictures, and what is wrong with those that it names."""
    files: dict[Place, PictureFile] = {}
    listed = {picture.id for picture in routine.pictures}
    problems = [
        Problem(file, key, f'"{picture_id}" is not in the table [pictures]: say there what somebody sees.')
        for key, picture_id in _shown(routine)
        if picture_id not in listed
    ]
    for picture in routine.pictures:
        try:
            found = pictures_beside(file, picture.id)
        except PictureError as reason:
            problems.append(Problem(file, f"pictures.{picture.id}", str(reason)))
        else:
            files |= {Place(routine.id, picture.id, look_id): each for look_id, each in found.items()}
    return files, problems


def _shown(routine: Routine) -> Iterator[tuple[str, str]]:
    """Every mention of a picture: its key, and the picture's id."""
    for no, exercise in enumerate(routine.exercises, start=1):
        if exercise.picture:
            yield f"exercises[{no}].picture", exercise.picture
        for step in exercise.steps:
            if step.picture:
                yield f"exercises[{no}].steps[{step.no}].picture", step.picture


def _files_of(folder: Path, extra: Path | None, problems: list[Problem]) -> Iterator[Path]:
    """Each file once, also where the extra folder is, or lies in, the other one."""
    seen: set[Path] = set()
    for place in (folder, extra):
        for file in () if place is None else _files_in(place, problems):
            if file.resolve() not in seen:
                seen.add(file.resolve())
                yield file


def _files_in(place: Path, problems: list[Problem]) -> Iterator[Path]:
    if place.is_file():
        yield place
    elif place.is_dir():
        files = sorted(place.glob("*.toml"))
        if not files:
            problems.append(Problem(place, "", "holds no routine files; their names end in .toml."))
        yield from files
    else:
        problems.append(Problem(place, "", "is neither a folder nor a file."))
