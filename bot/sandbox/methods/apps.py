"""auth.test and apps.connections.open."""

from bot.sandbox.call import Call
from bot.sandbox.records import Json
from bot.sandbox.refusal import RefusedError


def test_auth(call: Call) -> Json:
    team = call.team
    return {
        "url": f"http://{call.host}/",
        "team": team.name,
        "team_id": team.team_id,
        "user": team.bot.name.lower(),
        "user_id": team.app.bot_user_id,
        "bot_id": team.app.bot_id,
        "is_enterprise_install": False,
    }


def open_connection(call: Call) -> Json:
    if call.wire.delivery is not call.wire.link:
        raise RefusedError("socket_mode_not_enabled")
    ticket = call.wire.link.issue_ticket()
    return {"url": f"ws://{call.host}/link/?ticket={ticket}&app_id={call.team.app.id}"}
