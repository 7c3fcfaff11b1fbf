"""Which file shows which picture, and what is said of one that cannot be shown."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from routines.album import LARGEST, look_for
from routines.loader import load_catalog
from routines.pictures.catalog import DRAWN, POSES
from routines.pictures.look import LOOKS

ROUTINE = """
id = "neck"
title = "Ease your neck"

[pictures]
turn = "A person looks over the left shoulder."

[[exercises]]
id = "neck_turn"
title = "Slow neck turn"
short_name = "Neck turn"
about_seconds = 60
equipment = "A chair."
spoken_needs = "You need a chair."
picture = "turn"

[[exercises.steps]]
screen = 1
picture = "turn"
text = "Turn your head to the left."
"""
BIRCH, CLAY, *_ = LOOKS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a routine that names a picture which is not there yet."""
    (tmp_path / "neck.toml").write_text(ROUTINE, encoding="utf-8")
    (tmp_path / "pictures").mkdir()
    return tmp_path


def draw(path: Path, colour: str = "red") -> Path:
    path.parent.mkdir(exist_ok=True)
    Image.new("RGB", (8, 8), colour).save(path)
    return path


def problems_of(folder: Path) -> list[tuple[str, str]]:
    catalog = load_catalog(folder)
    assert catalog.routines == ()
    assert catalog.album.files == ()
    return [(problem.key, problem.reason) for problem in catalog.problems]


def test_the_built_in_pictures_are_there_in_every_look() -> None:
    catalog = load_catalog()
    (routine,) = catalog.routines
    for look in LOOKS:
        for pose in POSES:
            file = catalog.album.file(routine.id, pose.id, look)
            assert file
            assert file.path == pose.file(look)
            assert file.media_type == ("image/gif" if pose.loops else "image/png")
            assert file.checksum == hashlib.sha256(file.path.read_bytes()).hexdigest()
    assert len(catalog.album.files) == len(LOOKS) * len(POSES)


def test_every_built_in_picture_is_shown_somewhere() -> None:
    (routine,) = load_catalog().routines
    shown = {step.picture for exercise in routine.exercises for step in exercise.steps}
    assert shown - {None} == {picture.id for picture in routine.pictures}
    assert [exercise.picture for exercise in routine.exercises] == ["stand_left_lift", "lie_left_pull"]


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("turn.gif", "image/gif"),
        ("turn.png", "image/png"),
        ("turn.jpg", "image/jpeg"),
        ("turn.jpeg", "image/jpeg"),
    ],
)
def test_one_file_beside_the_routine_is_for_every_look(folder: Path, name: str, media_type: str) -> None:
    path = draw(folder / "pictures" / name)
    catalog = load_catalog(folder)
    assert catalog.problems == ()
    assert {catalog.album.file("neck", "turn", look) for look in LOOKS} == set(catalog.album.files)
    ((file),) = catalog.album.files
    assert (file.path, file.media_type) == (path, media_type)
    assert catalog.routines[0].picture("turn").alt_text == "A person looks over the left shoulder."


def test_a_folder_called_as_a_look_has_that_looks_own_file(folder: Path) -> None:
    everyone, own = draw(folder / "pictures" / "turn.png"), draw(folder / "pictures" / "birch" / "turn.gif", "blue")
    album = load_catalog(folder).album
    shown = {look.id: album.file("neck", "turn", look) for look in LOOKS}
    assert {look_id: file and file.path for look_id, file in shown.items()} == {
        "birch": own,
        **{look.id: everyone for look in LOOKS if look is not BIRCH},
    }


def test_a_routine_may_show_what_is_drawn_already(folder: Path) -> None:
    file = folder / "neck.toml"
    file.write_text(ROUTINE.replace('"turn"', '"rest"').replace("\nturn =", "\nrest ="), encoding="utf-8")
    shown = load_catalog(folder).album.file("neck", "rest", CLAY)
    assert shown
    assert shown.path == DRAWN / "clay" / "rest.png"


def test_what_nobody_listed_is_not_in_the_album() -> None:
    album = load_catalog().album
    assert album.file("hips", "nothing", BIRCH) is None
    assert album.file("nothing", "rest", BIRCH) is None


def test_a_picture_without_a_file_is_a_problem(folder: Path) -> None:
    ((key, reason),) = problems_of(folder)
    assert key == "pictures.turn"
    assert reason == (f"has no file: put one of turn.gif, turn.png, turn.jpg, turn.jpeg into {folder / 'pictures'}.")


def test_a_picture_for_some_looks_only_is_a_problem(folder: Path) -> None:
    draw(folder / "pictures" / "birch" / "turn.png")
    assert [key for key, _ in problems_of(folder)] == ["pictures.turn"]


def too_large(path: Path) -> None:
    path.write_bytes(b"GIF89a".ljust(LARGEST + 1, b"\0"))


def just_small_enough(path: Path) -> None:
    path.write_bytes(b"GIF89a".ljust(LARGEST, b"\0"))


def no_picture(path: Path) -> None:
    path.write_text("<svg/>")


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (too_large, "is 1,000,001 bytes in {path}; the most is 1,000,000."),
        (no_picture, "is neither a GIF nor a PNG nor a JPEG in {path}."),
    ],
)
def test_what_slack_could_not_show_is_a_problem(folder: Path, make: Callable[[Path], None], reason: str) -> None:
    path = folder / "pictures" / "turn.gif"
    make(path)
    assert problems_of(folder) == [("pictures.turn", reason.format(path=path))]


def test_the_largest_picture_is_no_problem(folder: Path) -> None:
    just_small_enough(folder / "pictures" / "turn.gif")
    assert load_catalog(folder).problems == ()


def test_a_picture_that_is_shown_needs_words(folder: Path) -> None:
    file = folder / "neck.toml"
    file.write_text(ROUTINE.replace('turn = "A person looks over the left shoulder."', ""), encoding="utf-8")
    assert problems_of(folder) == [
        ("exercises[1].picture", '"turn" is not in the table [pictures]: say there what somebody sees.'),
        ("exercises[1].steps[1].picture", '"turn" is not in the table [pictures]: say there what somebody sees.'),
    ]


@pytest.mark.parametrize(
    ("line", "key", "reason"),
    [
        ('turn = ""', "pictures.turn", "must not be empty."),
        ("turn = 3", "pictures.turn", "must be text in quotes, not 3."),
        (
            '"My turn" = "Somebody turns."',
            "pictures.My turn",
            'must be lower-case letters, digits and _, beginning with a letter, not "My turn".',
        ),
    ],
)
def test_the_words_for_a_picture_are_checked(folder: Path, line: str, key: str, reason: str) -> None:
    file = folder / "neck.toml"
    file.write_text(ROUTINE.replace('turn = "A person looks over the left shoulder."', line), encoding="utf-8")
    assert problems_of(folder) == [(key, reason)]


def test_the_album_knows_whom_to_draw() -> None:
    assert look_for("U0F6") == BIRCH
