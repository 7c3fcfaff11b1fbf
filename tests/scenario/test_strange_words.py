"""Anything can be typed, and anybody can be called anything."""

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


NAMES = ("<!channel>", "*Bold* _Ana_ `x`", "evil.example", "https://evil.example", "<@U0LIN>", "A\u202eb\nc", ":tada:", "&lt;b&gt;", "x" * 80)


@pytest.mark.parametrize("name", NAMES)
async def test_a_name_is_shown_as_it_is_and_never_mentions_links_or_formats(scene: Scene, name: str) -> None:
    scene.typed += [name, *name.split()]
    await scene.becomes(ANA, name=name)
    await scene.types(ANA, "/budge start")
    await scene.presses(ANA, "Show me")
    for person in (LIN, KIT):
        await scene.types(person, "start")
        await scene.presses(person, "Show me")
    await scene.types(ANA, "/budge show me")
    await scene.opens_home(ANA)
    await scene.types(ANA, "/budge settings")
    await scene.gestures.close(ANA, view_id=scene.modal_of(ANA).id)
    await scene.types(ANA, "/budge leaderboard post fri 16:00", into=WELLNESS)
    for person in (ANA, LIN, KIT):
        for _ in range(2):
            await scene.passes(minutes=1)
            await scene.types(person, "now")
            await scene.types(person, "done")
    for person in (JONAS, MARA, SAM):
        await scene.types(person, "start")
        await scene.types(person, "now")
        await scene.types(person, "done")
    await scene.goes_to("Fri 16:00")
    post = scene.messages(LIN, WELLNESS)[-1]
    assert "together" in words_of(post)
    shown = " ".join("".join(char for char in name if char.isprintable() or char == "\n").split())
    assert f"Set up by {shown}" in words_of(post)


async def test_a_name_changed_in_slack_is_the_one_in_the_next_post(scene: Scene) -> None:
    await scene.types(ANA, "/budge start")
    await scene.presses(ANA, "Show me")
    await scene.becomes(ANA, name="Anita")
    assert 'You\'re on the leaderboard as "Anita".' in await scene.types(ANA, "show me")
