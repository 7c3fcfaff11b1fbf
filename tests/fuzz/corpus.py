"""Payloads of every kind, well formed, by the people and cards of a stage: what the mutations begin with."""

from collections.abc import Callable
from functools import partial
from typing import Any, Literal, NamedTuple

from bot.sandbox import payloads
from bot.sandbox.inputs import state_of
from bot.sandbox.people import ANA, GENERAL, TOM
from bot.sandbox.records import Message
from bot.slack import ids
from bot.slack.blocks.pause import pause_view
from tests.slack.http_stage import Door

Kind = Literal["command", "interaction", "event"]
Json = dict[str, Any]

WORDS = (
    "",
    "start",
    "stop",
    "every 2h",
    "done 1",
    "undo",
    "snooze 20",
    "pause until monday",
    "hours 9-12 13-17",
    "stats",
    "admin",
    "share",
    "hurts",
    "exercises",
)
BUTTONS = (
    ids.START,
    ids.STOP,
    ids.NOW,
    ids.SETTINGS,
    ids.WHY,
    ids.SHOW_EXERCISES,
    ids.SEE_STEPS,
    ids.PAUSE,
    ids.RESUME,
    ids.STAY_ON_ZONE,
    ids.SHOW_ME,
    ids.HIDE_ME,
    ids.KEEP_PRIVATE,
    ids.MY_WEEK,
    ids.JOIN_IN,
    ids.POST_OFF,
    ids.BOUNDS,
    ids.HOW_TO_POST,
    ids.HOW_TO_REMOVE,
    ids.END_POST,
    ids.MARK_DONE,
    ids.SHOW_IT_NOW,
    ids.done_one(1),
    ids.pause_button(1),
    ids.CARE,
    ids.EXERCISES,
    ids.SHORT_CARD,
    ids.leave_out(1),
    ids.put_back(1),
    "nobody_listens",
)
WISHES = (ids.MOVED, ids.SKIP, ids.CARE, ids.UNDO, ids.WEEK, ids.SETTINGS, ids.WHY, "10", "no_such_wish")


class Sample(NamedTuple):
    """A payload, and on which way it comes."""

    kind: Kind
    make: Callable[[], Json]


def samples(door: Door, card: Message) -> list[Sample]:
    """Every kind; made anew each time, so that no trigger comes twice unless a mutation makes it."""
    return [
        *(_command(door, text) for text in WORDS),
        *(_button(door, card, action_id) for action_id in BUTTONS),
        *(_wish(door, card, wish) for wish in WISHES),
        _home_press(door),
        _settings(door),
        _pause(door),
        _bounds(door),
        _care(door),
        _leave_out(door),
        _closing(door),
        *(Sample("interaction", partial(_shortcut, door, kind)) for kind in ("shortcut", "message_action")),
        Sample("interaction", lambda: _suggestion(door)),
        *(Sample("event", partial(_event, door, inner)) for inner in _events(door)),
        Sample("event", lambda: {"type": "url_verification", "token": "deprecated", "challenge": "3eZbrw1aB"}),
        Sample("event", lambda: {"type": "app_rate_limited", "team_id": "T1", "minute_rate_limited": 1}),
    ]


def _command(door: Door, text: str) -> Sample:
    return Sample("command", lambda: dict(door.command_payload(text)))


def _press(door: Door, card: Message, action: Json) -> Sample:
    def make() -> Json:
        payload = door.press_payload("Both done", card)
        return payload | {"actions": [{"type": "button", "block_id": "b", "action_ts": card.ts, **action}]}

    return Sample("interaction", make)


def _button(door: Door, card: Message, action_id: str) -> Sample:
    value = ids.card_value(_reminder(card), "1")
    return _press(door, card, {"action_id": action_id, "value": value})


def _wish(door: Door, card: Message, wish: str) -> Sample:
    action_id = ids.SNOOZE if wish.isdecimal() else ids.CARD_MORE
    option = {"text": {"type": "plain_text", "text": wish}, "value": ids.card_value(_reminder(card), wish)}
    return _press(door, card, {"type": "overflow", "action_id": action_id, "selected_option": option})


def _reminder(card: Message) -> Any:
    assert card.metadata is not None
    return card.metadata["event_payload"]["reminder"]


def _home_press(door: Door) -> Sample:
    def make() -> Json:
        shown = payloads.view(door.stage.home(), team=door.stage.sandbox.team)
        action = {"type": "button", "block_id": "b", "action_id": ids.SETTINGS, "action_ts": "1.2"}
        container = {"type": "view", "view_id": shown["id"]}
        return _of(door, "block_actions") | {"container": container, "view": shown, "actions": [action]}

    return Sample("interaction", make)


def _settings(door: Door) -> Sample:
    view = door.stage.modal()
    shown = payloads.view(view, team=door.stage.sandbox.team)
    shown["state"] = {"values": state_of(view.blocks, filled=view.filled, offered={})}
    return Sample("interaction", lambda: _of(door, "view_submission") | {"view": shown, "response_urls": []})


def _pause(door: Door) -> Sample:
    day = {"type": "datepicker", "selected_date": "2026-11-20"}
    shown = {**pause_view(), "id": "V1", "state": {"values": {ids.PAUSE_FIELD: {ids.PAUSE_FIELD: day}}}}
    return Sample("interaction", lambda: _of(door, "view_submission") | {"view": shown})


def _bounds(door: Door) -> Sample:
    picked = {ids.SHORTEST_FIELD: "90", ids.LONGEST_FIELD: "165"}
    return _submission(door, ids.BOUNDS_VIEW, {name: _option(value) for name, value in picked.items()})


def _care(door: Door) -> Sample:
    picked = {ids.CHANGE_FIELD: "leave_out:hip_stretch", ids.HOW_LONG_FIELD: "week"}
    return _submission(door, ids.CARE_VIEW, {name: _option(value) for name, value in picked.items()})


def _leave_out(door: Door) -> Sample:
    values = {
        ids.HOW_LONG_FIELD: _option("weekdays"),
        ids.UNTIL_FIELD: {"type": "datepicker", "selected_date": "2026-11-24"},
        ids.WEEKDAYS_FIELD: {"type": "checkboxes", "selected_options": [{"value": "1"}]},
    }
    return _submission(door, ids.LEAVE_OUT_VIEW, values, private_metadata="knee_to_chest")


def _option(value: str) -> Json:
    return {"type": "static_select", "selected_option": {"value": value}}


def _submission(door: Door, callback_id: str, fields: Json, *, private_metadata: str = "") -> Sample:
    values = {name: {name: field} for name, field in fields.items()}
    shown = {"id": "V1", "type": "modal", "callback_id": callback_id, "private_metadata": private_metadata}
    return Sample("interaction", lambda: _of(door, "view_submission") | {"view": shown | {"state": {"values": values}}})


def _closing(door: Door) -> Sample:
    shown = payloads.view(door.stage.modal(), team=door.stage.sandbox.team)
    return Sample("interaction", lambda: _of(door, "view_closed") | {"view": shown, "is_cleared": False})


def _shortcut(door: Door, kind: str) -> Json:
    return _of(door, kind) | {"callback_id": "anything", "action_ts": "1.2"}


def _suggestion(door: Door) -> Json:
    asked = {"action_id": ids.CHOOSE_ZONE, "block_id": "zone", "value": "lisb"}
    return _of(door, "block_suggestion") | asked | {"container": {"type": "view", "view_id": "V1"}}


def _of(door: Door, kind: str) -> Json:
    return door.interaction_payload(kind)


def _event(door: Door, inner: Callable[[], Json]) -> Json:
    return door.event_payload(inner())


def _events(door: Door) -> list[Callable[[], Json]]:
    user = payloads.user(door.stage.sandbox.team.people[TOM], team=door.stage.sandbox.team, at=door.stage.clock.now())
    changed = {"type": "message", "subtype": "message_changed", "channel": GENERAL, "ts": "1.2"}
    return [
        *(partial(door.said, text) for text in ("help", "every 3h", "moved")),
        lambda: changed | {"message": {"type": "message", "user": ANA, "text": "x", "ts": "1.2"}},
        lambda: {"type": "app_home_opened", "user": ANA, "channel": "D1", "tab": "home"},
        lambda: {"type": "user_change", "user": user, "cache_ts": 1},
        lambda: {"type": "user_change", "user": {**user, "id": ANA, "tz": "Asia/Kathmandu"}, "cache_ts": 1},
        lambda: {
            "type": "reaction_added",
            "user": ANA,
            "reaction": "x",
            "item": {"type": "message", "channel": GENERAL},
        },
        lambda: {"type": "channel_created", "channel": {"id": "C9", "name": "new", "creator": ANA}},
        lambda: {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U1"]}},
        lambda: {"type": "app_uninstalled"},
    ]
