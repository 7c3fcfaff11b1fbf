"""Signed HTTP, Slack's end: requests to the app's request URL, and what its answers mean."""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlencode

import aiohttp

from bot.sandbox.delivery import Delivery, Kind, UnansweredError
from bot.sandbox.records import Json

_JSON, _FORM = "application/json", "application/x-www-form-urlencoded"
_OK = 200


class RequestUrl(Delivery):
    """The one address that takes commands, interactions and events.

    `now` is the real clock, whose time the signatures carry; `host` is where the app reaches us, for the absolute
    addresses in what we send it.
    """

    def __init__(
        self,
        url: str,
        *,
        signing_secret: str,
        now: Callable[[], datetime],
        ack_within: timedelta = timedelta(seconds=3),
        redeliver_after: Sequence[timedelta] = (),
    ) -> None:
        super().__init__(redeliver_after=redeliver_after)
        self.url = url
        self.host = ""
        self._secret = signing_secret.encode()
        self._now = now
        self._ack_within = aiohttp.ClientTimeout(total=ack_within.total_seconds())
        self._session: aiohttp.ClientSession | None = None

    async def bring(self, kind: Kind, payload: Callable[[str], Json]) -> Json | None:
        made = payload(self.host)
        fields = made if kind == "slash_commands" else {"payload": json.dumps(made)}
        answer = await self._post(urlencode(fields).encode(), {"Content-Type": _FORM})
        try:
            said = json.loads(answer) if answer else None
        except ValueError:
            return {"text": answer.decode(errors="replace")}
        return said if isinstance(said, dict) else None

    async def try_to_tell(self, event: Json, *, attempt: int, reason: str) -> bool:
        headers = {"Content-Type": _JSON}
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": f"http_{reason}"}
        try:
            await self._post(json.dumps(event).encode(), headers)
        except UnansweredError:
            return False
        return True

    async def aclose(self) -> None:
        await super().aclose()
        if self._session is not None:
            await self._session.close()

    async def _post(self, body: bytes, headers: Mapping[str, str]) -> bytes:
        """What the app answers. Raises UnansweredError."""
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=self._ack_within)
        try:
            async with self._session.post(
                self.url, data=body, headers={**headers, **self._signed(body)}, allow_redirects=False
            ) as response:
                answer = await response.read()
        except TimeoutError:
            raise UnansweredError("operation_timeout") from None
        except aiohttp.ClientError:
            raise UnansweredError("dispatch_failed") from None
        if response.status != _OK:
            raise UnansweredError("dispatch_failed")
        return answer

    def _signed(self, body: bytes) -> dict[str, str]:
        timestamp = str(int(self._now().timestamp()))
        digest = hmac.new(self._secret, b"v0:%b:%b" % (timestamp.encode(), body), hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest}"}
