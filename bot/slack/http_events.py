"""The shapes of the Events API's payloads, as far as anything here reads them."""

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from bot.slack.http_shapes import Id, Name, Named, Shape, Ts, View

Seconds = Annotated[int, Field(ge=0, lt=10**11)]
"""Since 1970."""


class Authorization(Shape):
    """Whose installation the event is for. It outranks the envelope, which names another team in a shared channel."""

    enterprise_id: Id | None = None
    team_id: Id | None = None
    """None where a whole organisation installed the app."""
    user_id: Id | None = None
    is_enterprise_install: bool | None = None


class Spoken(Shape):
    """The message within an event about one."""

    user: Id | None = None
    thread_ts: Ts | None = None


class Event(Shape):
    """What Bolt and our catch-all read of any event."""

    type: Name
    subtype: Name | None = None
    user: Id | Named | None = None
    user_id: Id | None = None
    channel: Id | Named | None = None
    channel_id: Id | None = None
    team: Id | Named | None = None
    team_id: Id | None = None
    user_team: Id | None = None
    enterprise: Id | Named | None = None
    enterprise_id: Id | None = None
    bot_id: Id | None = None
    ts: Ts | None = None
    thread_ts: Ts | None = None
    text: str | None = None
    message: Spoken | None = None
    previous_message: Spoken | None = None
    item: dict[str, Any] | None = None
    assistant_thread: dict[str, Any] | None = None
    function_execution_id: Name | None = None
    bot_access_token: Name | None = None


class Message(Event):
    user: Id | None = None
    channel: Id
    channel_type: Name | None = None
    client_msg_id: Name | None = None


class HomeOpened(Event):
    user: Id
    channel: Id | None = None
    tab: Name | None = None
    view: View | None = None


class Grid(Shape):
    teams: list[Id] | None = None


class User(Named):
    """A user object, whole or cut down."""

    team_id: Id | None = None
    deleted: bool | None = None
    is_bot: bool | None = None
    is_stranger: bool | None = None
    tz: str | None = None
    profile: dict[str, Any] | None = None
    enterprise_user: Grid | None = None


class UserChange(Event):
    user: User


class Revoked(Shape):
    """Whose tokens are gone, by the ids of people and of bots."""

    oauth: list[Id] | None = None
    bot: list[Id] | None = None


class TokensRevoked(Event):
    tokens: Revoked


class Envelope(Shape):
    type: Name
    event_id: Name
    event_time: Seconds | None = None
    team_id: Id
    enterprise_id: Id | None = None
    context_team_id: Id | None = None
    context_enterprise_id: Id | None = None
    is_ext_shared_channel: bool | None = None
    authorizations: list[Authorization] | None = None
    event: Event


class MessageEnvelope(Envelope):
    event: Message


class HomeOpenedEnvelope(Envelope):
    event: HomeOpened


class UserChangeEnvelope(Envelope):
    event: UserChange


class UninstalledEnvelope(Envelope):
    event_time: Seconds


class TokensRevokedEnvelope(UninstalledEnvelope):
    event: TokensRevoked


class Challenge(Shape):
    """Slack asks whether the address is ours."""

    type: Name
    challenge: Annotated[str, StringConstraints(min_length=1, max_length=1000)]


class RateLimited(Shape):
    """More happened than Slack brings in an hour; it comes without an envelope."""

    type: Name
    team_id: Id
    minute_rate_limited: int
