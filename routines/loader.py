"""Routine files: TOML in, routines out, and every problem named by file, key and reason.

A bad file is left out and reported; the good ones beside it still load.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from routines.file_format import RoutineFile, routine_of
from routines.model import Routine
from routines.reasons import key_of, reason_of

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
    """The routines that can be offered, ordered by file, and what is wrong with the others."""

    routines: tuple[Routine, ...]
    problems: tuple[Problem, ...]


def load_catalog(folder: Path = BUILT_IN, extra: Path | None = None) -> Catalog:
    """The routines of a folder and of an extra one. Whatever cannot be read is a problem, never an exception."""
    routines: list[Routine] = []
    problems: list[Problem] = []
    homes: dict[str, Path] = {}
    for file in _files_of(folder, extra, problems):
        loaded = load_routine(file)
        if not isinstance(loaded, Routine):
            problems += loaded
        elif loaded.id in homes:
            problems.append(Problem(file, "id", f'"{loaded.id}" is taken by {homes[loaded.id]}; choose another id.'))
        else:
            homes[loaded.id] = file
            routines.append(loaded)
    return Catalog(tuple(routines), tuple(problems))


def load_routine(file: Path) -> Routine | tuple[Problem, ...]:
    """The routine of one file, or everything that is wrong with it."""
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        return routine_of(RoutineFile.model_validate(content))
    except OSError as error:
        return (Problem(file, "", f"cannot be read: {error.strerror or error}."),)
    except UnicodeDecodeError:
        return (Problem(file, "", "is not UTF-8 text; save it as UTF-8."),)
    except tomllib.TOMLDecodeError as error:
        return (Problem(file, "", f"is not valid TOML: {error}."),)
    except ValidationError as error:
        return tuple(
            Problem(file, key_of(detail["loc"]), reason_of(detail)) for detail in error.errors(include_url=False)
        )


def _files_of(folder: Path, extra: Path | None, problems: list[Problem]) -> Iterator[Path]:
    for place in (folder, extra):
        if place is None:
            continue
        if place.is_file():
            yield place
        elif place.is_dir():
            files = sorted(place.glob("*.toml"))
            if not files:
                problems.append(Problem(place, "", "holds no routine files; their names end in .toml."))
            yield from files
        else:
            problems.append(Problem(place, "", "is neither a folder nor a file."))
