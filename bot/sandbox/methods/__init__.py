"""The Web API's methods, each a function of its call."""

from collections.abc import Callable

from bot.sandbox.call import Call
from bot.sandbox.methods import apps, auth, chat, conversations, files, oauth, users, views
from bot.sandbox.records import Json

METHODS: dict[str, Callable[[Call], Json]] = {
    "apps.connections.open": apps.open_connection,
    "auth.revoke": auth.revoke,
    "auth.test": auth.test,
    "bots.info": auth.bot_info,
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
    "oauth.v2.access": oauth.access,
    "users.info": users.info,
    "users.list": users.list_all,
    "views.open": views.open_modal,
    "views.publish": views.publish,
    "views.push": views.push,
    "views.update": views.update,
}

#: The methods that take the app-level token only, those that take it too, and those for which the app signs in with
#: its client id and secret. All others take the bot's token.
APP_LEVEL = frozenset({"apps.connections.open"})
ANY_LEVEL = frozenset({"auth.test"})
WITHOUT_TOKEN = frozenset({"oauth.v2.access"})
