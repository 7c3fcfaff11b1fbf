"""The views methods."""

from collections.abc import Sequence
from dataclasses import replace

from bot.sandbox import payloads
from bot.sandbox.call import Call
from bot.sandbox.drafts import structured
from bot.sandbox.records import Json, View
from bot.sandbox.refusal import RefusedError
from bot.sandbox.view_intake import MOST_STACKED, accepted_view, redrawn

_INVALID = "invalid_arguments"


def open_modal(call: Call) -> Json:
    content = accepted_view(_content(call), kind="modal", team=call.team)
    person = call.wire.triggers.exchange(call.args.get("trigger_id"))
    _refuse_taken(call, content)
    call.team.close_modals(person)
    return _shown(call, _opened(call, content, owner=person))


def push(call: Call) -> Json:
    content = accepted_view(_content(call), kind="modal", team=call.team)
    person = call.wire.triggers.exchange(call.args.get("trigger_id"))
    _refuse_taken(call, content)
    stack = call.team.modals.get(person, [])
    if not stack:
        raise RefusedError("not_found")
    if len(stack) >= MOST_STACKED:
        raise RefusedError("push_limit_reached")
    return _shown(call, _opened(call, content, owner=person, over=stack))


def update(call: Call) -> Json:
    old = _wanted(call)
    content = accepted_view(_content(call), kind=old.kind, team=call.team)
    _refuse_stale(call, old)
    new = redrawn(old, content, team=call.team, at=call.wire.now())
    call.team.replace_view(new)
    return _shown(call, new)


def publish(call: Call) -> Json:
    content = accepted_view(_content(call), kind="home", team=call.team)
    person = call.person(call.argument("user_id"))
    old = call.team.homes.get(person.id)
    if old is None:
        old = View(call.team.new_id("V"), kind="home", owner=person.id, blocks=[], hash="")
    else:
        _refuse_stale(call, old)
    new = redrawn(old, content, team=call.team, at=call.wire.now())
    call.team.publish_home(new)
    return _shown(call, new)


def _content(call: Call) -> object:
    content: object = structured(call.args, "view", error=_INVALID)
    return content


def _opened(call: Call, content: Json, *, owner: str, over: Sequence[View] = ()) -> View:
    """A new modal on top of the person's stack; it knows the lowest one and the one it covers."""
    blank = View(call.team.new_id("V"), kind="modal", owner=owner, blocks=[], hash="")
    if over:
        blank = replace(blank, root_view_id=over[0].id, previous_view_id=over[-1].id)
    view = redrawn(blank, content, team=call.team, at=call.wire.now())
    call.team.open_modal(view)
    return view


def _wanted(call: Call) -> View:
    """The view to update, by its id or by the app's own id for it."""
    view_id, external_id = call.args.get("view_id"), call.args.get("external_id")
    found = [v for v in call.team.views() if v.id == view_id or (external_id and v.external_id == external_id)]
    if not found:
        raise RefusedError("not_found")
    return found[0]


def _refuse_stale(call: Call, old: View) -> None:
    if call.args.get("hash") not in (None, "", old.hash):
        raise RefusedError("hash_conflict")


def _refuse_taken(call: Call, content: Json) -> None:
    external_id = content.get("external_id")
    if external_id and any(view.external_id == external_id for view in call.team.views()):
        raise RefusedError("duplicate_external_id")


def _shown(call: Call, view: View) -> Json:
    return {"view": payloads.view(view, team=call.team)}
