"""Submitting and closing modals, and what the bot may answer to it."""

from collections.abc import Mapping
from dataclasses import replace

from bot.sandbox import payloads
from bot.sandbox.delivery import UnansweredError
from bot.sandbox.inputs import NoSuchOptionError, complaints, state_of
from bot.sandbox.records import Filled, Json, Person, View
from bot.sandbox.refusal import RefusedError
from bot.sandbox.spots import ImpossibleGesture
from bot.sandbox.view_intake import MOST_STACKED, accepted_view, redrawn
from bot.sandbox.wire import Wire

TROUBLE = "We had some trouble connecting. Try again?"


async def submit(wire: Wire, person: Person, *, view_id: str, filled: Filled) -> Mapping[str, str]:
    """Submit the modal on top; errors by block id, none when it went through."""
    view = replace(top_modal(wire, person, view_id=view_id), filled=filled, errors={}, trouble="")
    if not view.submit:
        raise ImpossibleGesture("that dialog has nothing to submit")
    try:
        values = state_of(view.blocks, filled=filled, offered=wire.team.offers.get(person.id, {}))
    except NoSuchOptionError as refusal:
        raise ImpossibleGesture(str(refusal)) from None
    missing = complaints(view.blocks, values=values)
    view = replace(view, errors=missing)
    wire.team.replace_view(view)
    if missing:
        return missing
    shown = {**payloads.view(view, team=wire.team), "state": {"values": values}}

    def payload(_host: str) -> Json:
        interaction = payloads.interaction(
            "view_submission", person=person, team=wire.team, trigger_id=wire.triggers.give(person.id)
        )
        return {**interaction, "view": shown, "response_urls": []}

    try:
        answer = await wire.ask("interactive", payload)
        return _heed(wire, view, answer=answer or {})
    except (UnansweredError, RefusedError):
        wire.team.replace_view(replace(view, trouble=TROUBLE))
        return {}


async def close(wire: Wire, person: Person, *, view_id: str) -> None:
    """Close the modal on top, or the whole stack if the view asks for that."""
    view = top_modal(wire, person, view_id=view_id)
    depth = len(wire.team.modals[person.id])
    wire.team.close_modals(person.id, keep=0 if view.clear_on_close else depth - 1)
    if not view.notify_on_close:
        return

    def payload(_host: str) -> Json:
        interaction = payloads.interaction(
            "view_closed", person=person, team=wire.team, trigger_id=wire.triggers.give(person.id)
        )
        interaction.pop("trigger_id")
        return {**interaction, "view": payloads.view(view, team=wire.team), "is_cleared": view.clear_on_close}

    try:
        await wire.ask("interactive", payload)
    except UnansweredError:
        return  # Slack shows nothing: the modal is closed either way


def top_modal(wire: Wire, person: Person, *, view_id: str) -> View:
    """The modal a person looks at, if it is the one meant."""
    stack = wire.team.modals.get(person.id, [])
    if not stack or stack[-1].id != view_id:
        raise ImpossibleGesture("that dialog is not open")
    return stack[-1]


def _heed(wire: Wire, view: View, *, answer: Json) -> Mapping[str, str]:
    """Do what the bot answers to a submission."""
    team = wire.team
    depth = len(team.modals.get(view.owner, []))
    match answer.get("response_action"):
        case None:
            team.close_modals(view.owner, keep=max(depth - 1, 0))
        case "clear":
            team.close_modals(view.owner)
        case "errors":
            errors = _accepted_errors(view, errors=answer.get("errors"))
            team.replace_view(replace(view, errors=errors))
            return errors
        case "update":
            content = accepted_view(answer.get("view"), kind="modal", team=team)
            team.replace_view(redrawn(view, content, team=team, at=wire.now()))
        case "push" if depth < MOST_STACKED:
            content = accepted_view(answer.get("view"), kind="modal", team=team)
            blank = replace(view, id=team.new_id("V"), previous_view_id=view.id, filled={})
            team.open_modal(redrawn(blank, content, team=team, at=wire.now()))
        case _:
            raise RefusedError("invalid_response_action")
    return {}


def _accepted_errors(view: View, *, errors: object) -> dict[str, str]:
    """Errors beside fields; Slack takes them for input blocks of the view only."""
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not inputs.issuperset(errors):
        raise RefusedError("invalid_errors")
    return {block_id: str(words) for block_id, words in errors.items()}
