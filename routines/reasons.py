"""Sentences for what can be wrong with a routine file: what is wrong, and what would work."""

from collections.abc import Sequence

from pydantic_core import ErrorDetails

REASONS = {
    "missing": "is missing.",
    "extra_forbidden": "is not a key that routine files have; check its spelling.",
    "string_type": "must be text in quotes, not {value}.",
    "string_too_short": "must not be empty.",
    "string_too_long": "has {length} characters; there is room for {max_length}.",
    "string_pattern_mismatch": "must be lower-case letters, digits and _, beginning with a letter, not {value}.",
    "int_type": "must be a whole number, not {value}.",
    "greater_than_equal": "must be at least {ge}, not {value}.",
    "less_than_equal": "must be at most {le}, not {value}.",
    "bool_type": "must be true or false, not {value}.",
    "is_instance_of": 'must be "left" or "right", not {value}.',
    "enum": 'must be "left" or "right", not {value}.',
    "list_type": "must be a list, not {value}.",
    "too_short": "must not be empty.",
    "too_long": "has {actual_length} entries; there is room for {max_length}.",
    "model_type": "must be a table, not {value}.",
}

KEY_ITSELF = "[key]"  # where pydantic says that the name of a key is at fault, and not what stands behind it


def key_of(location: Sequence[int | str]) -> str:
    """Where in the file, counted from one as people do: `exercises[1].steps[3].seconds`."""
    named = [part for part in location if part != KEY_ITSELF]
    parts = (f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in named)
    return "".join(parts).removeprefix(".")


def reason_of(detail: ErrorDetails) -> str:
    """One sentence for one problem."""
    sentence = REASONS.get(detail["type"])
    if sentence is None:
        return detail["msg"]  # our own checks say it themselves
    value = detail["input"]
    facts = {"value": _shown(value), "length": len(value) if isinstance(value, str) else 0} | detail.get("ctx", {})
    return sentence.format(**facts)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    return str(value)
