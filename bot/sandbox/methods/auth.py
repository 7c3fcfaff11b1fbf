"""auth.test, auth.revoke and bots.info: who the app is."""

from bot.sandbox import installs
from bot.sandbox.call import Call
from bot.sandbox.records import Json
from bot.sandbox.refusal import RefusedError


def test(call: Call) -> Json:
    team, app = call.team, call.team.app
    if call.grants.is_app_level(call.token):
        is_ours = call.token == app.app_token
        return {"app_name": app.name if is_ours else "Another", "app_id": app.id if is_ours else app.other_id}
    shown: Json = {
        "url": f"http://{call.host}{team.path}",
        "team": team.name,
        "team_id": team.team_id,
        "user": team.bot.name.lower(),
        "user_id": app.bot_user_id,
        "bot_id": app.bot_id,
        "is_enterprise_install": False,
    }
    left = call.grants.seconds_left(call.token)
    return shown if left is None else shown | {"expires_in": left}


def revoke(call: Call) -> Json:
    """Ends every token of the bot in the team; the event that tells of it comes after the answer."""
    if call.flag("test"):
        return {"revoked": False}
    call.afterwards.add_task(installs.revoke, call.wire, call.grants)
    call.grants.refuse(call.team, error="token_revoked")
    return {"revoked": True}


def bot_info(call: Call) -> Json:
    call.requires("users:read")
    app = call.team.app
    if call.args.get("bot", app.bot_id) != app.bot_id:
        raise RefusedError("bot_not_found")
    shown = {"id": app.bot_id, "app_id": app.id, "user_id": app.bot_user_id, "name": app.name, "deleted": False}
    return {"bot": shown}
