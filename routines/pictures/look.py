"""Who is drawn: a few looks, so that the person in the pictures is not always the same."""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256


class Hair(StrEnum):
    BUN = "bun"
    SHORT = "short"
    ROUND = "round"
    BOB = "bob"


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """How a body departs from the average one, as factors."""

    shoulders: float = 1.0  # width
    waist: float = 1.0  # width and depth
    hips: float = 1.0  # width and depth
    limbs: float = 1.0  # thickness


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One person: colours as #rrggbb."""

    id: str
    skin: str
    hair: str
    hair_style: Hair
    shirt: str
    trousers: str
    build: Build


LOOKS = (
    Look(
        id="birch",
        skin="#eab892",
        hair="#8a4a2b",
        hair_style=Hair.BUN,
        shirt="#2f8f8b",
        trousers="#34456b",
        build=Build(shoulders=0.95, waist=0.94, hips=1.0, limbs=0.95),
    ),
    Look(
        id="clay",
        skin="#a8714a",
        hair="#2b211f",
        hair_style=Hair.SHORT,
        shirt="#e0a73c",
        trousers="#41566e",
        build=Build(shoulders=1.12, waist=1.12, hips=0.96, limbs=1.06),
    ),
    Look(
        id="dune",
        skin="#7a4b34",
        hair="#241a1c",
        hair_style=Hair.ROUND,
        shirt="#d9694f",
        trousers="#5b4a7d",
        build=Build(shoulders=1.0, waist=0.98, hips=1.04, limbs=1.0),
    ),
    Look(
        id="fern",
        skin="#d49c73",
        hair="#7d7679",
        hair_style=Hair.BOB,
        shirt="#6a8f4e",
        trousers="#6b4f45",
        build=Build(shoulders=1.06, waist=1.24, hips=1.16, limbs=1.14),
    ),
)


def look_for(key: str) -> Look:
    """The look that goes with a key: always the same one, and each about equally often."""
    return LOOKS[int.from_bytes(sha256(key.encode()).digest()[:8]) % len(LOOKS)]
