"""Pictures as files: the same bytes from the same drawing, on few colours, with round corners."""

import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image, ImageDraw

from routines.pictures.camera import SIZE
from routines.pictures.canvas import CORNER, OVERSAMPLING
from routines.pictures.catalog import POSES, Pose
from routines.pictures.gallery import WORKS, Moment
from routines.pictures.look import LOOKS, Look
from routines.pictures.palette import TILE

COLOURS = 95  # with the one for nothing at all; more make files larger, fewer make edges rough
CLEAR = COLOURS  # the index of nothing at all


def write_all(folder: Path, looks: Sequence[Look] = LOOKS) -> Iterator[Path]:
    """Draws every picture anew; gives each file as soon as it is written."""
    for look in looks:
        for pose in POSES:
            for file, content in draw(pose, look, folder).items():
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
                yield file


def draw(pose: Pose, look: Look, folder: Path) -> dict[Path, bytes]:
    """The files of one picture and their content."""
    work = WORKS[pose.id]
    moments = list(work.motion.moments()) if work.motion else [Moment(0.0, 0)]
    painted = {part: work.paint(look, part).finished() for part in {moment.part: None for moment in moments}}
    reduced = _on_few_colours(list(painted.values()))
    frames = dict(zip(painted, reduced, strict=True))
    files = {pose.still(look, folder): _png(frames[moments[0].part])}
    loop = pose.loop(look, folder)
    if loop:
        files[loop] = _gif([frames[moment.part] for moment in moments], [moment.milliseconds for moment in moments])
    return files


def _on_few_colours(images: Sequence[Image.Image]) -> list[Image.Image]:
    """All images on one palette, clear outside the round corners."""
    sample = Image.new("RGB", (SIZE, SIZE * min(3, len(images))))
    for place, image in enumerate(images[:: max(1, len(images) // 2)][:3]):
        sample.paste(image, (0, SIZE * place))
    chosen = sample.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, kmeans=2).getpalette() or []
    palette = Image.new("P", (1, 1))
    palette.putpalette([*chosen[: 3 * COLOURS], *TILE])
    outside = _corners()
    reduced = []
    for image in images:
        frame = image.quantize(palette=palette, dither=Image.Dither.NONE)
        frame.paste(CLEAR, mask=outside)
        reduced.append(frame)
    return reduced


def _corners() -> Image.Image:
    """What is outside of the tile."""
    large = Image.new("L", (SIZE * OVERSAMPLING,) * 2, 255)
    box = (0, 0, SIZE * OVERSAMPLING - 1, SIZE * OVERSAMPLING - 1)
    ImageDraw.Draw(large).rounded_rectangle(box, radius=CORNER * OVERSAMPLING, fill=0)
    return large.reduce(OVERSAMPLING).convert("1", dither=Image.Dither.NONE)


def _png(image: Image.Image) -> bytes:
    content = io.BytesIO()
    image.save(content, "PNG", optimize=True, transparency=CLEAR)
    return content.getvalue()


def _gif(frames: Sequence[Image.Image], durations: Sequence[int]) -> bytes:
    content = io.BytesIO()
    frames[0].save(
        content,
        "GIF",
        save_all=True,
        append_images=frames[1:],
        duration=list(durations),
        loop=0,
        transparency=CLEAR,
        disposal=1,
    )
    return content.getvalue()
