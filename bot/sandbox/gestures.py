"""What a person does in Slack: each gesture becomes traffic to the bot and returns once the bot has answered."""

from collections.abc import Mapping
from dataclasses import replace
from zoneinfo import available_timezones

from bot.sandbox import installs, payloads, speech, submitting
from bot.sandbox.grants import Grants
from bot.sandbox.inputs import Given
from bot.sandbox.pressing import Presses
from bot.sandbox.records import Filled, Json, Person
from bot.sandbox.spots import HomeSpot, ImpossibleGesture, MessageSpot, ModalSpot, Outcome, Spot
from bot.sandbox.wire import Wire

__all__ = ["Gestures", "HomeSpot", "ImpossibleGesture", "MessageSpot", "ModalSpot", "Outcome", "Spot"]


class Gestures:
    """The hands of all the people; `person` is always an id, and somebody who left can do nothing."""

    def __init__(self, wire: Wire, *, grants: Grants) -> None:
        self._wire = wire
        self._grants = grants
        self._presses = Presses(wire)

    async def say(self, person: str, *, channel: str, text: str) -> Outcome:
        """Type into a channel: a message, or a slash command when it starts with a slash."""
        place = self._wire.team.channels.get(channel)
        if place is None or person not in place.members:
            raise ImpossibleGesture(f"{person} is not in {channel}")
        return await speech.say(self._wire, self._present(person), channel=place, text=text)

    async def press(
        self,
        person: str,
        *,
        where: Spot,
        block_id: str,
        action_id: str,
        value: Given = None,
        filled: Filled | None = None,
    ) -> Outcome:
        """Press a button or pick from a menu; `value` is what was picked, `filled` what else the surface holds."""
        who = self._present(person)
        target = self._presses.find(who, where=where, block_id=block_id, action_id=action_id)
        return await self._presses.press(who, target=target, value=value, filled=filled or {})

    async def suggest(self, person: str, *, where: Spot, block_id: str, action_id: str, query: str) -> list[Json]:
        """The options the bot offers for what was typed into an external_select."""
        who = self._present(person)
        target = self._presses.find(who, where=where, block_id=block_id, action_id=action_id)
        if len(query) < target.element.get("min_query_length", 3):
            return []
        return await self._presses.suggest(who, target=target, query=query)

    async def submit(self, person: str, *, view_id: str, filled: Filled) -> Mapping[str, str]:
        """Submit a modal; errors by block id, none when it went through. View.errors and View.trouble keep them."""
        who = self._present(person)
        return await submitting.submit(self._wire, who, view_id=view_id, filled=filled)

    async def close(self, person: str, *, view_id: str) -> None:
        """Close a modal by its close button."""
        await submitting.close(self._wire, self._present(person), view_id=view_id)

    async def open_home(self, person: str) -> Outcome:
        """Open the Home tab of the app."""
        return await self._open_app(self._present(person), tab="home")

    async def open_messages(self, person: str) -> Outcome:
        """Open the Messages tab of the app."""
        return await self._open_app(self._present(person), tab="messages")

    async def set_zone(self, person: str, *, tz: str | None) -> Outcome:
        """Choose another time zone in Slack's preferences, or none."""
        if tz is not None and tz not in available_timezones():
            raise ImpossibleGesture(f"there is no time zone {tz}")
        return await self._change(replace(self._present(person), tz=tz))

    async def set_status(self, person: str, *, text: str, emoji: str) -> Outcome:
        """Set or clear the status; Slack keeps a hundred characters of it."""
        return await self._change(replace(self._present(person), status_text=text[:100], status_emoji=emoji))

    async def leave_team(self, person: str) -> Outcome:
        """Be deactivated: out of every channel, and no longer somebody one can be."""
        gone = replace(self._present(person), deleted=True)
        team = self._wire.team
        for channel in team.channels.values():
            if person in channel.members and not channel.is_im:
                team.set_members(channel.id, members=[m for m in channel.members if m != person])
        team.close_modals(person)
        return await self._change(gone)

    async def remove_app(self, *, uninstalled_first: bool = True) -> None:
        """Remove the app from the team, as its admins can in Slack's settings."""
        self._need_app()
        await installs.remove(self._wire, self._grants, uninstalled_first=uninstalled_first)

    async def revoke_token(self) -> None:
        """Revoke the bot's tokens, as Slack or the app's owner can."""
        self._need_app()
        await installs.revoke(self._wire, self._grants)

    def _need_app(self) -> None:
        if not self._wire.team.is_installed:
            raise ImpossibleGesture("the app is not installed")

    def _present(self, person: str) -> Person:
        found = self._wire.team.people.get(person)
        if found is None or found.deleted or found.is_bot:
            raise ImpossibleGesture(f"{person} is not here")
        return found

    async def _open_app(self, person: Person, *, tab: str) -> Outcome:
        team = self._wire.team
        inner: Json = {
            "type": "app_home_opened",
            "user": person.id,
            "channel": team.open_dm(person.id).id,
            "tab": tab,
        }
        home = team.homes.get(person.id)
        if tab == "home" and home is not None:
            inner["view"] = payloads.view(home, team=team)
        return await self._wire.tell(inner)

    async def _change(self, person: Person) -> Outcome:
        self._wire.team.change_person(person)
        at = self._wire.now()
        shown = payloads.user(person, team=self._wire.team, at=at)
        return await self._wire.tell({"type": "user_change", "user": shown, "cache_ts": int(at.timestamp())})
