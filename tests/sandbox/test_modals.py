"""Views: opening, updating, pushing, submitting, closing, and external menus."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp

from bot.sandbox.gestures import HomeSpot, ImpossibleGesture, ModalSpot
from bot.sandbox.people import ANA, GENERAL
from bot.sandbox.records import Json, View
from tests.sandbox.stage import CALM, Heard, Stage, actions, button, connected, options, raised, section
from tests.sandbox.test_limits import field, modal, plain, select, typed
from tests.sandbox.test_web_api import error_of

SETTINGS = modal(
    {**typed(max_length=5), "block_id": "times"},
    {**field(select(initial_option=options("A")[0])), "block_id": "often"},
    {**typed(), "block_id": "gaps", "optional": True},
    submit=plain("Save"),
    callback_id="settings",
    private_metadata="m1",
    notify_on_close=True,
)


def opening(app: AsyncApp, view: Json = SETTINGS) -> None:
    """Open a view on every command."""

    @app.command("/budge")
    async def open_it(ack: Any, body: Json, client: Any) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()


async def opened(stage: Stage) -> View:
    assert (await stage.sandbox.gestures.say(ANA, channel=GENERAL, text="/budge settings")).ok
    return stage.sandbox.team.modals[ANA][-1]


def answering(app: AsyncApp, heard: Heard, **answer: Any) -> None:
    @app.view("settings")
    async def answer_it(ack: Any, body: Json) -> None:
        await ack(**answer)
        await heard.note(body)


async def trigger_of(stage: Stage, app: AsyncApp) -> str:
    """A fresh trigger id, from a command."""
    heard = Heard()

    @app.command("/budge")
    async def note(ack: Any, body: Json) -> None:
        await ack()
        await heard.note(body)

    async with connected(stage, app):
        await stage.sandbox.gestures.say(ANA, channel=GENERAL, text="/budge")
        [body] = await heard.until(1)
    return str(body["trigger_id"])


async def test_a_trigger_opens_one_modal(stage: Stage) -> None:
    trigger_id = await trigger_of(stage, stage.app())
    answer = await stage.client.views_open(trigger_id=trigger_id, view=SETTINGS)
    [view] = stage.sandbox.team.modals[ANA]
    assert (view.id, view.title, view.submit, view.private_metadata) == (answer["view"]["id"], "Settings", "Save", "m1")
    assert await error_of(stage.client.views_open(trigger_id=trigger_id, view=SETTINGS)) == "exchanged_trigger_id"
    assert await error_of(stage.client.views_open(trigger_id="1.2.3", view=SETTINGS)) == "invalid_trigger_id"


async def test_a_stale_trigger_opens_nothing() -> None:
    async with raised(patience=replace(CALM, trigger=timedelta())) as stage:
        trigger_id = await trigger_of(stage, stage.app())
        assert await error_of(stage.client.views_open(trigger_id=trigger_id, view=SETTINGS)) == "expired_trigger_id"
        assert ANA not in stage.sandbox.team.modals


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"view": {**SETTINGS, "title": plain("x" * 25)}}, "invalid_arguments"),
        ({"view": {"type": "home", "blocks": [section("x")]}}, "invalid_arguments"),
        ({"view": "no view"}, "invalid_arguments"),
        ({}, "invalid_arguments"),
        (
            {"view": modal(*[section("x" * 3000)] * 90)},
            "view_too_large",
        ),
    ],
)
async def test_a_view_slack_would_refuse_is_refused(shared_stage: Stage, arguments: Json, error: str) -> None:
    call = shared_stage.client.api_call("views.open", json={"trigger_id": "1.2.3", **arguments})
    assert await error_of(call) == error


async def test_a_submission_brings_what_was_filled_in_and_closes_the_modal(stage: Stage) -> None:
    app, heard = stage.app(), Heard()
    opening(app)
    answering(app, heard)
    async with connected(stage, app):
        view = await opened(stage)
        filled = {"times": {"typed": "10:55"}, "often": {"pick": "B"}}
        assert await stage.sandbox.gestures.submit(ANA, view_id=view.id, filled=filled) == {}
        [body] = await heard.until(1)
    assert stage.sandbox.team.modals[ANA] == []
    assert (body["type"], body["view"]["private_metadata"]) == ("view_submission", "m1")
    assert body["view"]["state"]["values"] == {
        "times": {"typed": {"type": "plain_text_input", "value": "10:55"}},
        "often": {"pick": {"type": "static_select", "selected_option": options("B")[0]}},
        "gaps": {"typed": {"type": "plain_text_input", "value": None}},
    }


async def test_slacks_client_asks_for_required_and_well_sized_fields_itself(stage: Stage) -> None:
    app = stage.app()
    opening(app)
    async with connected(stage, app):
        view = await opened(stage)
        submit = stage.sandbox.gestures.submit
        assert await submit(ANA, view_id=view.id, filled={}) == {"times": "Please complete this required field."}
        long = {"times": {"typed": "10:55 13:25"}}
        assert await submit(ANA, view_id=view.id, filled=long) == {"times": "Please enter no more than 5 characters."}
        with pytest.raises(ImpossibleGesture):
            await submit(ANA, view_id=view.id, filled={"often": {"pick": "C"}})
    assert stage.sandbox.team.modals[ANA][-1].filled == long


async def test_a_submission_nobody_answers_keeps_the_modal_and_what_was_typed(stage: Stage) -> None:
    app = stage.app()
    opening(app)
    async with connected(stage, app):
        view = await opened(stage)
    filled = {"times": {"typed": "10:55"}}
    assert await stage.sandbox.gestures.submit(ANA, view_id=view.id, filled=filled) == {}
    [kept] = stage.sandbox.team.modals[ANA]
    assert (kept.trouble, kept.filled) == ("We had some trouble connecting. Try again?", filled)
    await stage.sandbox.gestures.close(ANA, view_id=view.id)
    assert stage.sandbox.team.modals[ANA] == []


async def test_a_modal_without_a_submit_button_can_not_be_submitted(stage: Stage) -> None:
    app = stage.app()
    opening(app, modal(section("Only words")))
    async with connected(stage, app):
        view = await opened(stage)
        with pytest.raises(ImpossibleGesture):
            await stage.sandbox.gestures.submit(ANA, view_id=view.id, filled={})


async def test_errors_of_the_bot_stand_beside_their_field(stage: Stage) -> None:
    app, heard = stage.app(), Heard()
    opening(app)
    answering(app, heard, response_action="errors", errors={"times": "Pick at least one day."})
    async with connected(stage, app):
        view = await opened(stage)
        errors = await stage.sandbox.gestures.submit(ANA, view_id=view.id, filled={"times": {"typed": "x"}})
    assert errors == {"times": "Pick at least one day."}
    assert stage.sandbox.team.modals[ANA][-1].errors == errors


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"nowhere": "?"}},
        {"response_action": "update", "view": {**SETTINGS, "title": plain("x" * 25)}},
        {"response_action": "shrug"},
    ],
)
async def test_an_answer_slack_can_not_use_shows_trouble_and_keeps_the_modal(stage: Stage, answer: Json) -> None:
    app = stage.app()
    opening(app)
    answering(app, Heard(), **answer)
    async with connected(stage, app):
        view = await opened(stage)
        await stage.sandbox.gestures.submit(ANA, view_id=view.id, filled={"times": {"typed": "x"}})
    assert stage.sandbox.team.modals[ANA][-1].trouble == "We had some trouble connecting. Try again?"


@pytest.mark.parametrize(
    ("action", "titles"), [("update", ["Second"]), ("push", ["Settings", "Second"]), ("clear", [])]
)
async def test_the_bot_may_update_push_or_clear(stage: Stage, action: str, titles: list[str]) -> None:
    app = stage.app()
    opening(app)
    second = {} if action == "clear" else {"view": {**SETTINGS, "title": plain("Second")}}
    answering(app, Heard(), response_action=action, **second)
    async with connected(stage, app):
        view = await opened(stage)
        await stage.sandbox.gestures.submit(ANA, view_id=view.id, filled={"times": {"typed": "x"}})
    assert [each.title for each in stage.sandbox.team.modals[ANA]] == titles


async def test_three_views_are_the_most(stage: Stage) -> None:
    app, heard = stage.app(), Heard()
    opening(app, modal(actions(button("Deeper"))))

    @app.action("press")
    async def deeper(ack: Any, body: Json, client: Any) -> None:
        await ack()
        call = client.views_push(trigger_id=body["trigger_id"], view=modal(actions(button("Deeper"))))
        await heard.note({"error": await error_of(call) if len(heard.bodies) == 2 else (await call).get("error")})

    async with connected(stage, app):
        await opened(stage)
        for number in (1, 2, 3):
            top = stage.sandbox.team.modals[ANA][-1]
            await stage.sandbox.gestures.press(
                ANA, where=ModalSpot(top.id), block_id="row", action_id="press", filled={}
            )
            await heard.until(number)
    assert [body["error"] for body in heard.bodies] == [None, None, "push_limit_reached"]


async def test_closing_tells_the_bot_when_it_wants_to_know(stage: Stage) -> None:
    app, heard = stage.app(), Heard()
    opening(app)

    @app.view_closed("settings")
    async def closed(ack: Any, body: Json) -> None:
        await ack()
        await heard.note(body)

    async with connected(stage, app):
        view = await opened(stage)
        await stage.sandbox.gestures.close(ANA, view_id=view.id)
        [body] = await heard.until(1)
    assert (body["type"], body["is_cleared"]) == ("view_closed", False)
    assert stage.sandbox.team.modals[ANA] == []
    with pytest.raises(ImpossibleGesture):
        await stage.sandbox.gestures.submit(ANA, view_id=view.id, filled={})


async def test_an_update_keeps_what_was_typed_and_knows_a_stale_hash(stage: Stage) -> None:
    app = stage.app()
    opening(app)
    async with connected(stage, app):
        view = await opened(stage)
    await stage.sandbox.gestures.submit(ANA, view_id=view.id, filled={"gaps": {"typed": "12:30"}})
    client, team = stage.client, stage.sandbox.team
    updated = await client.views_update(view_id=view.id, hash=view.hash, view={**SETTINGS, "title": plain("New")})
    assert updated["view"]["state"]["values"]["gaps"]["typed"]["value"] == "12:30"
    assert team.modals[ANA][-1].title == "New"
    stale = client.views_update(view_id=view.id, hash=view.hash, view=SETTINGS)
    assert await error_of(stale) == "hash_conflict"
    assert await error_of(client.views_update(view_id="V0", view=SETTINGS)) == "not_found"


async def test_a_home_is_replaced_as_a_whole(stage: Stage) -> None:
    first = await stage.client.views_publish(user_id=ANA, view={"type": "home", "blocks": [section("1")]})
    second = await stage.client.views_publish(user_id=ANA, view={"type": "home", "blocks": [section("2")]})
    assert first["view"]["id"] == second["view"]["id"]
    assert [block["text"]["text"] for block in stage.sandbox.team.homes[ANA].blocks] == ["2"]
    empty = stage.client.views_publish(user_id=ANA, view={"type": "home", "blocks": []})
    assert await error_of(empty) == "invalid_arguments"
    nobody = stage.client.views_publish(user_id="U0NOBODY", view={"type": "home", "blocks": [section("3")]})
    assert await error_of(nobody) == "user_not_found"


async def test_an_external_menu_asks_the_bot_and_takes_only_what_it_offered(stage: Stage) -> None:
    app, heard = stage.app(), Heard()
    city = {"type": "external_select", "action_id": "city", "min_query_length": 2}
    await stage.client.views_publish(user_id=ANA, view={"type": "home", "blocks": [actions(city)]})
    heard.act(app, "city")

    @app.options("city")
    async def offer(ack: Any, payload: Json) -> None:
        await ack(options=options(f"{payload['value']}lin"))

    where: Any = {"where": HomeSpot(), "block_id": "row", "action_id": "city"}
    gestures = stage.sandbox.gestures
    async with connected(stage, app):
        assert await gestures.suggest(ANA, **where, query="B") == []
        assert await gestures.suggest(ANA, **where, query="Ber") == options("Berlin")
        with pytest.raises(ImpossibleGesture):
            await gestures.press(ANA, **where, value="Lisbon")
        assert (await gestures.press(ANA, **where, value="Berlin")).ok
        [body] = await heard.until(1)
    assert body["actions"][0]["selected_option"] == options("Berlin")[0]
