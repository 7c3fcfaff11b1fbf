"""The Bolt app: every listener, registered."""

from collections.abc import Sequence

from slack_bolt.async_app import AsyncApp

from bot.services.services import Services
from bot.slack.after_ack import AfterAck
from bot.slack.answers.administration import Administering
from bot.slack.answers.answering import Answering
from bot.slack.answers.joining import Joining
from bot.slack.client import Wire, sdk_logger, web_client
from bot.slack.counting_down import CountingDown
from bot.slack.home_tabs import HomeTabs
from bot.slack.installations import Installations
from bot.slack.listeners import (
    administration,
    card,
    care,
    commands,
    errors,
    fallback,
    guide,
    hearing,
    home,
    installation,
    leaderboard,
    member,
    pause,
    privacy,
    profile,
    repeats,
    settings,
    steps,
    words,
    zone,
)
from bot.slack.messenger import SlackMessenger
from bot.slack.promptness import ANSWER_WITHIN, PromptRunner
from bot.slack.redraw import Redraw
from bot.slack.replies import Replies
from bot.slack.strangers import turning_strangers_away, who_we_are
from bot.slack.tasks import Tasks
from routines.model import Exercise


def make_app(
    services: Services,
    *,
    wire: Wire,
    installations: Installations,
    messenger: SlackMessenger,
    tasks: Tasks,
    exercises: Sequence[Exercise],
    answer_within: float = ANSWER_WITHIN,
) -> AsyncApp:
    """An app that answers everything Slack sends us. It acks when a listener returns, so no listener calls Slack, and
    after `answer_within` seconds at the latest.
    """
    app = AsyncApp(
        name="budge",
        logger=sdk_logger("bot.slack.bolt"),
        client=web_client(wire, with_token=False),
        before_authorize=turning_strangers_away(installations, wire=wire, tasks=tasks),
        authorize=who_we_are,
        process_before_response=True,
        signing_secret="",  # without one Bolt trusts no request but those that our own gate has let in
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    replies = Replies(wire, messenger)
    redraw = Redraw(services.completion, messenger, replies, services.sounds)
    after = AfterAck(
        tasks=tasks,
        replies=replies,
        redraw=redraw,
        counting_down=CountingDown(services.guiding, services.countdowns, services.sounds, redraw=redraw, tasks=tasks),
        homes=HomeTabs(services.home, services.administration, messenger, exercises),
        clock=services.completion.clock,
    )
    joining = Joining(services, messenger, replies)
    administering = Administering(services, messenger, replies)
    answering = Answering(services, messenger, joining, administering)
    hearing.register(app)
    repeats.register(app)
    commands.register(app, answering, after)
    words.register(app, answering, after)
    card.register(app, services, after)
    guide.register(app, services, after)
    steps.register(app, services, after)
    care.register(app, services, after)
    care.register_exercises(app, services, after)
    care.register_style(app, services, after)
    member.register(app, services, after, answering, joining)
    pause.register(app, services, after, answering)
    privacy.register(app, services, after, answering)
    member.register_reading(app, services, after, exercises)
    zone.register(app, services, after, joining)
    settings.register(app, services, after)
    leaderboard.register(app, services, after)
    leaderboard.register_post(app, services, after)
    home.register(app, services, after)
    profile.register(app, services, after, messenger, joining)
    installation.register(app, services, installations)
    administration.register(app, after, administering)
    fallback.register(app)
    errors.register(app, after)
    runner = PromptRunner.like(app.listener_runner, tasks=tasks, answer_within=answer_within, meter=wire.meter)
    app._async_listener_runner = runner  # noqa: SLF001 - Bolt lets nobody choose it
    return app
