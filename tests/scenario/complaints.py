"""What a bot logs as going wrong."""

import logging


class Complaints(logging.Handler):
    """Keeps each warning and worse."""

    def __init__(self, kept: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._kept = kept

    def emit(self, record: logging.LogRecord) -> None:
        self._kept.append(f"{record.name}: {record.getMessage()}")
