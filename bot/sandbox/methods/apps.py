"""apps.connections.open."""

from bot.sandbox.call import Call
from bot.sandbox.records import Json
from bot.sandbox.refusal import RefusedError


def open_connection(call: Call) -> Json:
    app = call.grants.home.app
    if call.token == app.other_app_token:
        ticket = call.wire.link.issue_ticket(app_id=app.other_id)
        return {"url": f"ws://{call.host}/link/?ticket={ticket}&app_id={app.other_id}"}
    if not app.has_socket_mode or call.wire.delivery is not call.wire.link:
        raise RefusedError("socket_mode_not_enabled")
    ticket = call.wire.link.issue_ticket(app_id=app.id)
    return {"url": f"ws://{call.host}/link/?ticket={ticket}&app_id={app.id}"}
