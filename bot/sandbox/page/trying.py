"""The list of things to try: each step ticks itself off once the team's state shows that it happened."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from bot.sandbox.cast import is_card
from bot.sandbox.controls import find
from bot.sandbox.mover import next_friday
from bot.sandbox.page.look import Look
from bot.sandbox.records import Channel, Message
from bot.sandbox.state import Team


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something to try; `code` is what to type, if anything.

    Some make sense only where the clock can be moved, or cannot, or where teams share the app and install it first.
    """

    key: str
    words: str
    code: str = ""
    why: str = ""
    where: Literal["movable", "still", "shared"] | None = None
    done: bool = False
    is_next: bool = False


_STEPS = (
    Step(key="install", words="Add Budge to the workspace", why="By the button in the middle.", where="shared"),
    Step(key="join", words="Say", code="/budge start", why="In the message box. Nobody else can sign you up."),
    Step(
        key="card",
        words="Move the clock to the next reminder",
        why="Everything due on the way happens.",
        where="movable",
    ),
    Step(key="card", words="Say", code="/budge now", why="Or wait two hours and a half.", where="still"),
    Step(
        key="guide",
        words="Press Guide me on the card",
        why="One screen at a time, with a timer. Leave the guide whenever you like.",
    ),
    Step(key="done", words="Press Both done", why="Once you have done them. Or follow the guide to its end."),
    Step(
        key="friday",
        words="Move the clock to Friday 16:00",
        why="Your colleagues go about their week.",
        where="movable",
    ),
    Step(
        key="post",
        words="Read the weekly post in #wellness",
        why="Only people who asked to be shown are named.",
        where="movable",
    ),
    Step(key="home", words="Open the Home tab of Budge", why="Your day and your week at a glance."),
)


class Trying:
    """Remembers what each person has tried: a step once ticked stays ticked, though its message may go."""

    def __init__(self) -> None:
        self._done: dict[str, set[str]] = {}
        self._began_at: dict[str, datetime] = {}

    def look(self, team: Team, look: Look, *, now: datetime) -> None:
        """Tick what can be seen to have happened to the person who looks."""
        person = look.person.id
        began_at = self._began_at.setdefault(person, now)
        self._done.setdefault(person, set()).update(_seen(team, look, now=now, began_at=began_at))

    def steps(self, person: str, *, is_movable: bool = True, is_shared: bool = False) -> list[Step]:
        """The list as it stands for a person; the first open step is marked as next."""
        where = {None, "movable" if is_movable else "still", *(["shared"] if is_shared else [])}
        steps = [step for step in _STEPS if step.where in where]
        done = self._done.get(person, set())
        following = next((step.key for step in steps if step.key not in done), "")
        return [replace(step, done=step.key in done, is_next=step.key == following) for step in steps]


def _seen(team: Team, look: Look, *, now: datetime, began_at: datetime) -> Iterator[str]:
    if team.is_installed:
        yield "install"
    if look.tab == "home" and look.person.id in team.homes:
        yield "home"
    direct = list(_from_bot(team, team.dm_of(look.person.id), seen_by=look.person.id, since=began_at))
    joined_at = next((message.posted_at for message in direct if _is_to_member(message)), None)
    if joined_at is None:
        return  # the rest of the list is the life of a member
    yield "join"
    if any(is_card(message) for message in direct):
        yield "card"
    if any(find(message.blocks, "Leave the guide") for message in direct):
        yield "guide"
    if any(message.text.startswith("Both done") for message in direct):
        yield "done"
    if now >= next_friday(joined_at, zone=look.zone):
        yield "friday"
    posts = _from_bot(team, team.channels.get(look.place), seen_by=look.person.id, since=joined_at)
    if any(block["type"] == "header" for message in posts for block in message.blocks or ()):
        yield "post"


def _is_to_member(message: Message) -> bool:
    return message.text.startswith(("You're in", "You're already in")) or is_card(message)


def _from_bot(team: Team, channel: Channel | None, *, seen_by: str, since: datetime) -> Iterator[Message]:
    for message in team.messages(channel.id, seen_by=seen_by) if channel else ():
        if message.author_id == team.bot.id and (message.edited_at or message.posted_at) >= since:
            yield message
