"""The chat methods."""

from dataclasses import replace

from bot.sandbox import payloads
from bot.sandbox.call import Call
from bot.sandbox.drafts import read_draft
from bot.sandbox.records import Channel, Json, Message
from bot.sandbox.refusal import RefusedError


def post_message(call: Call) -> Json:
    call.requires("chat:write")
    channel = _destination(call)
    draft = read_draft(call.args, team=call.team)
    posted = call.team.post(
        channel.id,
        author=call.team.app.bot_user_id,
        text=draft.text,
        blocks=draft.blocks,
        metadata=draft.metadata,
        at=call.wire.now(),
    )
    return {"channel": channel.id, "ts": posted.ts, "message": payloads.message(posted, team=call.team)}


def post_ephemeral(call: Call) -> Json:
    call.requires("chat:write")
    channel = _joined(call, call.channel(call.argument("channel")))
    person = call.argument("user")
    if person not in channel.members:
        raise RefusedError("user_not_in_channel")
    draft = read_draft(call.args, team=call.team)
    posted = call.team.post(
        channel.id,
        author=call.team.app.bot_user_id,
        text=draft.text,
        blocks=draft.blocks,
        ephemeral_to=person,
        at=call.wire.now(),
    )
    return {"message_ts": posted.ts}


def update(call: Call) -> Json:
    call.requires("chat:write")
    original = _own_message(call, otherwise="cant_update_message")
    draft = read_draft({"text": original.text, **call.args}, team=call.team)
    edited = replace(
        original,
        text=draft.text,
        blocks=original.blocks if draft.blocks is None else draft.blocks,
        metadata=draft.metadata or original.metadata,
        edited_at=call.wire.now(),
    )
    call.team.edit(edited)
    shown = payloads.message(edited, team=call.team)
    return {"channel": edited.channel, "ts": edited.ts, "text": edited.text, "message": shown}


def delete(call: Call) -> Json:
    call.requires("chat:write")
    original = _own_message(call, otherwise="cant_delete_message")
    call.team.delete(original)
    return {"channel": original.channel, "ts": original.ts}


def _destination(call: Call) -> Channel:
    """The channel to post to; a person's id means their direct message, opened if need be."""
    wanted = call.args.get("channel")
    if not isinstance(wanted, str) or not wanted:
        raise RefusedError("channel_not_found")
    person = call.team.people.get(wanted)
    channel = call.team.open_dm(person.id) if person and not person.is_bot else call.channel(wanted)
    return _joined(call, channel)


def _joined(call: Call, channel: Channel) -> Channel:
    """The channel, if the bot may post there and somebody is there to read it."""
    if not call.team.is_bot_in(channel.id):
        raise RefusedError("not_in_channel")
    if channel.is_im and not call.team.app.has_messages_tab:
        raise RefusedError("messages_tab_disabled")
    if channel.is_im and any(call.team.people[member].deleted for member in channel.members):
        raise RefusedError("channel_not_found")
    return channel


def _own_message(call: Call, *, otherwise: str) -> Message:
    channel = call.channel(call.argument("channel"))
    found = call.team.message(channel.id, ts=call.argument("ts"))
    if found is None or found.ephemeral_to is not None:
        raise RefusedError("message_not_found")
    if found.author_id != call.team.app.bot_user_id:
        raise RefusedError(otherwise)
    return found
