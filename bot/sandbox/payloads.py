"""The JSON shapes in which Slack shows its things to an app."""

from datetime import datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from bot.sandbox.images import media_type
from bot.sandbox.inputs import state_of
from bot.sandbox.records import SLACKBOT, Channel, File, Json, Message, Person, View
from bot.sandbox.state import Team, ts_of


def user(person: Person, *, team: Team, at: datetime) -> Json:
    """A user object; a person without a zone has no tz fields at all."""
    shown: Json = {
        "id": person.id,
        "team_id": person.home_team or team.team_id,
        "name": person.name.lower(),
        "deleted": person.deleted,
        "real_name": person.real_name,
        "profile": {
            "real_name": person.real_name,
            "display_name": person.name,
            "status_text": person.status_text,
            "status_emoji": person.status_emoji,
            "status_expiration": 0,
        },
        "is_admin": person.is_admin,
        "is_owner": person.is_owner,
        "is_primary_owner": person.is_primary_owner,
        "is_restricted": person.is_guest,
        "is_ultra_restricted": False,
        "is_stranger": person.is_stranger,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": int(at.timestamp()),
    }
    if person.tz is not None:
        local = at.astimezone(ZoneInfo(person.tz))
        offset = local.utcoffset()
        shown |= {
            "tz": person.tz,
            "tz_label": local.tzname(),
            "tz_offset": int(offset.total_seconds()) if offset else 0,
        }
    return shown


def channel(found: Channel, *, team: Team) -> Json:
    if found.is_im:
        person = next(member for member in found.members if member != team.app.bot_user_id)
        return {"id": found.id, "is_im": True, "user": person, "is_open": True, "is_archived": False}
    return {
        "id": found.id,
        "name": found.name,
        "is_channel": True,
        "is_group": False,
        "is_im": False,
        "is_private": False,
        "is_archived": False,
        "is_member": team.is_bot_in(found.id),
        "is_ext_shared": found.is_ext_shared,
        "is_shared": found.is_ext_shared,
        "topic": {"value": found.topic},
    }


def message(found: Message, *, team: Team, with_metadata: bool = True) -> Json:
    """A message; of its metadata only the event type unless all of it is asked for."""
    shown: Json = {"type": "message", "user": found.author_id, "text": found.text, "ts": found.ts, "team": team.team_id}
    if found.author_id == team.app.bot_user_id:
        shown |= {"bot_id": team.app.bot_id, "app_id": team.app.id}
    if found.author_id == SLACKBOT:
        shown["subtype"] = "bot_message"
    if found.blocks:
        shown["blocks"] = found.blocks
    if found.files:
        shown["files"] = [file(one, team=team) for one in found.files]
    if found.edited_at:
        shown["edited"] = {"user": found.author_id, "ts": ts_of(found.edited_at)}
    if found.metadata:
        whole = found.metadata if with_metadata else {"event_type": found.metadata["event_type"]}
        shown["metadata"] = whole
    return shown


def file(found: File, *, team: Team) -> Json:
    return {
        "id": found.id,
        "name": found.name,
        "title": found.title,
        "size": len(found.content),
        "mimetype": media_type(found.content) or "application/octet-stream",
        "url_private": f"https://files.slack.com/files-pri/{team.team_id}-{found.id}/{quote(found.name)}",
    }


def view(found: View, *, team: Team) -> Json:
    """A view with the state of its inputs."""
    shown: Json = {
        "id": found.id,
        "team_id": team.team_id,
        "type": found.kind,
        "blocks": found.blocks,
        "private_metadata": found.private_metadata,
        "callback_id": found.callback_id,
        "external_id": found.external_id,
        "hash": found.hash,
        "state": {"values": state_of(found.blocks, filled=found.filled, offered=team.offers.get(found.owner, {}))},
        "notify_on_close": found.notify_on_close,
        "clear_on_close": found.clear_on_close,
        "root_view_id": found.root_view_id,
        "previous_view_id": found.previous_view_id,
        "app_id": team.app.id,
        "bot_id": team.app.bot_id,
        "app_installed_team_id": team.team_id,
    }
    for name in ("title", "submit", "close"):
        words = getattr(found, name)
        shown[name] = {"type": "plain_text", "text": words, "emoji": True} if words else None
    return shown


def event(inner: Json, *, team: Team, at: datetime) -> Json:
    """An event in its Events API envelope."""
    return {
        "token": "deprecated",
        "type": "event_callback",
        "team_id": team.team_id,
        "context_team_id": team.team_id,
        "api_app_id": team.app.id,
        "event_id": team.new_id("Ev"),
        "event_time": int(at.timestamp()),
        "event_context": "sandbox",
        "is_ext_shared_channel": False,
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": team.team_id,
                "user_id": team.app.bot_user_id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "event": {**inner, "event_ts": ts_of(at)},
    }


def interaction(kind: str, *, person: Person, team: Team, trigger_id: str) -> Json:
    """What every interaction says of who did it, where and in which app."""
    name = person.name.lower()
    return {
        "type": kind,
        "team": {"id": team.team_id, "domain": team.name.lower()},
        "enterprise": None,
        "is_enterprise_install": False,
        "user": {"id": person.id, "username": name, "name": name, "team_id": person.home_team or team.team_id},
        "api_app_id": team.app.id,
        "token": "deprecated",
        "trigger_id": trigger_id,
    }
