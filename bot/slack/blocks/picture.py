"""Pictures as blocks: small beside an exercise, large in the guide. What the workspace does not hold is left out."""

from bot.domain.card import Card, CardPicture
from bot.slack.message import Block


def picture_element(card: Card, picture: str | None) -> Block | None:
    """The picture as a section's accessory; None where there is none to show."""
    shown = _shown(card, picture)
    return None if shown is None else _image(shown)


def picture_block(card: Card, picture: str | None, *, block_id: str) -> Block | None:
    """The picture as a block of its own; None where there is none to show."""
    shown = _shown(card, picture)
    return None if shown is None else _image(shown) | {"block_id": block_id}


def _shown(card: Card, picture: str | None) -> CardPicture | None:
    return card.pictures.get(picture) if picture is not None else None


def _image(shown: CardPicture) -> Block:
    source: Block = {"slack_file": {"id": shown.file}} if shown.file else {"image_url": shown.address}
    return {"type": "image", "alt_text": shown.alt_text} | source
