"""Anything can be typed, and anybody can be called anything."""

from zoneinfo import ZoneInfo

import pytest

from bot.sandbox.people import ANA, JONAS, KIT, LIN, MARA, SAM, WELLNESS
from tests.scenario.screen import words_of
from tests.scenario.stage import Scene

STRANGE = (
    "x" * 4000,
    "every " + "9" * 3000,
    "hours " + "9-17 " * 700,
    "\u202eevil\u2066 \x00\x07 text",
    "every\u00a02h\u200b",
    "<!channel>",
    "@channel @here @Lin",
    "https://evil.example/path?q=1",
    "evil.example",
    "<https://evil.example|click>",
    "[click](https://evil.example)",
    "*bold* _it_ ~no~ `code` ```fence```",
    ":tada: :wave:",
    "mailto:me@evil.example",
    "&lt;!channel&gt; &amp;amp;",
    "'; DROP TABLE members; --",
    "%s %(x)s {0} {word}",
    "zone ../../etc/passwd",
    "zone Europe/../Europe/Berlin",
    "zone /etc/passwd",
    "done ²",
    "snooze ١٠",
    "every ٢h",
    "pause until 2026-02-30",
    "pause until 9999-12-31",
    "pause 99999h",
    "hours 00-00",
    "leaderboard post fri 25:99",
    "🙃" * 50,
)


@pytest.mark.parametrize("is_member", [True, False])
async def test_whatever_is_typed_gets_one_harmless_answer(scene: Scene, is_member: bool) -> None:
    if is_member:
        await scene.types(ANA, "/budge start")
    before = await scene.stored()
    for words in STRANGE:
        for told in (await scene.types(ANA, words), await scene.types(ANA, f"/budge {words}", into=WELLNESS)):
            assert told, words
            assert "went wrong" not in told, words
            assert len(told) < 1000, words
    understood = {"members", "reminders"}
    after = await scene.stored()
    assert {name: rows for name, rows in after.items() if name not in understood} == {
        name: rows for name, rows in before.items() if name not in understood
    }


NAMES = {
    ANA: "<!channel>",
    LIN: "*Bold* _Ana_ `x`",
    KIT: "https://evil.example",
    JONAS: "<@U0LIN>",
    MARA: "A\u202eb\nc",
    SAM: "evil.example & :tada: &lt;b&gt; " + "x" * 40,
}


@pytest.mark.parametrize("first", list(NAMES))
async def test_a_name_is_shown_as_it_is_and_never_mentions_links_or_formats(scene: Scene, first: str) -> None:
    for person, name in NAMES.items():
        scene.typed += [name, *name.split()]
        await scene.becomes(person, name=name)
        await scene.types(person, "/budge start")
        await scene.presses(person, "Show me")
        await scene.types(person, "now")
        await scene.types(person, "done")
    told = await scene.types(first, "/budge show me")
    shown = " ".join(NAMES[first].replace("\u202e", "").split())
    assert told.strip() == f'You\'re on the leaderboard as "{shown}".'
    assert f'Leaderboard: shown as "{shown}".' in await scene.opens_home(first)
    await scene.types(first, "/budge settings")
    await scene.gestures.close(first, view_id=scene.modal_of(first).id)
    await scene.types(first, "/budge leaderboard post tue 10:00", into=WELLNESS)
    await scene.goes_to("Tue 10:00", zone=ZoneInfo(scene.team.people[first].tz or ""))
    post = scene.messages(LIN, WELLNESS)[-1]
    assert "12 exercises together. Six people took part." in words_of(post)
    assert f"Set up by {shown}. Anyone" in words_of(post)


async def test_a_name_changed_in_slack_is_the_one_in_the_next_post(scene: Scene) -> None:
    await scene.types(ANA, "/budge start")
    await scene.presses(ANA, "Show me")
    await scene.becomes(ANA, name="Anita")
    assert 'You\'re on the leaderboard as "Anita".' in await scene.types(ANA, "show me")
