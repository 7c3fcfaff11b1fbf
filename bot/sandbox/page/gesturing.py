"""What the browser asks somebody to do: each request is one gesture of the person who looks."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.sandbox.gestures import Gestures, HomeSpot, ImpossibleGesture, MessageSpot, ModalSpot, Spot
from bot.sandbox.mover import StuckClockError
from bot.sandbox.origins import is_same_origin
from bot.sandbox.page.journey import Journeys
from bot.sandbox.page.look import Look, channel_of, look_of
from bot.sandbox.page.which import sandbox_of
from bot.sandbox.records import Json
from bot.sandbox.server import Sandbox

Wish = Mapping[str, Any]
Reply = dict[str, Any]


class Hands:
    """Turns what the browser posts into gestures; a page of another origin is refused."""

    def __init__(self, journeys: Journeys) -> None:
        self._journeys = journeys
        self._known: dict[str, Callable[[Sandbox, Look, Wish], Awaitable[Reply]]] = {
            "say": _say,
            "press": _press,
            "suggest": _suggest,
            "submit": _submit,
            "close": _close,
            "open": _open,
            "zone": _set_zone,
            "status": _set_status,
            "remove": _remove_app,
            "revoke": _revoke_token,
            "move": self._move,
        }

    async def gesture(self, request: Request) -> Response:
        """Do what `/gestures/{gesture}` names; the answer tells what went wrong, if anything."""
        act = self._known.get(request.path_params["gesture"])
        if act is None:
            return Response(status_code=404)
        if not is_same_origin(request):
            return Response("Only this page may do that.", status_code=403)
        wish = await _wish(request)
        if wish is None:
            return Response("Not a gesture.", status_code=400)
        sandbox = sandbox_of(request, wish)
        look = look_of(sandbox.team, {name: str(wish.get(name, "")) for name in ("team", "as", "in", "tab")})
        try:
            return JSONResponse(await act(sandbox, look, wish))
        except ImpossibleGesture as impossible:
            return JSONResponse({"error": str(impossible)}, status_code=409)
        except (KeyError, TypeError, ValueError):
            return Response("Not a gesture.", status_code=400)

    async def _move(self, sandbox: Sandbox, look: Look, wish: Wish) -> Reply:
        mover = sandbox.mover
        if mover is None or mover.is_moving:
            return {"error": "The clock cannot be moved right now."}
        self._journeys.begin(at=sandbox.now())
        note = ""
        try:
            match str(wish["by"]):
                case "reminder":
                    found = await mover.move_to_next_card(look.person.id)
                    note = "" if found else f"No reminder is planned for {look.person.name}."
                case "friday":
                    await mover.move_to_friday(look.person.id)
                case seconds:
                    await mover.move_by(timedelta(seconds=min(int(seconds), 3600)))
        except StuckClockError as stuck:
            note = str(stuck)
        finally:
            self._journeys.end(at=sandbox.now(), note=note)
        return {}


async def _say(sandbox: Sandbox, look: Look, wish: Wish) -> Reply:
    channel = channel_of(sandbox.team, look) or sandbox.team.open_dm(look.person.id)
    outcome = await sandbox.gestures.say(look.person.id, channel=channel.id, text=str(wish["text"]))
    return {"error": outcome.error}


async def _press(sandbox: Sandbox, look: Look, wish: Wish) -> Reply:
    outcome = await sandbox.gestures.press(
        look.person.id,
        where=_spot(wish["where"]),
        block_id=str(wish["block"]),
        action_id=str(wish["action"]),
        value=wish.get("value"),
        filled=wish.get("filled"),
    )
    return {"error": outcome.error}


async def _suggest(sandbox: Sandbox, look: Look, wish: Wish) -> Reply:
    options = await sandbox.gestures.suggest(
        look.person.id,
        where=_spot(wish["where"]),
        block_id=str(wish["block"]),
        action_id=str(wish["action"]),
        query=str(wish["query"]),
    )
    return {"options": [{"value": option["value"], "words": option["text"]["text"]} for option in options]}


async def _submit(sandbox: Sandbox, look: Look, wish: Wish) -> Reply:
    errors = await sandbox.gestures.submit(look.person.id, view_id=str(wish["view"]), filled=wish["filled"])
    return {"errors": dict(errors)}


async def _close(sandbox: Sandbox, look: Look, wish: Wish) -> Reply:
    await sandbox.gestures.close(look.person.id, view_id=str(wish["view"]))
    return {}


async def _open(sandbox: Sandbox, look: Look, wish: Wish) -> Reply:
    gestures: Gestures = sandbox.gestures
    act = gestures.open_home if wish["what"] == "home" else gestures.open_messages
    return {"error": (await act(look.person.id)).error}


async def _set_zone(sandbox: Sandbox, look: Look, wish: Wish) -> Reply:
    return {"error": (await sandbox.gestures.set_zone(look.person.id, tz=wish["tz"] or None)).error}


async def _set_status(sandbox: Sandbox, look: Look, wish: Wish) -> Reply:
    text, emoji = str(wish["text"]), str(wish["emoji"])
    return {"error": (await sandbox.gestures.set_status(look.person.id, text=text, emoji=emoji)).error}


async def _remove_app(sandbox: Sandbox, _look: Look, _wish: Wish) -> Reply:
    await sandbox.gestures.remove_app()
    return {}


async def _revoke_token(sandbox: Sandbox, _look: Look, _wish: Wish) -> Reply:
    await sandbox.gestures.revoke_token()
    return {}


def _spot(where: Json) -> Spot:
    match where["kind"]:
        case "message":
            return MessageSpot(channel=str(where["channel"]), ts=str(where["ts"]))
        case "home":
            return HomeSpot()
        case "modal":
            return ModalSpot(str(where["view"]))
        case other:
            raise ValueError(other)


async def _wish(request: Request) -> Wish | None:
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        return None
    try:
        wish = await request.json()
    except ValueError:
        return None
    return wish if isinstance(wish, dict) else None
