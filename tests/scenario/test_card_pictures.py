"""Pictures on the cards of the whole bot: those of a newcomer's very first one are there already."""

from bot.sandbox.pictures import alt_texts
from routines.loader import load_catalog
from tests.scenario.stage import ANA, Scene

[ROUTINE] = load_catalog().routines


async def test_a_newcomer_who_asks_at_once_sees_how_to_begin_each_exercise(scene: Scene) -> None:
    await scene.types(ANA, "/budge start")
    await scene.types(ANA, "/budge now")

    [card] = scene.cards(ANA)
    assert alt_texts(card.blocks) == [ROUTINE.picture(one.picture or "").alt_text for one in ROUTINE.exercises]
    pictures = [block["accessory"]["slack_file"] for block in card.blocks or [] if "slack_file" in str(block)]
    assert all(scene.team.shelf.can_show(picture) for picture in pictures)
