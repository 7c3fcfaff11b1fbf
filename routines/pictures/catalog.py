"""Which pictures are drawn, and where their files lie. The routine files say what somebody sees in them."""

from dataclasses import dataclass
from pathlib import Path

from routines.pictures.look import Look

DRAWN = Path(__file__).parent / "drawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """What a picture shows. Every one has a still; a loop shows the movement and begins with that still."""

    id: str
    loops: bool = False

    def still(self, look: Look, folder: Path = DRAWN) -> Path:
        """The file of the still, for whoever prefers less motion."""
        return folder / look.id / f"{self.id}.png"

    def loop(self, look: Look, folder: Path = DRAWN) -> Path | None:
        """The file of the moving picture. None when the pose has no movement."""
        return folder / look.id / f"{self.id}.gif" if self.loops else None

    def file(self, look: Look, folder: Path = DRAWN) -> Path:
        """The file to show: the moving picture where there is one."""
        return self.loop(look, folder) or self.still(look, folder)


POSES = (
    Pose(id="stand_setup"),
    Pose(id="stand_left_lift", loops=True),
    Pose(id="stand_flex", loops=True),
    Pose(id="stand_circles", loops=True),
    Pose(id="stand_right_lift", loops=True),
    Pose(id="rest"),
    Pose(id="lie_start"),
    Pose(id="lie_left_pull", loops=True),
    Pose(id="lie_right_pull", loops=True),
)
