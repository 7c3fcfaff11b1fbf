from tests.scenario.stage import ANA, Scene
from bot.sandbox.people import WELLNESS


async def test_x(scene: Scene) -> None:
    print(await scene.types(ANA, "/budge start", into=WELLNESS))
    for m in scene.messages(ANA):
        from tests.scenario.screen import words_of
        print(words_of(m)); print("--")
    await scene.goes_to("11:32")
    print(scene.card_of(ANA))
    await scene.passes(minutes=6)
    print(await scene.presses(ANA, "Both done"))
    print(scene.card_of(ANA))
    print(await scene.opens_home(ANA))
    print(await scene.presses_at_home(ANA, "Settings"))
    print(scene.modal_of(ANA))
