"""Everything no other listener takes is acked, so that Slack neither shows an error nor sends it again."""

import logging
import re
from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

log = logging.getLogger(__name__)

_ANY = re.compile(".*")


def register(app: AsyncApp) -> None:
    """To be called last: the first listener that matches wins."""
    app.event(_ANY)(take)
    app.action(_ANY)(take)
    app.view_submission(_ANY)(take)
    app.view_closed(_ANY)(take)
    app.options(_ANY)(no_options)
    app.shortcut(_ANY)(take)
    app.command(_ANY)(take)


async def take(ack: AsyncAck, body: Mapping[str, Any]) -> None:
    await ack()
    log.info("nothing listens to %s", _what(body))


async def no_options(ack: AsyncAck, body: Mapping[str, Any]) -> None:
    await ack(options=[])
    log.info("nothing listens to %s", _what(body))


def _what(body: Mapping[str, Any]) -> str:
    """The payload's kind and its ids, nothing a person wrote."""
    event: Mapping[str, Any] = body.get("event") or {}
    view: Mapping[str, Any] = body.get("view") or {}
    actions = [action.get("action_id", "") for action in body.get("actions") or ()]
    ids = [event.get("type"), body.get("command"), body.get("callback_id"), view.get("callback_id"), *actions]
    return " ".join([str(body.get("type", "slash_command")), *(str(known) for known in ids if known)])
