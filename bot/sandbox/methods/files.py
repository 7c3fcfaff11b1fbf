"""The files methods: an upload in three steps, of which the second is a POST to an address of its own."""

import secrets
from dataclasses import replace

from bot.sandbox.call import Call
from bot.sandbox.drafts import structured
from bot.sandbox.files import LARGEST
from bot.sandbox.records import Channel, File, Json
from bot.sandbox.refusal import RefusedError

_INVALID = "invalid_arguments"


def get_upload_url(call: Call) -> Json:
    call.requires("files:write")
    name, length = call.argument("filename"), str(call.args.get("length", ""))
    if not length.isdecimal() or int(length) == 0:
        raise RefusedError(_INVALID)
    if int(length) > LARGEST:
        raise RefusedError("file_upload_size_restricted")
    if not call.wire.uploads.has_room_for(int(length)):
        raise RefusedError("storage_limit_reached")
    file = File(f"F0{secrets.token_hex(5).upper()}", name=name, title=name)  # an id of another team opens nothing here
    address = call.wire.uploads.begin(call.host, file=file, length=int(length))
    return {"upload_url": address, "file_id": file.id}


def complete_upload(call: Call) -> Json:
    call.requires("files:write")
    wanted = structured(call.args, "files", error=_INVALID)
    if not isinstance(wanted, list) or not wanted or not all(isinstance(one, dict) for one in wanted):
        raise RefusedError(_INVALID)
    channel = _destination(call)
    files = tuple(_completed(call, one) for one in wanted)
    if channel is not None:
        comment = call.args.get("initial_comment") or ""
        author = call.team.app.bot_user_id
        call.team.post(channel.id, author=author, text=str(comment), files=files, at=call.wire.now())
    return {"files": [{"id": file.id, "title": file.title} for file in files]}


def _destination(call: Call) -> Channel | None:
    """Where the files are to be shown; nowhere yet without a channel."""
    if "channel_id" not in call.args:
        return None
    channel = call.channel(call.argument("channel_id"))
    if not call.team.is_bot_in(channel.id):
        raise RefusedError("not_in_channel")
    return channel


def _completed(call: Call, wanted: Json) -> File:
    file = call.wire.uploads.complete(str(wanted.get("id", "")))
    if file is None:
        raise RefusedError("file_not_found")
    file = replace(file, title=str(wanted.get("title") or file.name))
    call.team.shelf.put(file)
    return file
