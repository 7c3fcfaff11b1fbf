"""The pictures in blocks: where they stand, and what is said in their place."""

from collections.abc import Iterable, Iterator

from bot.sandbox.records import Json


def pictures_of(block: Json) -> Iterator[tuple[str, Json]]:
    """Each picture of a block with its place in it, in the order they are shown."""
    match block.get("type"):
        case "image":
            yield "", block
        case "section" if block.get("accessory", {}).get("type") == "image":
            yield "/accessory", block["accessory"]
        case "context":
            for index, element in enumerate(block["elements"]):
                if element["type"] == "image":
                    yield f"/elements/{index}", element


def alt_texts(blocks: Iterable[Json] | None) -> list[str]:
    """What somebody hears of the pictures, in order."""
    return [image["alt_text"] for block in blocks or () for _, image in pictures_of(block)]
