"""The settings modal."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext

from bot.domain.errors import DaysTooShort, Refusal
from bot.domain.member import Visibility
from bot.domain.status import Status
from bot.ports import StoreUnavailable
from bot.services.services import Services
from bot.slack import ids
from bot.slack.after_ack import AfterAck
from bot.slack.asker import Asker, known_asker
from bot.slack.blocks.settings import settings_view
from bot.slack.explaining import not_saved
from bot.slack.message import Message
from bot.slack.settings_form import Errors, parse_settings, refused_fields
from bot.slack.settings_memory import Remembered, remembered
from bot.slack.typed_settings import TypedSettings, typed_of
from bot.slack.wording import replies


def register(app: AsyncApp, services: Services, after: AfterAck) -> None:
    """Opened by a button; saved whole, or refused on the field. Days left without a reminder are asked about once."""

    async def show(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        asker = known_asker(body, context)
        shown = await services.preferences.settings(asker.workspace, asker.member)
        await ack()
        after.open(asker, settings_view(shown))

    async def submit(ack: AsyncAck, body: Mapping[str, Any], context: AsyncBoltContext) -> None:
        asker = known_asker(body, context)
        typed = typed_of(body["view"]["state"]["values"])
        known = remembered(body["view"]["private_metadata"])
        outcome = await saved(services, asker, typed, known=known)
        match outcome:
            case Status():
                await ack()
                tell(services, after, asker, outcome)
            case DaysTooShort():
                shown = await services.preferences.settings(asker.workspace, asker.member)
                await ack(response_action="update", view=settings_view(shown, typed, warning=outcome, known=known))
            case _:
                await ack(response_action="errors", errors=outcome)

    app.action(ids.SETTINGS)(show)
    app.view(ids.SETTINGS_VIEW)(submit)


async def saved(
    services: Services, asker: Asker, typed: TypedSettings, *, known: Remembered
) -> Status | DaysTooShort | Errors:
    """The member as they stand once everything is saved; or what is to be looked at, and nothing was."""
    form = parse_settings(typed, seen=known.seen, seen_visibility=known.visibility)
    if isinstance(form, dict):
        return form
    try:
        return await services.preferences.save(
            asker.workspace, asker.member, form, accept_empty_days=known.accepted_days
        )
    except DaysTooShort as question:
        return question
    except Refusal as refusal:
        return refused_fields(refusal, typed)
    except StoreUnavailable as problem:
        return {ids.INTERVAL_FIELD: not_saved(problem)}


def tell(services: Services, after: AfterAck, asker: Asker, status: Status) -> None:
    """Says in the DM what comes next, takes a name out that is no longer to be shown, and draws the Home."""
    after.reply(asker, Message(replies.saved(status)))
    after.draw_home(asker)
    if status.member.visibility is not Visibility.SHOWN:
        posts = partial(services.leaderboard.redraw_posts, *asker.place)
        after.start(asker, posts, name="take name out")
