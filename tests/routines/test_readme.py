"""The guide for authors: its keys are those of the format, and what it shows can be used as it stands."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import BaseModel

from routines.file_format import ExerciseTable, RoutineFile, StepTable
from routines.loader import BUILT_IN, load_catalog
from routines.pictures.look import LOOKS

README = (BUILT_IN.parent / "README.md").read_text(encoding="utf-8")
WHOLE, *PARTS = re.findall(r"```toml\n(.*?)\n```", README, re.DOTALL)


@pytest.mark.parametrize(
    ("heading", "table"), [("The file", RoutineFile), ("Each exercise", ExerciseTable), ("Each step", StepTable)]
)
def test_the_tables_list_the_keys_that_files_have_and_which_are_needed(heading: str, table: type[BaseModel]) -> None:
    section = README.split(f"\n### {heading}\n")[1].split("\n#")[0]
    rows = re.findall(r"^\| `\[*(?:exercises\.)?(\w+)\]*` \| (yes|no) \|", section, re.MULTILINE)
    assert len(rows) == section.count("\n| `")
    assert dict(rows) == {key: "yes" if field.is_required() else "no" for key, field in table.model_fields.items()}


def test_the_example_can_be_used_beside_what_is_built_in(tmp_path: Path) -> None:
    (tmp_path / "my-routine.toml").write_text(WHOLE, encoding="utf-8")
    catalog = load_catalog(extra=tmp_path)
    assert catalog.problems == ()
    built_in, mine = catalog.routines
    its_own_screens = tuple(replace(step, screens=(step.screen + 7,)) for step in mine.exercises[0].steps)
    assert its_own_screens == built_in.exercises[1].steps
    assert all(catalog.album.file(mine.id, picture.id, LOOKS[0]) for picture in mine.pictures)


def test_the_steps_that_are_shown_are_those_that_are_built_in() -> None:
    built_in = (BUILT_IN / "hips.toml").read_text(encoding="utf-8")
    assert PARTS
    assert [part for part in PARTS if part not in built_in] == []


def test_every_look_is_named() -> None:
    assert [look.id for look in LOOKS if f"`{look.id}`" not in README] == []
