"""Time zones by the names of the time zone database: `Europe/Berlin`, in any case."""

from collections.abc import Sequence
from difflib import get_close_matches
from functools import cache
from zoneinfo import available_timezones

from bot.domain.errors import UnknownZone
from bot.domain.phrases.phrase import SetZone
from bot.domain.phrases.text import echo

_EXAMPLE = "zone Europe/Berlin"
_AREAS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
_NOT_ZONES = {"Factory", "localtime"}


def read_zone(words: Sequence[str]) -> SetZone:
    """What follows `zone`. A city alone is only suggested: there may be two of that name."""
    asked = "_".join(words).lower()
    if zone := _zones().get(asked):
        return SetZone(zone)
    raise UnknownZone(echo(" ".join(words) or "zone"), _suggestion(asked))


def _suggestion(asked: str) -> str:
    if zone := _cities().get(asked):
        return f"zone {zone}"
    names = _cities() | _zones()
    closest = get_close_matches(asked, names, n=1)
    return f"zone {names[closest[0]]}" if closest else _EXAMPLE


@cache
def _zones() -> dict[str, str]:
    """Every zone by its name in small letters."""
    return {zone.lower(): zone for zone in sorted(available_timezones() - _NOT_ZONES)}


@cache
def _cities() -> dict[str, str]:
    """The zone of each city; of two the first by name."""
    places = (zone.rsplit("/", 1)[-1].lower() for zone in _city_zones())
    return dict(zip(places, _city_zones(), strict=True))


def _city_zones() -> list[str]:
    return sorted((zone for zone in _zones().values() if zone.startswith(_AREAS) and "/" in zone), reverse=True)
