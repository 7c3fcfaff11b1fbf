"""Socket Mode, Slack's end: tickets, connections, envelopes and their acks."""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import count

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.sandbox.delivery import Delivery, Kind, UnansweredError
from bot.sandbox.records import Json

MOST_CONNECTIONS = 10
"""As many as Slack lets one app have."""


class Connection:
    """One WebSocket of the app."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self._acks: dict[str, asyncio.Future[Json | None]] = {}

    @property
    def host(self) -> str:
        """The address the app used to reach us, for the absolute addresses in what we send it."""
        return self._socket.headers["host"]

    async def send(self, frame: Json) -> None:
        await self._socket.send_json(frame)

    async def ask(self, envelope: Json, *, within: timedelta, copies: int) -> Json | None:
        """Send an envelope and wait for its ack; the ack's payload."""
        answer: asyncio.Future[Json | None] = asyncio.get_running_loop().create_future()
        self._acks[envelope["envelope_id"]] = answer
        try:
            for _ in range(copies):
                await self.send(envelope)
            async with asyncio.timeout(within.total_seconds()):
                return await answer
        except TimeoutError:
            raise UnansweredError("operation_timeout") from None
        except (WebSocketDisconnect, RuntimeError):  # Starlette's two ways to say that the socket is gone
            raise UnansweredError("dispatch_failed") from None
        finally:
            self._acks.pop(envelope["envelope_id"], None)

    async def listen(self) -> None:
        """Take acks until the app hangs up."""
        try:
            while True:
                frame: Json = await self._socket.receive_json()
                payload = frame.get("payload")
                answer = self._acks.get(frame.get("envelope_id", ""))
                if answer is not None and not answer.done():
                    answer.set_result(payload if isinstance(payload, dict) else None)
        except WebSocketDisconnect:
            for answer in self._acks.values():
                if not answer.done():
                    answer.set_exception(WebSocketDisconnect())

    async def close(self) -> None:
        await self._socket.close()


class Link(Delivery):
    """All connections of the app; what is to be delivered goes to any one of them."""

    def __init__(self, *, ack_within: timedelta, redeliver_after: Sequence[timedelta], app_id: str) -> None:
        self.tickets_used = 0
        self.turned_away = 0
        self.refuses = False  # every handshake, as Slack now and then does for a while
        self.most = MOST_CONNECTIONS
        self.copies = 1  # how often each envelope is sent: Slack now and then sends one twice
        self._app_id = app_id
        super().__init__(redeliver_after=redeliver_after)
        self._ack_within = ack_within
        self._tickets: dict[str, str] = {}  # the app that each is for
        self._connections: list[Connection] = []
        self._turn = count()
        self._changed = asyncio.Condition()

    def issue_ticket(self, *, app_id: str | None = None) -> str:
        """A ticket that opens one connection: of our app, or of another one to which nothing is brought."""
        ticket = secrets.token_hex(8)
        self._tickets[ticket] = app_id or self._app_id
        return ticket

    async def endpoint(self, socket: WebSocket) -> None:
        """Serve one connection from its handshake to its end."""
        ticket = socket.query_params.get("ticket", "")
        app_id = self._tickets.pop(ticket, None)
        if self.refuses or app_id is None:
            self.turned_away += 1
            await socket.close()
            await self._announce()
            return
        self.tickets_used += 1
        await socket.accept()
        connection = Connection(socket)
        await self._greet(connection, app_id=app_id)
        if app_id != self._app_id:
            await connection.listen()
            return
        self._connections.append(connection)
        await self._announce()
        try:
            if len(self._connections) > self.most:
                await self._send_away(connection, "too_many_websockets")
            await connection.listen()
        finally:
            self._connections.remove(connection)
            await self._announce()

    async def _greet(self, connection: Connection, *, app_id: str) -> None:
        await connection.send(
            {
                "type": "hello",
                "num_connections": len(self._connections) + 1,
                "connection_info": {"app_id": app_id},
                "debug_info": {"host": connection.host, "approximate_connection_time": 3600},
            }
        )

    async def _announce(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    @property
    def connections(self) -> int:
        return len(self._connections)

    async def until(self, condition: Callable[[], bool], *, within: timedelta = timedelta(seconds=30)) -> None:
        """Wait until a condition on the connections holds."""
        async with asyncio.timeout(within.total_seconds()), self._changed:
            await self._changed.wait_for(condition)

    def pick(self) -> Connection:
        """Any one connection, in turn; Slack promises no affinity."""
        if not self._connections:
            raise UnansweredError("dispatch_failed")
        return self._connections[next(self._turn) % len(self._connections)]

    async def ask(self, kind: str, payload: Json, *, connection: Connection) -> Json | None:
        """Deliver a command or an interaction, once; what the app said in its ack."""
        envelope = {
            "envelope_id": secrets.token_hex(16),
            "type": kind,
            "payload": payload,
            "accepts_response_payload": True,
        }
        return await connection.ask(envelope, within=self._ack_within, copies=self.copies)

    async def bring(self, kind: Kind, payload: Callable[[str], Json]) -> Json | None:
        connection = self.pick()
        return await self.ask(kind, payload(connection.host), connection=connection)

    async def try_to_tell(self, event: Json, *, attempt: int, reason: str) -> bool:
        envelope = {
            "envelope_id": secrets.token_hex(16),
            "type": "events_api",
            "payload": event,
            "accepts_response_payload": False,
            "retry_attempt": attempt,
            "retry_reason": reason,
        }
        try:
            await self.pick().ask(envelope, within=self._ack_within, copies=self.copies)
        except UnansweredError:
            return False
        return True

    async def disconnect(self, reason: str) -> None:
        """Tell every connection to go (`warning`, `refresh_requested`, `link_disabled`); all but a warning close it."""
        for connection in list(self._connections):
            await self._send_away(connection, reason)

    async def _send_away(self, connection: Connection, reason: str) -> None:
        await connection.send({"type": "disconnect", "reason": reason, "debug_info": {"host": connection.host}})
        if reason != "warning":
            await connection.close()
