"""A bot small enough to read at a glance: enough of a conversation to try the page on, by the real wire."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.people import ANA
from tests.sandbox import copy_deck as deck
from tests.sandbox.stage import Stage

Body = dict[str, Any]

CITIES = ("Berlin", "Bern", "Lisbon")


def answer_commands(app: AsyncApp) -> None:
    @app.command("/budge")
    async def command(ack: AsyncAck, body: Body, respond: AsyncRespond, client: AsyncWebClient) -> None:
        await ack()
        if body["text"] == "start":
            await client.chat_postMessage(channel=body["user_id"], text="You're in.", blocks=deck.confirmation())
            await respond(text="You're in. The details are in our DM.")
        elif body["text"] == "now":
            await client.chat_postMessage(channel=body["user_id"], text=deck.CARD_TEXT, blocks=deck.card())
        else:
            await respond(text=f"I don't know *{body['text']}*. Try `/budge start`.")


def answer_presses(app: AsyncApp) -> None:
    @app.action("both")
    async def both(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        await respond(text="Both done, 11:42.", blocks=deck.summary(), replace_original=True)

    @app.action("snooze")
    async def snooze(ack: AsyncAck, action: Body, respond: AsyncRespond) -> None:
        await ack()
        await respond(text=f"Snoozed for {action['selected_option']['value']}.", replace_original=True)

    @app.action("settings")
    async def settings(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await ack()
        view = {"type": "modal", "callback_id": "settings", "title": deck.plain("Settings")}
        buttons = {"submit": deck.plain("Save"), "close": deck.plain("Cancel")}
        await client.views_open(trigger_id=body["trigger_id"], view=view | buttons | {"blocks": deck.settings()})

    @app.action("show")
    async def shown(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        await respond(text='Leaderboard: shown as "Ana".', replace_original=False, response_type="ephemeral")


def answer_views(app: AsyncApp) -> None:
    @app.options("zone")
    async def zones(ack: AsyncAck, payload: Body) -> None:
        found = [city for city in CITIES if city.lower().startswith(payload["value"].lower())]
        await ack(options=deck.options(*((city, f"Europe/{city}") for city in found)))

    @app.view("settings")
    async def saved(ack: AsyncAck, view: Body, client: AsyncWebClient) -> None:
        values = view["state"]["values"]
        if values["to"]["to"]["selected_time"] <= values["from"]["from"]["selected_time"]:
            await ack(response_action="errors", errors={"to": "This is before From."})
            return
        await ack()
        zone = values["zone"]["zone"]["selected_option"]["value"]
        days = " ".join(option["text"]["text"] for option in values["days"]["days"]["selected_options"])
        await client.chat_postMessage(channel=ANA, text=f"Saved. {zone}, {days}. Next at 13:55.")

    @app.event("app_home_opened")
    async def opened(event: Body, client: AsyncWebClient) -> None:
        if event["tab"] == "home":
            await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": deck.home()})


def small_bot(stage: Stage) -> AsyncApp:
    """The bot for a sandbox, not yet connected."""
    app = stage.app()
    answer_commands(app)
    answer_presses(app)
    answer_views(app)
    return app
