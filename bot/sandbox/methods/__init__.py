"""The Web API's methods, each a function of its call."""

from collections.abc import Callable

from bot.sandbox.call import Call
from bot.sandbox.methods import apps, chat, conversations, files, users, views
from bot.sandbox.records import Json

METHODS: dict[str, Callable[[Call], Json]] = {
    "auth.test": apps.test_auth,
    "apps.connections.open": apps.open_connection,
    "chat.delete": chat.delete,
    "chat.postEphemeral": chat.post_ephemeral,
    "chat.postMessage": chat.post_message,
    "chat.update": chat.update,
    "conversations.history": conversations.history,
    "conversations.info": conversations.info,
    "conversations.members": conversations.members,
    "conversations.open": conversations.open_dm,
    "files.completeUploadExternal": files.complete_upload,
    "files.getUploadURLExternal": files.get_upload_url,
    "users.info": users.info,
    "users.list": users.list_all,
    "views.open": views.open_modal,
    "views.publish": views.publish,
    "views.push": views.push,
    "views.update": views.update,
}

#: The methods that take the app-level token; all others take the bot's.
APP_LEVEL = frozenset({"apps.connections.open"})
