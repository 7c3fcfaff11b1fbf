"""The cast: the people of the emulated team and its channels as a newcomer finds them."""

from bot.sandbox.records import SLACKBOT, Channel, Person
from bot.sandbox.state import App, Team

ANA = "U0ANA"
PRIYA = "U0PRIYA"
TOM = "U0TOM"
LIN = "U0LIN"
SAM = "U0SAM"
JONAS = "U0JONAS"
NOOR = "U0NOOR"
KIT = "U0KIT"
MARA = "U0MARA"

GENERAL = "C0GENERAL"
WELLNESS = "C0WELLNESS"

_PEOPLE = (
    Person(ANA, name="Ana", real_name="Ana Ferreira", tz="Europe/Berlin", colour="#2f6f5e"),
    Person(PRIYA, name="Priya", real_name="Priya Shrestha", tz="Asia/Kathmandu", colour="#8a4f7d"),
    Person(TOM, name="Tom", real_name="Tom Becker", tz="America/New_York", colour="#3b6ea5"),
    Person(LIN, name="Lin", real_name="Lin Chen", tz="Europe/Berlin", is_admin=True, colour="#a65e2e"),
    Person(SAM, name="Sam", real_name="Sam Okafor", tz="America/New_York", colour="#4d7c3a"),
    Person(JONAS, name="Jonas", real_name="Jonas Weber", tz="Europe/Berlin", colour="#6b5b95"),
    Person(NOOR, name="Noor", real_name="Noor Haddad", colour="#b04a5a"),
    Person(KIT, name="Kit", real_name="Kit Larsen", tz="Europe/Berlin", is_guest=True, colour="#3d7f87"),
    Person(MARA, name="Mara", real_name="Mara Rossi", tz="Europe/Berlin", colour="#7a6a2f"),
)


def cast(app: App | None = None) -> Team:
    """The team as a newcomer finds it: Ana, eight colleagues, #general and #wellness; Budge sits in #wellness only."""
    app = app or App()
    budge = Person(app.bot_user_id, name="Budge", real_name="Budge", is_bot=True, colour="#1b4332")
    slackbot = Person(SLACKBOT, name="Slackbot", real_name="Slackbot", colour="#6d6d6d")
    everyone = tuple(person.id for person in _PEOPLE)
    return Team(
        name="Larkfield",
        people=(*_PEOPLE, budge, slackbot),
        channels=(
            Channel(GENERAL, name="general", members=everyone, topic="Everything and everyone"),
            Channel(WELLNESS, name="wellness", members=(*everyone, budge.id), topic="Up and about"),
        ),
        you=ANA,
        app=app,
    )
