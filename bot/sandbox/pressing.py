"""Presses and picks: from an element on the screen to block_actions and block_suggestion."""

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, replace

from bot.sandbox import payloads
from bot.sandbox.controls import find_element
from bot.sandbox.delivery import UnansweredError
from bot.sandbox.inputs import Given, NoSuchOptionError, Offered, entry_of, state_of
from bot.sandbox.limits import suggestion_problems
from bot.sandbox.records import SLACKBOT, Filled, Json, Message, Person, View
from bot.sandbox.spots import HomeSpot, ImpossibleGesture, MessageSpot, ModalSpot, Outcome, Spot
from bot.sandbox.state import ts_of
from bot.sandbox.wire import Wire


@dataclass(frozen=True, slots=True)
class Target:
    """The element that is pressed, and what it stands on."""

    surface: Message | View
    _: KW_ONLY
    block_id: str
    element: Json


class Presses:
    """Everything done to one element: pressing it, picking from it, asking for its options."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def press(self, person: Person, *, target: Target, value: Given, filled: Filled) -> Outcome:
        """Press a button or pick a value, and tell the person when nobody answers."""
        filled = _with_value(filled, target=target, value=value)
        offered = self._wire.team.offers.get(person.id, {})
        try:
            action = self._action(target, value=value, offered=offered)
            state = state_of(target.surface.blocks or [], filled=filled, offered=offered)
        except NoSuchOptionError as refusal:
            raise ImpossibleGesture(str(refusal)) from None
        surface = self._remembering(target.surface, filled=filled)
        try:
            await self._wire.ask("interactive", self._payload(person, surface=surface, action=action, state=state))
        except UnansweredError as unanswered:
            self._show_trouble(person, surface=surface, reason=unanswered.reason)
            return Outcome(error=unanswered.reason)
        return Outcome()

    async def suggest(self, person: Person, *, target: Target, query: str) -> list[Json]:
        """The options the bot offers for what was typed; none when it does not answer."""
        surface = target.surface
        question = {
            "block_id": target.block_id,
            "action_id": target.element["action_id"],
            "value": query,
        }

        def payload(host: str) -> Json:
            shown = self._interaction("block_suggestion", person, surface=surface, host=host)
            shown.pop("response_url", None)
            return {**shown, **question}

        try:
            answer = await self._wire.ask("interactive", payload) or {}
        except UnansweredError:
            return []
        groups = [option for group in answer.get("option_groups", ()) for option in group["options"]]
        options = [*answer.get("options", ()), *groups]
        if suggestion_problems(options):
            return []  # Slack shows no results when it can not use the answer
        self._wire.team.offers.setdefault(person.id, {}).update({option["value"]: option for option in options})
        return options

    def find(self, person: Person, *, where: Spot, block_id: str, action_id: str) -> Target:
        """The element at a place the person can see."""
        surface = self._surface(person, where=where)
        element = find_element(surface.blocks or [], block_id=block_id, action_id=action_id)
        if element is None:
            raise ImpossibleGesture(f"there is no {action_id} in {block_id}")
        return Target(surface, block_id=block_id, element=element)

    def _surface(self, person: Person, *, where: Spot) -> Message | View:
        found: Message | View | None
        team = self._wire.team
        match where:
            case MessageSpot(channel=channel, ts=ts):
                seen = team.messages(channel, seen_by=person.id)
                found = next((message for message in seen if message.ts == ts), None)
                is_visible = channel in team.channels and person.id in team.channels[channel].members
            case HomeSpot():
                found, is_visible = team.homes.get(person.id), True
            case ModalSpot(view_id=view_id):
                found = next(iter(team.modals.get(person.id, [])[-1:]), None)
                is_visible = found is not None and found.id == view_id
        if found is None or not is_visible:
            raise ImpossibleGesture("that is not there, or no longer")
        return found

    def _remembering(self, surface: Message | View, *, filled: Filled) -> Message | View:
        """The surface; a view keeps what was filled in, as it stays on the screen."""
        if isinstance(surface, Message):
            return surface
        view = replace(surface, filled={**surface.filled, **filled}, trouble="")
        self._wire.team.replace_view(view)
        return view

    def _action(self, target: Target, *, value: Given, offered: Offered) -> Json:
        element = target.element
        action: Json = {
            "type": element["type"],
            "action_id": element["action_id"],
            "block_id": target.block_id,
            "action_ts": ts_of(self._wire.now()),
            **entry_of(element, given=value, offered=offered),
        }
        for name in ("text", "value", "style", "placeholder"):
            if name in element:
                action[name] = element[name]
        return action

    def _payload(self, person: Person, *, surface: Message | View, action: Json, state: Json) -> Callable[[str], Json]:
        def payload(host: str) -> Json:
            shown = self._interaction("block_actions", person, surface=surface, host=host)
            return {**shown, "state": {"values": state}, "actions": [action]}

        return payload

    def _interaction(self, kind: str, person: Person, *, surface: Message | View, host: str) -> Json:
        """What an interaction says of its place; an ephemeral message is not sent along."""
        wire = self._wire
        shown = payloads.interaction(kind, person=person, team=wire.team, trigger_id=wire.triggers.give(person.id))
        if isinstance(surface, View):
            container: Mapping[str, object] = {"type": "view", "view_id": surface.id}
            return {**shown, "container": container, "view": payloads.view(surface, team=wire.team)}
        is_ephemeral = surface.ephemeral_to is not None
        shown["container"] = {
            "type": "message",
            "message_ts": surface.ts,
            "channel_id": surface.channel,
            "is_ephemeral": is_ephemeral,
        }
        shown["channel"] = {"id": surface.channel, "name": wire.team.channels[surface.channel].name}
        shown["response_url"] = wire.response_urls.give(
            host, channel=surface.channel, person=person.id, message_ts=surface.ts
        )
        if not is_ephemeral:
            shown["message"] = payloads.message(surface, team=wire.team)
        return shown

    def _show_trouble(self, person: Person, *, surface: Message | View, reason: str) -> None:
        bot = self._wire.team.bot.name
        words = f"{bot} is not responding ({reason}). Try again in a moment."
        if isinstance(surface, View):
            self._wire.team.replace_view(replace(surface, trouble=words))
            return
        self._wire.team.post(surface.channel, author=SLACKBOT, text=words, ephemeral_to=person.id, at=self._wire.now())


def _with_value(filled: Filled, *, target: Target, value: Given) -> Filled:
    """What is filled in, with what was just picked; pressing a button or an overflow fills nothing in."""
    if target.element["type"] in ("button", "overflow"):
        return filled
    block = {**filled.get(target.block_id, {}), target.element["action_id"]: value}
    return {**filled, target.block_id: block}
