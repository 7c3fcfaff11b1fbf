"""What is wrong with the database, and what it tells of the rest."""

from datetime import timedelta

from bot.checks.findings import Findings
from bot.clock import SystemClock
from bot.config import Settings
from bot.ports import StoreUnavailable
from bot.services.flaws import Flaw, Kind
from bot.services.illustrating import PATH
from bot.slack.vetting import CLOSED_TAB, SET_CLOCK, TOLERATED, clock_off, closed_tab_flaws
from bot.store.opening import database_flaw
from bot.store.survey import Survey, surveyed
from routines.loader import load_catalog

SOME = 5
"""Of many workspaces that installed Budge, so many are looked at: all of thousands would take an hour."""


async def database_findings(found: Findings, settings: Settings) -> Survey | None:
    """What the database tells; None where it cannot be used, or is to be made yet."""
    flaw = await database_flaw(settings.database_url, keys=settings.secret_keys)
    if flaw is not None:
        found.flaws.append(flaw)
        return None
    try:
        survey = await surveyed(
            settings.database_url,
            keys=settings.secret_keys if settings.serves_many else (),
            reason=CLOSED_TAB,
            pictures_of=[file.checksum for file in load_catalog(extra=settings.routines).album.files],
            now=SystemClock().now(),
            newest=SOME,
        )
    except StoreUnavailable as unavailable:
        found.flaws.append(Flaw(str(unavailable), kind=Kind.DATABASE))
        return None
    if survey is not None:
        found.flaws += closed_tab_flaws(survey.suspended)
        found.flaws += clock_flaws(survey)
        found.flaws += secret_flaws(survey)
        found.flaws += picture_flaws(survey, settings)
    return survey


def clock_flaws(survey: Survey) -> list[Flaw]:
    """What the database's time says of this machine's."""
    ahead = timedelta() if survey.time is None else SystemClock().now() - survey.time
    if abs(ahead) <= TOLERATED:
        return []
    off = clock_off(ahead, than="the database")
    return [Flaw(f"{off}; members are reminded by the one here: {SET_CLOCK} here or there.", kind=Kind.CLOCK)]


def picture_flaws(survey: Survey, settings: Settings) -> list[Flaw]:
    """What Slack said of pictures. A card that it refuses because of them has gone out without."""
    served_at = settings.public_url if settings.uses_http else None
    return [
        Flaw(
            f"{_counted(count)} for the cards ({reason}), so they go out without: "
            f"{_picture_help(reason, served_at=served_at)}. `budge run` tries again by itself.",
            kind=Kind.PICTURES,
        )
        for reason, count in survey.refused_pictures.items()
    ]


def _counted(count: int) -> str:
    return "Slack refused one picture" if count == 1 else f"Slack refused {count:,} pictures"


def _picture_help(reason: str, *, served_at: str | None) -> str:
    if served_at is not None:
        return f"make sure that anybody can fetch {served_at}{PATH}/ and what is below it"
    if reason == "missing_scope":
        return "add the scope files:write under OAuth & Permissions, Bot Token Scopes, and install the app again"
    if reason == "storage_limit_reached":
        return "make room for files in the workspace"
    return "look in the log for the lines picture_refused and pictures_refused, which say where"


def secret_flaws(survey: Survey) -> list[Flaw]:
    """Of single tokens that no key reads, though others are read."""
    if not survey.unreadable:
        return []
    told = (
        f"No key in BUDGE_SECRET_KEY reads {len(survey.unreadable):,} of the stored tokens, the first that of the "
        f"workspace {survey.unreadable[0]}, so Budge is off there: put the earlier key back, behind the new one and a "
        "comma."
    )
    return [Flaw(told, kind=Kind.INSTALLATION)]
