"""What a request must be before anybody looks into it: small, soon here, of a known kind, signed by Slack, and new."""

import asyncio
import re
from collections import OrderedDict
from dataclasses import dataclass

from slack_sdk.signature import Clock as SdkClock
from slack_sdk.signature import SignatureVerifier
from starlette.requests import ClientDisconnect, Request

from bot.ports import Clock

MOST_BYTES = 1_000_000
"""The largest that Slack sends is a view of 250 KB, which grows threefold as a form."""
MOST_BYTES_OF_A_CHECK = 1_000
BODY_WITHIN = 5.0  # seconds
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
TIMESTAMP, SIGNATURE = "x-slack-request-timestamp", "x-slack-signature"
FRESH_FOR = 300  # seconds before and after its timestamp that a signature holds
SEALS_IN_MIND = 200_000
"""At 30 MB, what comes in five minutes at over 600 requests a second."""

_WHOLE_SECONDS = re.compile(r"[0-9]{1,11}")
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")
_CHECK = re.compile(rb"(?:^|&)ssl_check=1(?:&|$)")

BAD, UNKNOWN, LATE, TOO_LARGE, WRONG_TYPE = 400, 401, 408, 413, 415


class TurnedAway(Exception):  # noqa: N818 - it reads as what happened
    """The request is not let in; the reason is for the log alone."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What Slack has sent."""

    body: bytes
    is_form: bool
    seal: str
    """The signature, by which a second copy is known. One that Slack sends again has another."""


class Gate:
    """Lets a request in once. The clock is the real one: Slack's signatures know no other."""

    def __init__(self, *, signing_secret: str, clock: Clock, body_within: float = BODY_WITHIN) -> None:
        self._verifier = SignatureVerifier(signing_secret, _Seconds(clock))
        self._clock = clock
        self._body_within = body_within
        self._used: OrderedDict[str, float] = OrderedDict()  # by seal: the moment from which it is stale anyway

    async def admitted(self, request: Request) -> Signed | None:
        """The request, which now counts as used. Raises TurnedAway.

        None where Slack only checks the certificate, which it may do unsigned.
        """
        is_form = _is_form(request)
        body = await self._read(request)
        if is_form and len(body) <= MOST_BYTES_OF_A_CHECK and _CHECK.search(body):
            return None
        seal = self._verified(request, body)
        if seal in self._used:
            raise TurnedAway(UNKNOWN, "replayed")
        self._remember(seal, timestamp=int(request.headers[TIMESTAMP]))
        return Signed(body=body, is_form=is_form, seal=seal)

    def forget(self, signed: Signed) -> None:
        """Lets it come again: nothing came of it."""
        self._used.pop(signed.seal, None)

    async def _read(self, request: Request) -> bytes:
        if int(request.headers.get("content-length", 0)) > MOST_BYTES:  # the server has seen that it is a number
            raise TurnedAway(TOO_LARGE, "too large")
        body = bytearray()
        try:
            async with asyncio.timeout(self._body_within):
                async for chunk in request.stream():
                    body += chunk
                    if len(body) > MOST_BYTES:
                        raise TurnedAway(TOO_LARGE, "too large")
        except TimeoutError:
            raise TurnedAway(LATE, "its body did not come in time") from None
        except ClientDisconnect:
            raise TurnedAway(BAD, "its body broke off") from None
        return bytes(body)

    def _verified(self, request: Request, body: bytes) -> str:
        """The signature. The patterns keep from the verifier what it would stumble over."""
        timestamp, signature = request.headers.get(TIMESTAMP, ""), request.headers.get(SIGNATURE, "")
        if not _WHOLE_SECONDS.fullmatch(timestamp) or not _SIGNATURE.fullmatch(signature):
            raise TurnedAway(UNKNOWN, "not signed")
        if abs(self._clock.now().timestamp() - int(timestamp)) > FRESH_FOR:
            raise TurnedAway(UNKNOWN, "signed too long ago, or this machine's clock is off")
        try:
            text = body.decode()
        except UnicodeDecodeError:
            raise TurnedAway(UNKNOWN, "no text") from None
        if not self._verifier.is_valid(text, timestamp, signature):
            raise TurnedAway(UNKNOWN, "signed with another secret: is SLACK_SIGNING_SECRET right?")
        return signature

    def _remember(self, seal: str, *, timestamp: int) -> None:
        """Those that are stale are let go, and of too many the oldest."""
        now = self._clock.now().timestamp()
        while self._used and (len(self._used) >= SEALS_IN_MIND or next(iter(self._used.values())) < now):
            self._used.popitem(last=False)
        self._used[seal] = timestamp + FRESH_FOR


class _Seconds(SdkClock):
    """Our clock as the SDK reads it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock.now().timestamp()


def _is_form(request: Request) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in {JSON, FORM}:
        raise TurnedAway(WRONG_TYPE, "neither JSON nor a form")
    return kind == FORM
