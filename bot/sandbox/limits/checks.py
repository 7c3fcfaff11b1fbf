"""Small checks that combine: each yields what is wrong with a JSON value, in the manner of Slack's messages."""

from collections.abc import Callable, Iterator, Mapping

Problems = Iterator[str]
Check = Callable[[object, str], Problems]


def problem(what: str, path: str) -> str:
    """A complaint with the place it is about, as `response_metadata.messages` carries it."""
    return f"[ERROR] {what} [json-pointer:{path}]"


def text(at_most: int, *, at_least: int = 1) -> Check:
    def check(value: object, path: str) -> Problems:
        if not isinstance(value, str):
            yield problem("must be a string", path)
        elif len(value) > at_most:
            yield problem(f"must be less than {at_most + 1} characters", path)
        elif len(value) < at_least:
            yield problem(f"must be more than {at_least - 1} characters", path)

    return check


def flag(value: object, path: str) -> Problems:
    if not isinstance(value, bool):
        yield problem("must be a boolean", path)


def whole_number(at_least: int, at_most: int) -> Check:
    def check(value: object, path: str) -> Problems:
        if isinstance(value, bool) or not isinstance(value, int):
            yield problem("must be an integer", path)
        elif not at_least <= value <= at_most:
            yield problem(f"must be between {at_least} and {at_most}", path)

    return check


def one_of(*allowed: str) -> Check:
    def check(value: object, path: str) -> Problems:
        if value not in allowed:
            yield problem("must be a valid enum value", path)

    return check


def matching(accepts: Callable[[str], bool], *, what: str) -> Check:
    def check(value: object, path: str) -> Problems:
        if not isinstance(value, str) or not accepts(value):
            yield problem(f"must be {what}", path)

    return check


def items(each: Check, *, at_most: int, at_least: int = 1) -> Check:
    def check(value: object, path: str) -> Problems:
        if not isinstance(value, list):
            yield problem("must be an array", path)
            return
        if len(value) > at_most:
            yield problem(f"no more than {at_most} items allowed", path)
        if len(value) < at_least:
            yield problem(f"no less than {at_least} items allowed", path)
        for index, item in enumerate(value):
            yield from each(item, f"{path}/{index}")

    return check


def record(required: Mapping[str, Check], *, optional: Mapping[str, Check] | None = None) -> Check:
    """An object with these keys and no others; `type` is judged by whoever chose this check."""
    known = {**required, **(optional or {})}

    def check(value: object, path: str) -> Problems:
        if not isinstance(value, dict):
            yield problem("must provide an object", path)
            return
        for name in required:
            if name not in value:
                yield problem(f"missing required field: {name}", path)
        for name, content in value.items():
            if name in known:
                yield from known[name](content, f"{path}/{name}")
            elif name != "type":
                yield problem(f"unexpected property: {name}", path)

    return check


def typed(kinds: Mapping[str, Check]) -> Check:
    """An object whose `type` says which of the checks it must pass."""

    def check(value: object, path: str) -> Problems:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str):
            yield problem("must provide an object with a type", path)
        elif kind not in kinds:
            yield problem(f"unsupported type: {kind}", f"{path}/type")
        else:
            yield from kinds[kind](value, path)

    return check


def both(first: Check, second: Check) -> Check:
    """The second check too, once the first has nothing to complain about."""

    def check(value: object, path: str) -> Problems:
        found = list(first(value, path))
        yield from found or second(value, path)

    return check
