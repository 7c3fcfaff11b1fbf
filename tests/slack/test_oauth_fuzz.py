"""Whatever comes to the pages for installing, and whatever Slack answers there: a page, and nothing kept by mistake."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.http import INSTALL_PATH, REDIRECT_PATH
from tests.slack.test_http_fuzz import JSON_VALUES
from tests.slack.test_oauth_pages import GRANTED, TESTED, Way, opened

Run = Callable[[Callable[[Way], Awaitable[None]]], None]

SERVER_ERROR = 500
TEXTS = st.text(max_size=60)
QUERIES = st.lists(st.tuples(st.sampled_from(("state", "code", "error", "team")) | TEXTS, TEXTS), max_size=5)


@pytest.fixture(scope="module")
def run() -> Iterator[Run]:
    """Does something to pages that last for the whole module."""
    with asyncio.Runner() as runner:
        standing = opened()
        way = runner.run(standing.__aenter__())

        async def done(deed: Callable[[Way], Awaitable[None]]) -> None:
            way.kept.clear()
            way.answers |= {"oauth.v2.access": GRANTED, "auth.test": TESTED}
            await deed(way)

        yield lambda deed: runner.run(done(deed))
        runner.run(standing.__aexit__(None, None, None))


@given(path=st.sampled_from((INSTALL_PATH, REDIRECT_PATH)), query=QUERIES)
def test_no_words_in_the_address_install_anything(run: Run, path: str, query: list[tuple[str, str]]) -> None:
    words = "&".join(f"{quote(name, errors='replace')}={quote(value, errors='replace')}" for name, value in query)

    async def deed(way: Way) -> None:
        seen = await way.browser.opens(f"{way.url}{path}?{words}")
        assert seen.status < SERVER_ERROR
        assert way.kept == []

    run(deed)


@given(
    name=st.sampled_from(sorted(GRANTED)), value=JSON_VALUES, method=st.sampled_from(("oauth.v2.access", "auth.test"))
)
def test_no_answer_of_slack_is_kept_but_a_whole_one(run: Run, name: str, value: Any, method: str) -> None:
    async def deed(way: Way) -> None:
        way.answers[method] = {**(GRANTED if method == "oauth.v2.access" else TESTED), name: value}
        seen = await way.installs()
        assert "Traceback" not in seen.text
        assert all(one.token and one.workspace and one.bot_id for one in way.kept)

    run(deed)


@given(answer=JSON_VALUES, method=st.sampled_from(("oauth.v2.access", "auth.test")))
def test_an_answer_of_any_shape_has_a_page(run: Run, answer: Any, method: str) -> None:
    async def deed(way: Way) -> None:
        way.answers[method] = answer
        seen = await way.installs()
        assert "<html" in seen.text
        assert way.kept == []

    run(deed)
