"""Sending a file's bytes to where Slack said: the second of the three steps of an upload."""

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.ports import DeliveryFailed
from bot.slack.failures import DEFAULT_RETRY_AFTER, NOT_CONNECTED, failure

_OK = 200


async def upload(client: AsyncWebClient, address: str, content: bytes) -> None:
    """Posts the bytes once; raises DeliveryFailed. Until the upload is completed nobody sees them."""
    # Whoever has the address may write the file: no error may carry it further, so no cause is chained.
    session = client.session
    if session is None:
        raise DeliveryFailed("no session")
    try:
        async with session.post(address, data=content, proxy=client.proxy) as answer:
            await answer.read()
            status, headers = answer.status, answer.headers
    except aiohttp.ClientConnectorError as error:
        reason = f"upload {NOT_CONNECTED} ({type(error).__name__})"
        raise DeliveryFailed(reason, retry_after=DEFAULT_RETRY_AFTER) from None
    except ValueError as error:  # no address of the web
        raise DeliveryFailed(f"upload_failed ({type(error).__name__})") from None
    except (aiohttp.ClientError, OSError) as error:  # the host is ill, and would be with any other file
        raise DeliveryFailed(f"upload_failed ({type(error).__name__})", retry_after=DEFAULT_RETRY_AFTER) from None
    if status != _OK:
        raise failure(f"upload_refused_{status}", status=status, headers=headers)
