"""A routine in the terminal: as the card tells it, and screen by screen as the guide shows it."""

import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from bot.slack.blocks.exercise import headings, how_many
from bot.slack.wording.cautions import CAUTION
from routines.album import Album
from routines.model import Exercise, Routine, runs
from routines.pictures.look import LOOKS
from routines.screens import Screen, ScreenTimer, screens_of

WIDEST = 100  # characters of a line that reads well
NARROWEST = 20
BOLD, NOT_BOLD = "\x1b[1m", "\x1b[22m"
NO_TERMINAL = "The pictures are named and not drawn: the output is no terminal with colours."
NO_PILLOW = (
    "The pictures are named and not drawn: that takes Pillow, which comes with the development set-up. `./budge lint` "
    "sets it up."
)

Draw = Callable[[Path], Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What a preview is printed on."""

    width: int = WIDEST
    has_colours: bool = False
    draw: Draw | None = None  # without it, pictures are named

    @classmethod
    def here(cls, *, width: int, has_colours: bool) -> Self:
        """A terminal, or whatever the output goes to, with pictures where they can be drawn."""
        return cls(
            width=max(NARROWEST, min(width, WIDEST)), has_colours=has_colours, draw=_drawing() if has_colours else None
        )

    @property
    def why_no_pictures(self) -> str | None:
        """The sentence that says why pictures are only named. None when they are drawn."""
        if self.draw:
            return None
        return NO_PILLOW if self.has_colours else NO_TERMINAL

    def wrapped(self, marked: str, *, lead: str = "") -> list[str]:
        """Lines of a text; those after the first stand below its beginning and not below the lead."""
        text = self._shown(textwrap.fill(marked, self.width, initial_indent=lead, subsequent_indent=" " * len(lead)))
        return text.split("\n")

    def bold(self, text: str) -> str:
        return f"{BOLD}{text}{NOT_BOLD}" if self.has_colours else text

    def _shown(self, marked: str) -> str:
        return "".join(self.bold(run.text) if run.bold else run.text for run in runs(marked))


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """One routine on paper."""

    routine: Routine
    album: Album
    paper: Paper

    def lines(self) -> Iterator[str]:
        exercises = self.routine.exercises
        yield self.paper.bold(f"{self.routine.id}: {self.routine.title}")
        if self.paper.why_no_pictures:
            yield from self.paper.wrapped(self.paper.why_no_pictures)
        yield from ("", self.paper.bold("The card"), how_many(exercises))
        for heading, exercise in zip(headings(exercises), exercises, strict=True):
            yield from self._on_the_card(heading, exercise)
        yield from ("", *self.paper.wrapped(CAUTION), "")
        screens = screens_of(exercises)
        yield self.paper.bold(f"The guide, {len(screens)} screen{'' if len(screens) == 1 else 's'}")
        for screen in screens:
            yield from self._screen(screen)

    def _on_the_card(self, heading: str, exercise: Exercise) -> Iterator[str]:
        yield from ("", self.paper.bold(heading), *self.paper.wrapped(exercise.needs))
        yield from self._picture(exercise.picture)
        yield from self._numbered(exercise.card_texts)

    def _screen(self, screen: Screen) -> Iterator[str]:
        side = [f"{screen.side} leg"] if screen.side else []
        title = " · ".join([screen.exercise.title, *side, f"{screen.no} of {screen.of}"])
        yield from ("", self.paper.bold(title))
        if screen.lines:
            yield from self._picture(screen.picture)
            yield from self._numbered(screen.lines)
        if screen.note:
            yield from self.paper.wrapped(screen.note)
        if screen.timer:
            is_new = not screen.lines or screen.timer.picture != screen.picture
            yield from self._timer(screen.timer, picture=screen.timer.picture if is_new else None)
        if screen.is_last:
            yield f"[{screen.exercise.short_name} done]"
        elif not screen.timer:
            yield "[Next]"

    def _timer(self, timer: ScreenTimer, *, picture: str | None) -> Iterator[str]:
        time = f"{timer.seconds // 60}:{timer.seconds % 60:02}"
        yield f"[Start {time}], and then:" if timer.needs_start else f"Runs by itself, {time}:"
        yield from self._picture(picture)
        yield from self.paper.wrapped(f"*{timer.running}* {time} left", lead="  ")
        for text in (timer.meanwhile, timer.next and f"Next: {timer.next}"):
            yield from self.paper.wrapped(text, lead="  ") if text else ()
        yield from self.paper.wrapped(f"When time is up, a message: {timer.ends}", lead="  ")

    def _picture(self, picture_id: str | None) -> Iterable[str]:
        file = self.album.file(self.routine.id, picture_id, LOOKS[0]) if picture_id else None
        if not picture_id or not file:
            return ()
        named = self.paper.wrapped(f"[{file.path.name}] {self.routine.picture(picture_id).alt_text}", lead="  ")
        if not self.paper.draw:
            return named
        try:
            return self.paper.draw(file.path)
        except OSError as problem:  # it begins as a picture does, and is none
            return [*named, *self.paper.wrapped(f"cannot be drawn: {problem}", lead="  ")]

    def _numbered(self, texts: Sequence[str]) -> Iterator[str]:
        for no, text in enumerate(texts, start=1):
            yield from self.paper.wrapped(text, lead=f"{no:>3}. ")


def _drawing() -> Draw | None:
    """None without Pillow."""
    try:
        from routines.pictures.terminal import half_blocks
    except ImportError:
        return None
    return half_blocks
