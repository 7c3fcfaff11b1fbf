"""What a person types: messages, slash commands, and the few commands Slack itself understands."""

import re
import secrets

from bot.sandbox import payloads
from bot.sandbox.delivery import UnansweredError
from bot.sandbox.hooks import say_in_channel
from bot.sandbox.records import SLACKBOT, Channel, Json, Person
from bot.sandbox.refusal import RefusedError
from bot.sandbox.spots import ImpossibleGesture, Outcome
from bot.sandbox.state import Team
from bot.sandbox.wire import Wire

_BROADCAST = re.compile(r"(?<!\w)@(channel|here|everyone)\b")
_NAMED = re.compile(r"(?<!\w)@(\w+)")


async def say(wire: Wire, person: Person, *, channel: Channel, text: str) -> Outcome:
    """Type a line into a channel."""
    line = text.strip()
    if not line:
        raise ImpossibleGesture("nothing was typed")
    if not line.startswith("/"):
        return await _post(wire, person, channel=channel, text=line)
    command, _, rest = line.partition(" ")
    if command == "/invite":
        return await _invite(wire, person, channel=channel)
    if not _is_known(command, team=wire.team):
        _tell(wire, person, channel=channel, text=f"{command} is not a valid command.")
        return Outcome(error="unknown_command")
    return await _command(wire, person, channel=channel, command=command, text=rest.strip())


def _is_known(command: str, *, team: Team) -> bool:
    return team.is_installed and "commands" in team.app.scopes and command in team.app.commands


def as_sent(text: str, *, team: Team) -> str:
    """A typed text as Slack hands it on: special characters escaped, @names turned into mentions."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    by_name = {person.name.lower(): person.id for person in team.people.values()}

    def named(match: re.Match[str]) -> str:
        person_id = by_name.get(match[1].lower())
        return f"<@{person_id}>" if person_id else match[0]

    return _NAMED.sub(named, _BROADCAST.sub(r"<!\1>", escaped))


def _tell(wire: Wire, person: Person, *, channel: Channel, text: str) -> None:
    """Slack's own word to one person, in its own name."""
    wire.team.post(channel.id, author=SLACKBOT, text=text, ephemeral_to=person.id, at=wire.now())


async def _post(wire: Wire, person: Person, *, channel: Channel, text: str) -> Outcome:
    """Post a message; the bot hears of it in its own direct messages only."""
    sent = wire.team.post(channel.id, author=person.id, text=as_sent(text, team=wire.team), at=wire.now())
    if not channel.is_im:
        return Outcome()
    heard = payloads.message(sent, team=wire.team)
    identity = {"channel": channel.id, "channel_type": "im", "client_msg_id": secrets.token_hex(16)}
    return await wire.tell({**heard, **identity})


async def _invite(wire: Wire, person: Person, *, channel: Channel) -> Outcome:
    """`/invite @Budge`: the only guest anybody here can invite."""
    bot = wire.team.bot
    if channel.is_im or bot.id in channel.members:
        _tell(wire, person, channel=channel, text=f"{bot.name} is already here.")
        return Outcome()
    wire.team.set_members(channel.id, members=(*channel.members, bot.id))
    notice = f"was added to #{channel.name} by {person.name}."
    wire.team.post(channel.id, author=bot.id, text=notice, is_notice=True, at=wire.now())
    return await wire.tell(
        {
            "type": "member_joined_channel",
            "user": bot.id,
            "channel": channel.id,
            "channel_type": "C",
            "team": wire.team.team_id,
            "inviter": person.id,
        }
    )


async def _command(wire: Wire, person: Person, *, channel: Channel, command: str, text: str) -> Outcome:
    def payload(host: str) -> Json:
        return {
            "token": "deprecated",
            "team_id": wire.team.team_id,
            "team_domain": wire.team.name.lower(),
            "channel_id": channel.id,
            "channel_name": channel.name,
            "user_id": person.id,
            "user_name": person.name.lower(),
            "command": command,
            "text": as_sent(text, team=wire.team),
            "api_app_id": wire.team.app.id,
            "is_enterprise_install": "false",
            "response_url": wire.response_urls.give(host, channel=channel.id, person=person.id),
            "trigger_id": wire.triggers.give(person.id),
        }

    try:
        answer = await wire.ask("slash_commands", payload)
        if answer:
            say_in_channel(wire.team, channel=channel.id, person=person.id, args=answer, at=wire.now())
    except UnansweredError as unanswered:
        error = unanswered.reason
    except RefusedError as refusal:
        error = refusal.error
    else:
        return Outcome()
    _tell(wire, person, channel=channel, text=f'{command} failed with the error "{error}"')
    return Outcome(error=error)
