"""What can be wrong with the way Budge is set up, and what that does to it. The README has the same table."""

from dataclasses import KW_ONLY, dataclass
from enum import Enum, StrEnum


class Effect(StrEnum):
    """What `budge run` makes of a flaw."""

    STOPS = "does not start"
    WAITS = "waits, and tries again and again"
    STARTS = "starts, with a warning in the log"
    SERVES = "starts, and logs it once Slack refuses a call"


class Kind(Enum):
    """Everything that is looked for, in the order in which it is told, and what it does."""

    SETTING = "a setting that is missing, mistyped, unknown or swapped with another", Effect.STOPS
    PORT = "a port that another program has, or that this user may not have", Effect.STOPS
    FOLDER = "a database file, or its folder, that cannot be written to", Effect.STOPS
    DISK = "a SQLite file on a network disk", Effect.STOPS
    DATABASE = "a database that cannot be reached or opened", Effect.STOPS
    OLD_SCHEMA = "a PostgreSQL database of an older version", Effect.STOPS
    NEWER_SCHEMA = "a database of a newer version", Effect.STOPS
    READ_ONLY = "a PostgreSQL database that is a standby, or that this role may not change", Effect.STOPS
    KEY = "a secret key that does not fit the stored tokens", Effect.STOPS
    BOT_TOKEN = "a bot token that Slack refuses: unknown, revoked or expired", Effect.STOPS
    APP_TOKEN = "an app-level token that Slack refuses: unknown, revoked or without `connections:write`", Effect.STOPS
    SOCKET_MODE = "Socket Mode that is switched off", Effect.STOPS
    TWO_APPS = "a bot token and an app-level token of two apps", Effect.STOPS
    NEEDED_SCOPE = "a missing scope without which nobody can join or be reminded", Effect.STOPS
    FAR_OFF_CLOCK = "over HTTP, a clock off by more than 5 minutes: Slack's requests look too old", Effect.STOPS
    UNREACHED = "Slack out of reach, or something else at `SLACK_API_URL`", Effect.WAITS
    CLOCK = "a clock that is off by more than 60 seconds, by Slack's or by the database's", Effect.STARTS
    SCOPE = "any other missing scope, and what is off without it", Effect.STARTS
    MESSAGES_TAB = "members whom the app's Messages tab, switched off, has kept from their cards", Effect.STARTS
    ROUTINE = "a routine file that cannot be read, or is not right", Effect.STARTS
    PUBLIC_URL = "over HTTP, no public address", Effect.STARTS
    CLIENT = "many workspaces: a client id, client secret or redirect address that Slack does not know", Effect.STARTS
    INSTALLATION = (
        (
            "many workspaces: one whose token no key reads; among the five newest, one that Slack refuses or that "
            "lacks a scope"
        ),
        Effect.SERVES,
    )

    PICTURES = "pictures of the exercises that Slack refused, so that cards go out without them", Effect.SERVES

    def __init__(self, words: str, effect: Effect) -> None:
        self.words = words
        self.effect = effect


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong; the sentence says what, why, and what to do next."""

    sentence: str
    _: KW_ONLY
    kind: Kind

    @property
    def effect(self) -> Effect:
        return self.kind.effect
