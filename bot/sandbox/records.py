"""The things the emulated Slack holds: people, channels, messages and views, each an immutable record."""

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from datetime import datetime
from typing import Any, Literal

Json = dict[str, Any]

#: What a person filled in: block id, then action id, then text, an option's value or several, or nothing.
Filled = Mapping[str, Mapping[str, str | list[str] | None]]

SLACKBOT = "USLACKBOT"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody the team can see; `tz` is None when Slack does not know their zone, `home_team` another one's id."""

    id: str
    _: KW_ONLY
    name: str
    real_name: str
    tz: str | None = None
    status_text: str = ""
    status_emoji: str = ""
    is_bot: bool = False
    is_guest: bool = False
    is_admin: bool = False
    is_owner: bool = False
    is_primary_owner: bool = False
    is_stranger: bool = False
    home_team: str = ""
    deleted: bool = False
    colour: str = "#5b6770"

    @property
    def initials(self) -> str:
        """One or two letters for a picture of letters."""
        return "".join(word[0] for word in self.real_name.split()[:2]).upper()


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel, or the direct message of a person and the bot (`is_im`, its id starts with D)."""

    id: str
    _: KW_ONLY
    name: str
    members: tuple[str, ...] = ()
    is_im: bool = False
    is_ext_shared: bool = False
    topic: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """A file that stands in a message, or is on its way there."""

    id: str
    _: KW_ONLY
    name: str
    title: str
    content: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it stands now; `text` is in Slack's wire form (&, < and > are escaped)."""

    ts: str
    _: KW_ONLY
    channel: str
    author_id: str
    text: str
    posted_at: datetime
    blocks: list[Json] | None = None
    metadata: Json | None = None
    ephemeral_to: str | None = None
    edited_at: datetime | None = None
    files: tuple[File, ...] = ()
    is_notice: bool = False  # "joined the channel" and the like: shown without a bubble


@dataclass(frozen=True, slots=True)
class View:
    """A modal or a home as it stands now; title, submit and close are plain texts, empty when absent."""

    id: str
    _: KW_ONLY
    kind: Literal["modal", "home"]
    owner: str
    blocks: list[Json]
    hash: str
    title: str = ""
    submit: str = ""
    close: str = ""
    callback_id: str = ""
    private_metadata: str = ""
    external_id: str = ""
    notify_on_close: bool = False
    clear_on_close: bool = False
    root_view_id: str = ""
    previous_view_id: str | None = None
    filled: Filled = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)  # beside the field, by block id
    trouble: str = ""  # of the whole view, such as an app that does not answer
