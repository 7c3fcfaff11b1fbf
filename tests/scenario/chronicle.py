"""Everything the bot ever showed to anybody, and what must be true of all of it."""

import json
import re
from collections.abc import Iterator

from bot.sandbox.feed import Change, Feed
from bot.sandbox.mrkdwn import Reader, to_html
from bot.sandbox.records import Json, Message, View
from bot.sandbox.state import Team

LOCK_SCREEN = 120  # characters of a message's text that a neighbour may see
NOT_FOR_NEIGHBOURS = re.compile(r"(?i)\b(butt|buttock|seat|pain|glute|missed|failed|overdue)s?\b")
TOKEN = re.compile(r"xox[a-z]-|xapp-")
WORDY = frozenset({"text", "alt_text", "accessibility_label", "fallback"})
OUR_CHANNEL = re.compile(r"<#[CG][A-Z0-9]+>")
"""A channel's name as Slack puts it for whoever may know it; it calls nobody."""
MOMENT = re.compile(r"<!date\^[^|>]*\|([^>]*)>")
NOT_OURS = frozenset({"user", "usergroup", "channel", "broadcast", "link", "emoji"})
"""Leaves of rich text that mention, link or draw something."""


class Chronicle(Feed):
    """A team's feed that keeps each state of each message and view of the bot."""

    def __init__(self, team: Team) -> None:
        super().__init__()
        self._team = team
        self.messages: list[Message] = []
        self.views: list[View] = []

    def publish(self, change: Change) -> None:
        super().publish(change)
        if change.kind in {"posted", "edited"} and change.channel and change.ts:
            message = self._team.message(change.channel, ts=change.ts)
            if message is not None and message.author_id == self._team.app.bot_user_id:
                self.messages.append(message)
        if change.kind in {"home", "modal"} and change.person:
            home = self._team.homes.get(change.person)
            shown = [home] if change.kind == "home" and home else self._team.modals.get(change.person, [])
            self.views += [view for view in shown if not self.views or view != self.views[-1]]

    def check(self, *, typed: list[str], reader: Reader) -> None:
        """The rules of the house for all that was shown; `typed` is what people wrote, which may be anything."""
        for message in self.messages:
            if message.is_notice:
                continue
            neighbour = without(typed, decoded(message.text))[:LOCK_SCREEN]
            assert not NOT_FOR_NEIGHBOURS.search(neighbour), neighbour
            assert is_dead(message.text, reader), f"a mention or a link: {message.text}"
            _check_surface(message.text, message.blocks or [], typed=typed, reader=reader)
        for view in self.views:
            _check_surface(f"{view.title} {view.submit} {view.close}", view.blocks, typed=typed, reader=reader)


def _check_surface(text: str, blocks: list[Json], *, typed: list[str], reader: Reader) -> None:
    everything = json.dumps([text, blocks], ensure_ascii=False)
    assert not TOKEN.search(everything), "a token was shown"
    for words in (text, *shown_words(blocks)):
        ours = without(typed, decoded(words))
        assert "missed" not in ours.lower(), words
        assert "!" not in ours, words
    for leaf in objects(blocks):
        assert leaf.get("type") not in NOT_OURS, leaf
        if leaf.get("type") == "mrkdwn":
            assert is_dead(leaf["text"], reader), f"a mention or a link: {leaf['text']}"


def is_dead(text: str, reader: Reader) -> bool:
    """Whether nothing in this wire text mentions anybody or leads anywhere but to a channel that we name."""
    html = to_html(OUR_CHANNEL.sub("#channel", text), reader)
    return "<a " not in html and "mention" not in html


def decoded(text: str) -> str:
    """Wire text as a person reads it; of a moment in it, what stands for it where it cannot be shown."""
    return MOMENT.sub(r"\1", text).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def without(typed: list[str], text: str) -> str:
    """The text less what people typed themselves."""
    for words in sorted(typed, key=len, reverse=True):
        text = text.replace(words, "")
    return text


def objects(tree: object) -> Iterator[Json]:
    """Every object within some blocks."""
    if isinstance(tree, dict):
        yield tree
        for inside in tree.values():
            yield from objects(inside)
    elif isinstance(tree, list):
        for inside in tree:
            yield from objects(inside)


def shown_words(tree: object) -> Iterator[str]:
    """Every text of some blocks that a person can see or hear."""
    for found in objects(tree):
        for name, value in found.items():
            if name in WORDY and isinstance(value, str):
                yield value
