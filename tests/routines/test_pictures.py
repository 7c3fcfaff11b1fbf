"""The pictures: every pose in every look, as files that are what the drawing code draws today."""

import math
import subprocess
import sys
from collections import Counter
from functools import reduce
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageOps, ImageSequence, ImageStat

from routines.loader import load_catalog
from routines.model import Side
from routines.pictures.catalog import DRAWN, POSES, Pose
from routines.pictures.clasp import GIRTH
from routines.pictures.look import LOOKS, Look, look_for
from routines.pictures.lying import CAMERA, pull_pose
from routines.pictures.palette import PAINT, Colour, colour
from routines.pictures.skeleton import ANKLE_HEIGHT, FOREARM, SHIN, THIGH, UPPER_ARM, Body, Limb
from routines.pictures.standing import lift_pose
from routines.pictures.writing import write_all

SIZE = (512, 512)
LARGEST_FILE = 400_000  # bytes
LARGEST_FOLDER = 8_000_000
KEY_POSE = 1.0

every_look = pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.id)
every_picture = pytest.mark.parametrize("pose", POSES, ids=lambda pose: pose.id)
every_loop = pytest.mark.parametrize("pose", [each for each in POSES if each.loops], ids=lambda each: each.id)
each_side = pytest.mark.parametrize("side", Side)


def seen(file: Path) -> Image.Image:
    with Image.open(file) as image:
        return image.convert("RGBA")


def still(id_: str, look: Look = LOOKS[0]) -> Image.Image:
    (pose,) = (each for each in POSES if each.id == id_)
    return seen(pose.still(look))


def difference(one: Image.Image, other: Image.Image) -> float:
    """How much two pictures differ, on average and in 255 shades."""
    return max(ImageStat.Stat(ImageChops.difference(one, other)).mean)


def columns(image: Image.Image, tone: Colour) -> set[int]:
    """Where from left to right a picture has a colour, or nearly."""
    away = ImageChops.difference(image, Image.new("RGB", image.size, tone))
    farthest = reduce(ImageChops.lighter, away.split())
    near = farthest.point([255 * (shade < 16) for shade in range(256)])
    return {x for x in range(image.width) if near.crop((x, 0, x + 1, image.height)).getbbox()}


def bones_of(limb: Limb) -> tuple[float, float]:
    return limb.joint.minus(limb.root).length(), limb.end.minus(limb.joint).length()


def sole_of(leg: Limb) -> float:
    """How high the sole is under the ankle."""
    return leg.end.plus(leg.end.minus(leg.joint).unit(), ANKLE_HEIGHT).y


@every_look
@every_picture
def test_every_pose_is_there_in_every_look(pose: Pose, look: Look) -> None:
    for file in {pose.still(look), pose.file(look)}:
        assert seen(file).size == SIZE
        assert file.stat().st_size < LARGEST_FILE


def test_nothing_else_lies_there() -> None:
    wanted = {file for look in LOOKS for each in POSES for file in (each.still(look), each.file(look))}
    assert {file for file in DRAWN.rglob("*") if file.is_file()} == wanted
    assert sum(file.stat().st_size for file in wanted) < LARGEST_FOLDER


@every_look
@every_loop
def test_a_loop_begins_with_its_still_and_goes_on_for_ever(pose: Pose, look: Look) -> None:
    file = pose.loop(look)
    assert file
    with Image.open(file) as loop:
        assert loop.info["loop"] == 0
        assert loop.convert("RGBA").tobytes() == seen(pose.still(look)).tobytes()
        milliseconds = sum(frame.info["duration"] for frame in ImageSequence.Iterator(loop))
    assert 2000 <= milliseconds <= 4000


def test_drawing_anew_gives_the_very_same_files(tmp_path: Path) -> None:
    look = LOOKS[0]
    drawn = list(write_all(tmp_path, [look]))
    assert len(drawn) == sum(1 + pose.loops for pose in POSES)
    changed = [file.name for file in drawn if file.read_bytes() != (DRAWN / look.id / file.name).read_bytes()]
    assert changed == []


@every_look
@every_picture
def test_a_picture_brings_its_own_light_background_with_round_corners(pose: Pose, look: Look) -> None:
    image = seen(pose.still(look))
    assert {image.getpixel(corner) for corner in ((0, 0), (511, 0), (0, 511), (511, 511))} == {(251, 241, 225, 0)}
    for edge in ((2, 256), (509, 256), (256, 509)):
        assert image.getpixel(edge) == (251, 241, 225, 255)


def test_the_other_leg_standing_is_the_mirror_image() -> None:
    left, right = still("stand_left_lift"), still("stand_right_lift")
    assert difference(left, right) > 10
    assert difference(ImageOps.mirror(left), right) < 1


def test_the_other_leg_lying_is_another_leg_of_the_same_body_and_no_mirror_image() -> None:
    left, right = still("lie_left_pull"), still("lie_right_pull")
    assert difference(left, right) > 3
    assert difference(ImageOps.mirror(left), right) > 10


def test_looks_differ() -> None:
    for pose in POSES:
        assert len({pose.still(look).read_bytes() for look in LOOKS}) == len(LOOKS)


@every_look
def test_the_lifted_foot_is_a_hands_width_off_the_floor(look: Look) -> None:
    _, body = lift_pose(look, KEY_POSE)
    assert 10 <= sole_of(body.legs[Side.LEFT]) <= 15
    assert sole_of(body.legs[Side.RIGHT]) == pytest.approx(0, abs=0.5)
    _, lowered = lift_pose(look, 0.0)
    assert sole_of(lowered.legs[Side.LEFT]) == pytest.approx(0, abs=0.5)


@every_look
@pytest.mark.parametrize("part", [0.0, 0.5, 1.0])
def test_one_hand_is_on_the_chair_and_the_other_on_the_hip(look: Look, part: float) -> None:
    chair, body = lift_pose(look, part)
    right, left = body.arms[Side.RIGHT], body.arms[Side.LEFT]
    assert right.end.minus(chair.grip(1)).length() < 7  # from the wrist to where the palm lies
    assert abs(left.end.y - body.pelvis.y) < 12
    assert left.joint.x < left.end.x  # the elbow sticks out
    assert chair.foot.z > 0  # the chair is in front of a body that looks away from the viewer


@every_look
@pytest.mark.parametrize("id_", ["stand_left_lift", "stand_right_lift", "rest"])
def test_the_chair_is_straight_ahead_its_back_seen_at_both_sides_of_the_waist(id_: str, look: Look) -> None:
    waist = still(id_, look).convert("RGB").crop((0, 180, 512, 212))
    chair, shirt = columns(waist, PAINT), columns(waist, colour(look.shirt))
    assert min(chair) < min(shirt) - 6
    assert max(chair) > max(shirt) + 6


@each_side
@every_look
@pytest.mark.parametrize("part", [0.0, 0.5, 1.0])
def test_both_arms_are_seen_and_the_hands_lie_side_by_side(look: Look, part: float, side: Side) -> None:
    _, body = pull_pose(look, part, side=side)
    near, far = body.arms[Side.LEFT], body.arms[Side.RIGHT]
    assert far.end.minus(near.end).length() > 8
    for place_of_far, place_of_near in ((far.joint, near.joint), (far.end, near.end)):
        assert CAMERA.see(place_of_far).x > CAMERA.see(place_of_near).x + 20


@each_side
@every_look
@pytest.mark.parametrize("part", [0.0, 0.5, 1.0])
def test_both_hands_are_around_the_shin(look: Look, part: float, side: Side) -> None:
    clasp, body = pull_pose(look, part, side=side)
    leg = body.legs[side]
    for arm in body.arms.values():
        along = arm.end.minus(leg.joint).dot(leg.end.minus(leg.joint).unit())
        off = arm.end.minus(leg.joint.plus(leg.end.minus(leg.joint).unit(), along)).length()
        assert 5 < along < SHIN / 2
        assert off < GIRTH * clasp.thick + 4
    assert body.arms[Side.LEFT].end.z < leg.joint.z < body.arms[Side.RIGHT].end.z


@each_side
def test_pulling_brings_the_knee_towards_the_chest_while_the_other_foot_stays(side: Side) -> None:
    _, begun = pull_pose(LOOKS[0], 0.0, side=side)
    _, drawn = pull_pose(LOOKS[0], 1.0, side=side)
    other = Side.RIGHT if side is Side.LEFT else Side.LEFT
    assert drawn.legs[side].joint.minus(drawn.chest).length() < begun.legs[side].joint.minus(begun.chest).length() - 12
    assert drawn.legs[other] == begun.legs[other]
    assert drawn.legs[other].end.y == ANKLE_HEIGHT


def test_the_left_leg_is_the_near_one_when_the_head_is_at_the_viewers_right() -> None:
    _, body = pull_pose(LOOKS[0], KEY_POSE, side=Side.LEFT)
    assert body.head.x > body.pelvis.x
    assert body.legs[Side.LEFT].root.z < body.legs[Side.RIGHT].root.z


def poses(look: Look) -> list[Body]:
    parts = (0.0, 0.3, 0.7, 1.0)
    lying = [pull_pose(look, part, side=side)[1] for part in parts for side in Side]
    return lying + [lift_pose(look, part)[1] for part in parts]


@every_look
def test_bones_keep_their_length(look: Look) -> None:
    for body in poses(look):
        for leg in body.legs.values():
            assert bones_of(leg) == pytest.approx((THIGH, SHIN), abs=0.1)
        for arm in body.arms.values():
            assert bones_of(arm) == pytest.approx((UPPER_ARM, FOREARM), abs=0.1)


@every_look
def test_knees_bend_backwards_only(look: Look) -> None:
    for body in poses(look):
        for leg in body.legs.values():
            thigh, shin = leg.joint.minus(leg.root).unit(), leg.end.minus(leg.joint).unit()
            knee_cap = thigh.minus(shin)
            if knee_cap.length() > math.radians(5):
                assert knee_cap.dot(leg.tip) > 0  # the knee points where the toes point


def test_everybody_keeps_one_look_and_each_look_has_about_as_many() -> None:
    keys = ("U0F6", "U0E5", "U0A1", "U0C3")
    assert [look_for(key).id for key in keys] == ["birch", "clay", "dune", "fern"]
    counted = Counter(look_for(f"U{number:08}").id for number in range(2000))
    assert set(counted) == {look.id for look in LOOKS}
    assert all(400 <= many <= 600 for many in counted.values())


def test_every_picture_has_words_for_those_who_do_not_see_it() -> None:
    (routine,) = load_catalog().routines
    assert {picture.id for picture in routine.pictures} == {pose.id for pose in POSES}
    for picture in routine.pictures:
        assert picture.alt_text.endswith(".")
        assert "_" not in picture.alt_text
        assert not {"butt", "buttock", "seat pain"} & set(picture.alt_text.lower().split())


def test_choosing_a_picture_needs_no_pillow() -> None:
    script = (
        "import sys; sys.modules['PIL'] = None\n"
        "from routines.pictures.catalog import POSES\n"
        "from routines.pictures.look import look_for\n"
        "assert POSES[0].file(look_for('U012ANA')).is_file()"
    )
    subprocess.run([sys.executable, "-c", script], check=True, cwd=Path(__file__).parents[2])
