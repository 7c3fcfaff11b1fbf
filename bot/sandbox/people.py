"""The cast: the people of the emulated teams and their channels as a newcomer finds them."""

from collections.abc import Sequence

from bot.sandbox.app import App
from bot.sandbox.records import SLACKBOT, Channel, Person
from bot.sandbox.state import Team

ANA = "U0ANA"
PRIYA = "U0PRIYA"
TOM = "U0TOM"
LIN = "U0LIN"
SAM = "U0SAM"
JONAS = "U0JONAS"
NOOR = "U0NOOR"
KIT = "U0KIT"
MARA = "U0MARA"

INES = "U0INES"
OMAR = "U0OMAR"
GRETA = "U0GRETA"
HANA = "U0HANA"

GENERAL = "C0GENERAL"
WELLNESS = "C0WELLNESS"

_PEOPLE = (
    Person(ANA, name="Ana", real_name="Ana Ferreira", tz="Europe/Berlin", is_admin=True, colour="#2f6f5e"),
    Person(PRIYA, name="Priya", real_name="Priya Shrestha", tz="Asia/Kathmandu", colour="#8a4f7d"),
    Person(TOM, name="Tom", real_name="Tom Becker", tz="America/New_York", colour="#3b6ea5"),
    Person(LIN, name="Lin", real_name="Lin Chen", tz="Europe/Berlin", is_admin=True, is_owner=True, colour="#a65e2e"),
    Person(SAM, name="Sam", real_name="Sam Okafor", tz="America/New_York", colour="#4d7c3a"),
    Person(JONAS, name="Jonas", real_name="Jonas Weber", tz="Europe/Berlin", colour="#6b5b95"),
    Person(NOOR, name="Noor", real_name="Noor Haddad", colour="#b04a5a"),
    Person(KIT, name="Kit", real_name="Kit Larsen", tz="Europe/Berlin", is_guest=True, colour="#3d7f87"),
    Person(MARA, name="Mara", real_name="Mara Rossi", tz="Europe/Berlin", colour="#7a6a2f"),
)


_NEIGHBOURS = (
    Person(INES, name="Ines", real_name="Ines Duarte", tz="Europe/Lisbon", is_admin=True, colour="#7d5a2f"),
    Person(OMAR, name="Omar", real_name="Omar Rashid", tz="Asia/Kolkata", colour="#3f6f8f"),
    Person(GRETA, name="Greta", real_name="Greta Lindqvist", tz="Europe/Berlin", colour="#8a4a4a"),
    Person(HANA, name="Hana", real_name="Hana Mori", tz="Asia/Tokyo", is_guest=True, colour="#55703a"),
)


def cast(app: App | None = None, *, team_id: str = "T0SANDBOX", is_installed: bool = True) -> Team:
    """The team as a newcomer finds it: Ana, eight colleagues, #general and #wellness; Budge sits in #wellness only.

    A second one, with a team id and a token of its own, has the same people and channels under the same ids.
    """
    return _team(team_id, name="Larkfield", people=_PEOPLE, app=app or App(), is_installed=is_installed)


def neighbours(app: App | None = None, *, is_installed: bool = True) -> Team:
    """Another team with the same app: Ines and three colleagues, in channels with the ids of the first team's."""
    app = app or App(bot_id="B0BUDGENEXT", bot_user_id="U0BUDGENEXT", bot_token="xoxb-sandbox-neighbours")  # noqa: S106 - opens nothing but the sandbox
    return _team("T0NEIGHBOURS", name="Harbour Lane", people=_NEIGHBOURS, app=app, is_installed=is_installed)


def _team(team_id: str, *, name: str, people: Sequence[Person], app: App, is_installed: bool) -> Team:
    bot = Person(
        app.bot_user_id, name=app.name, real_name=app.name, is_bot=True, colour="#1b4332", deleted=not is_installed
    )
    slackbot = Person(SLACKBOT, name="Slackbot", real_name="Slackbot", colour="#6d6d6d")
    everyone = tuple(person.id for person in people)
    in_wellness = (*everyone, bot.id) if is_installed else everyone
    return Team(
        team_id,
        name=name,
        people=(*people, bot, slackbot),
        channels=(
            Channel(GENERAL, name="general", members=everyone, topic="Everything and everyone"),
            Channel(WELLNESS, name="wellness", members=in_wellness, topic="Up and about"),
        ),
        you=people[0].id,
        app=app,
        is_installed=is_installed,
    )
