"""A weekly post's content as JSON and back."""

from collections.abc import Iterable
from typing import Any

from bot.domain.ids import MemberId
from bot.domain.standings import Board, LongestRun, Named, Place


def board_to_json(board: Board) -> dict[str, Any]:
    run = board.longest_run
    return {
        "total": board.total,
        "more_than_last": board.more_than_last,
        "took_part": board.took_part,
        "places": [
            {"place": place.place, "percent": place.percent, "people": _people_to_json(place.people)}
            for place in board.places
        ],
        "best": _people_to_json(board.best),
        "longest_run": {"days": run.days, "people": _people_to_json(run.people)} if run else None,
        "private": sorted(board.private),
        "once": sorted(board.once),
    }


def board_from_json(content: dict[str, Any]) -> Board:
    run = content["longest_run"]
    return Board(
        total=content["total"],
        more_than_last=content["more_than_last"],
        took_part=content["took_part"],
        places=tuple(
            Place(place=place["place"], percent=place["percent"], people=_people(place["people"]))
            for place in content["places"]
        ),
        best=_people(content["best"]),
        longest_run=LongestRun(days=run["days"], people=_people(run["people"])) if run else None,
        private=_members(content["private"]),
        once=_members(content["once"]),
    )


def _people_to_json(people: Iterable[Named]) -> list[list[str]]:
    return [[person.member, person.name] for person in people]


def _people(content: Iterable[list[str]]) -> tuple[Named, ...]:
    return tuple(Named(MemberId(member), name) for member, name in content)


def _members(content: Iterable[str]) -> frozenset[MemberId]:
    return frozenset(MemberId(member) for member in content)
