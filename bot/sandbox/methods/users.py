"""The users methods."""

from bot.sandbox import payloads
from bot.sandbox.call import Call
from bot.sandbox.records import Json


def info(call: Call) -> Json:
    call.requires("users:read")
    person = call.person(call.argument("user"))
    return {"user": payloads.user(person, team=call.team, at=call.wire.now())}


def list_all(call: Call) -> Json:
    call.requires("users:read")
    page, cursor = call.page(list(call.team.people.values()), default=1000, at_most=1000)
    at = call.wire.now()
    shown = [payloads.user(person, team=call.team, at=at) for person in page]
    return {"members": shown, "response_metadata": {"next_cursor": cursor}}
