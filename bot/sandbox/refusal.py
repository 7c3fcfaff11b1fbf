"""How the emulated Slack says no: an error string, sometimes with what exactly is wrong."""

from bot.sandbox.records import Json


class RefusedError(Exception):
    """A call that Slack would refuse; `error` is Slack's own string."""

    def __init__(self, error: str, *, messages: list[str] | None = None, **more: str) -> None:
        super().__init__(error)
        self.error = error
        self.messages = messages or []
        self.more = more

    def as_json(self) -> Json:
        """The body of Slack's answer."""
        body: Json = {"ok": False, "error": self.error, **self.more}
        if self.messages:
            body["response_metadata"] = {"messages": self.messages}
        return body
