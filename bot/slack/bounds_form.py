"""Reads the form for a workspace's bounds, and says at which field it is refused."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.domain.administration import allowed_bounds
from bot.domain.errors import BoundsOutOfRange, BoundsTooClose
from bot.slack import ids
from bot.slack.payloads import reading
from bot.slack.settings_form import Errors
from bot.slack.wording.administration import out_of_range, too_close

Bounds = tuple[timedelta, timedelta]


@reading()
def picked_bounds(values: Mapping[str, Any]) -> Bounds:
    """The shortest and the longest interval as they were picked."""
    return _picked(values, ids.SHORTEST_FIELD), _picked(values, ids.LONGEST_FIELD)


def refused_bounds(picked: Bounds) -> Errors:
    """What is to be looked at again; nothing where they can be saved."""
    shortest, longest = picked
    try:
        allowed_bounds(shortest, longest)
    except BoundsOutOfRange as refusal:
        return {ids.LONGEST_FIELD if refusal.is_longest else ids.SHORTEST_FIELD: out_of_range(refusal)}
    except BoundsTooClose as refusal:
        return {ids.LONGEST_FIELD: too_close(refusal)}
    return {}


def _picked(values: Mapping[str, Any], field: str) -> timedelta:
    minutes = int(values[field][field]["selected_option"]["value"])
    if not 0 <= minutes < 100 * 60:
        raise ValueError(field)
    return timedelta(minutes=minutes)
