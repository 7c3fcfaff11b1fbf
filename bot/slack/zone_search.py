"""Finds time zones by what somebody types: a city, an area, with or without its accents."""

import unicodedata
from functools import cache
from zoneinfo import available_timezones

MOST_OPTIONS = 100
"""As many as a select may offer."""
_NO_PLACES = ("Etc/", "SystemV/", "US/", "posix/", "right/")


def find_zones(query: str) -> list[str]:
    """IANA names that fit, best first: cities that begin with the words, then those that hold them, then areas."""
    wanted = _folded(query)
    ranked = sorted((rank, zone) for zone in _zones() if (rank := _rank(zone, wanted)) is not None)
    return [zone for _, zone in ranked[:MOST_OPTIONS]]


def _rank(zone: str, wanted: str) -> int | None:
    area, _, _ = zone.partition("/")
    city = _folded(zone.rpartition("/")[2])
    if city.startswith(wanted):
        return 0
    if wanted in city:
        return 1
    return 2 if wanted in _folded(zone) or wanted in _folded(area) else None


@cache
def _zones() -> tuple[str, ...]:
    """Zones that name a place; `UTC` is for those who want none."""
    places = {zone for zone in available_timezones() if "/" in zone and not zone.startswith(_NO_PLACES)}
    return tuple(sorted(places | {"UTC"}))


def _folded(text: str) -> str:
    """Small letters without accents, words parted by single spaces: `São_Paulo` becomes `sao paulo`."""
    bare = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return " ".join(bare.replace("_", " ").replace("/", " ").casefold().split())
