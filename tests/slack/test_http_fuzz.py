"""Spoiled requests of every kind, signed and not: `python -m tests.fuzz` runs a hundred thousand of them."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack.http_payloads import INTERACTIONS
from tests.fuzz.fuzzing import Fuzz, fuzzing
from tests.slack.signing import FORM, JSON, Sent, event, interaction

Run = Callable[[Callable[[Fuzz], Awaitable[None]]], None]

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None), max_size=10),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=5), below, max_size=3),
    max_leaves=10,
)
NAMES = (
    "type",
    "event",
    "actions",
    "user",
    "team",
    "view",
    "container",
    "team_id",
    "event_id",
    "trigger_id",
    "channel",
)
PAYLOADS = st.dictionaries(st.sampled_from(NAMES), JSON_VALUES) | JSON_VALUES
KINDS = st.sampled_from((*INTERACTIONS, "event_callback", "url_verification", "app_rate_limited"))


@pytest.fixture(scope="module")
def run(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Does something to a bot that lasts for the whole module."""
    file = tmp_path_factory.mktemp("fuzz") / "budge.db"
    shutil.copyfile(sqlite_template, file)
    with asyncio.Runner() as runner:
        standing = fuzzing(f"sqlite+aiosqlite:///{file}")
        fuzz = runner.run(standing.__aenter__())

        async def done(deed: Callable[[Fuzz], Awaitable[None]]) -> None:
            await deed(fuzz)

        yield lambda deed: runner.run(done(deed))
        runner.run(standing.__aexit__(None, None, None))


@settings(max_examples=300)
@given(seed=st.integers(min_value=0, max_value=2**64))
def test_nothing_spoiled_makes_the_bot_stumble_or_changes_anything_unsigned(run: Run, seed: int) -> None:
    run(lambda fuzz: fuzz.one(Random(seed)))


@given(body=st.binary(max_size=200), content_type=st.sampled_from((FORM, JSON)), is_signed=st.booleans())
def test_nor_do_bytes_of_any_kind(run: Run, body: bytes, content_type: str, is_signed: bool) -> None:
    request = Sent(body, content_type=content_type)
    run(lambda fuzz: fuzz.bring(request, kind="bytes", is_signed=is_signed))


@given(payload=PAYLOADS, kind=KINDS, has_kind=st.booleans())
def test_nor_does_json_of_any_shape(run: Run, payload: Any, kind: str, has_kind: bool) -> None:
    if has_kind and isinstance(payload, dict):
        payload = payload | {"type": kind}
    for request in (event(payload), interaction(payload)):
        run(lambda fuzz, request=request: fuzz.bring(request, kind="json", is_signed=True))  # type: ignore[misc]  # mypy cannot infer a default's type in a lambda
