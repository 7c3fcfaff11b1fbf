"""What the bytes of a picture tell, and a moving one made still."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.gif import first_frame
from bot.sandbox.images import fitted, media_type, size_of
from bot.sandbox.pictures import alt_texts
from tests.sandbox.drawings import BLUE, RED, gif, jpeg, png
from tests.sandbox.stage import actions, button, section


@pytest.mark.parametrize(
    ("content", "kind"),
    [(png(30, 20), "image/png"), (gif(RED, width=30, height=20), "image/gif"), (jpeg(30, 20), "image/jpeg")],
    ids=["png", "gif", "jpeg"],
)
def test_the_kind_and_the_size_are_read_from_the_bytes(content: bytes, kind: str) -> None:
    assert (media_type(content), size_of(content)) == (kind, (30, 20))


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"RIFF....WEBP", png()[:12], gif()[:8], jpeg()[:-11], png(0, 6)])
def test_what_is_no_whole_picture_has_no_size(content: bytes) -> None:
    assert size_of(content) is None


@pytest.mark.parametrize(
    ("size", "shown"), [((512, 512), (360, 360)), ((720, 90), (360, 45)), ((8, 6), (8, 6)), ((9000, 1), (360, 1))]
)
def test_a_picture_is_made_to_fit_and_never_blown_up(size: tuple[int, int], shown: tuple[int, int]) -> None:
    assert fitted(size, within=360) == shown


def test_the_first_frame_of_a_moving_picture_stands_alone() -> None:
    assert first_frame(gif(RED, BLUE)) == gif(RED).replace(_remarks(gif(RED)), b"")
    assert first_frame(gif(RED)) == first_frame(gif(RED, BLUE, RED))


def _remarks(content: bytes) -> bytes:
    """All that stands between the colours and the first frame."""
    return content[content.index(b"\x21\xff") : content.index(b"\x21\xf9")]


@given(st.integers(0, len(gif(RED))))
def test_a_gif_cut_short_is_refused_or_still_whole(length: int) -> None:
    whole = first_frame(gif(RED))
    try:
        assert first_frame(gif(RED)[:length]) == whole
    except ValueError:
        assert length < len(gif(RED)) - 1


@pytest.mark.parametrize("content", [png(), gif()])
def test_what_has_no_frame_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - either reason will do
        first_frame(content)


def test_alternative_texts_come_in_the_order_of_the_pictures() -> None:
    def image(words: str) -> dict[str, object]:
        return {"type": "image", "image_url": "https://a.example/x.png", "alt_text": words}

    context = {"type": "context", "elements": [image("3"), {"type": "mrkdwn", "text": "x"}, image("4")]}
    assert alt_texts([image("1"), section("x", accessory=image("2")), actions(button("x")), context]) == list("1234")
    assert alt_texts(None) == []
