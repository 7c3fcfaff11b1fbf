"""The page of the sandbox: the emulated Slack in a browser."""

from pathlib import Path

from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.sandbox.page.changes import changes
from bot.sandbox.page.download import download
from bot.sandbox.page.gallery import image_of
from bot.sandbox.page.gesturing import Hands
from bot.sandbox.page.journey import Journeys
from bot.sandbox.page.picture import picture_of
from bot.sandbox.page.screen import Screen
from bot.sandbox.page.which import enter
from bot.sandbox.state import TEAMS

__all__ = ["routes"]

_STATIC = Path(__file__).parent.parent / "static"


def routes() -> list[BaseRoute]:
    """The page's routes; they find the sandbox they show as `app.state.sandbox`."""
    journeys = Journeys()
    screen, hands = Screen(journeys), Hands(journeys)
    return [
        Route("/", screen.whole),
        Route(f"{TEAMS}/{{team}}/", enter),
        Route("/regions", screen.regions),
        Route("/changes", changes),
        Route("/pictures/{person}.svg", picture_of),
        Route("/files/{file}", download),
        Route("/images/{file}", image_of),
        Route("/gestures/{gesture}", hands.gesture, methods=["POST"]),
        Mount("/static", StaticFiles(directory=_STATIC)),
    ]
