"""The conversations methods."""

from decimal import Decimal, InvalidOperation

from bot.sandbox import payloads
from bot.sandbox.call import Call
from bot.sandbox.records import Channel, Json
from bot.sandbox.refusal import RefusedError


def open_dm(call: Call) -> Json:
    call.requires("im:write")
    wanted = [part for part in call.argument("users").split(",") if part]
    if len(wanted) != 1:
        raise RefusedError("method_not_supported_for_channel_type")
    person = call.person(wanted[0])
    if person.is_bot:
        raise RefusedError("cannot_dm_bot")
    if person.deleted:
        raise RefusedError("user_disabled")
    was_open = call.team.dm_of(person.id) is not None
    channel = call.team.open_dm(person.id)
    return {"no_op": was_open, "already_open": was_open, "channel": {"id": channel.id}}


def history(call: Call) -> Json:
    channel = call.channel(call.argument("channel"))
    call.requires("im:history" if channel.is_im else "channels:history")
    if not call.team.is_bot_in(channel.id):
        raise RefusedError("not_in_channel")
    oldest, latest = _moment(call, "oldest"), _moment(call, "latest")
    inclusive = call.flag("inclusive")

    def is_wanted(ts: str) -> bool:
        moment = Decimal(ts)
        if inclusive and moment in (oldest, latest):
            return True
        return (oldest is None or moment > oldest) and (latest is None or moment < latest)

    found = [message for message in reversed(call.team.messages(channel.id)) if is_wanted(message.ts)]
    page, cursor = call.page(found, default=100, at_most=999)
    whole = call.flag("include_all_metadata")
    shown = [payloads.message(message, team=call.team, with_metadata=whole) for message in page]
    return {"messages": shown, "has_more": bool(cursor), "response_metadata": {"next_cursor": cursor}}


def info(call: Call) -> Json:
    return {"channel": payloads.channel(_readable(call), team=call.team)}


def members(call: Call) -> Json:
    page, cursor = call.page(list(_readable(call).members), default=100, at_most=1000)
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


def _readable(call: Call) -> Channel:
    channel = call.channel(call.argument("channel"))
    call.requires("im:read" if channel.is_im else "channels:read")
    return channel


def _moment(call: Call, name: str) -> Decimal | None:
    value = call.args.get(name)
    if value in (None, ""):
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        raise RefusedError(f"invalid_ts_{name}") from None
