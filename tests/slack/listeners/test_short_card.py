"""[Use the short card], once it was offered."""

from bot.domain.member import Style
from bot.slack import ids
from tests.slack.stage import Stage, words


async def test_the_short_card_is_used_from_now_on_and_said_so(stage: Stage) -> None:
    dm = await stage.join()
    for _ in range(10):
        card = await stage.reminded()
        await stage.press("Both done", card)
    summary = stage.now_of(card)
    assert summary is not None
    await stage.press("Use the short card", summary)

    said = stage.last(dm).text
    assert said.startswith("Saved. Your cards are short from now on. The steps stay one press away. Next")
    assert (await stage.status()).member.style is Style.SHORT
    drawn = stage.now_of(card)
    assert drawn is not None
    assert ids.SHORT_CARD not in words(drawn.blocks)
    assert "Show the steps" in words((await stage.reminded()).blocks)
