"""oauth.v2.access: a code becomes a token, and a refresh token the next one."""

import secrets

from bot.sandbox.call import Call
from bot.sandbox.grants import Grant
from bot.sandbox.records import Json
from bot.sandbox.refusal import RefusedError


def access(call: Call) -> Json:
    _identify(call)
    match call.args.get("grant_type") or "authorization_code":
        case "authorization_code":
            code, redirect_uri = str(call.args.get("code", "")), str(call.args.get("redirect_uri", ""))
            consent, grant = call.grants.exchange(code, redirect_uri=redirect_uri)
            return {**_shown(call, grant), "authed_user": {"id": consent.person}}
        case "refresh_token":
            return _shown(call, call.grants.refresh(str(call.args.get("refresh_token", ""))))
        case _:
            raise RefusedError("invalid_grant_type")


def _identify(call: Call) -> None:
    app = call.grants.home.app
    if call.args.get("client_id") != app.client_id:
        raise RefusedError("invalid_client_id")
    if not secrets.compare_digest(str(call.args.get("client_secret", "")), app.client_secret):
        raise RefusedError("bad_client_secret")


def _shown(call: Call, grant: Grant) -> Json:
    team, app = grant.team, grant.team.app
    shown: Json = {
        "access_token": grant.token,
        "token_type": "bot",
        "scope": ",".join(sorted(app.scopes)),
        "bot_user_id": app.bot_user_id,
        "app_id": app.id,
        "team": {"id": team.team_id, "name": team.name},
        "enterprise": None,
        "is_enterprise_install": False,
    }
    if app.installs_for_organisation:
        organisation = {"id": "E0SANDBOX", "name": f"{team.name} Holding"}
        shown |= {"team": None, "enterprise": organisation, "is_enterprise_install": True}
    if grant.refresh_token:
        shown |= {"refresh_token": grant.refresh_token, "expires_in": call.grants.seconds_left(grant.token)}
    return shown
