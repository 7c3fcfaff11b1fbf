"""The files that have come, of one team: those in conversations, and those that only the app sees."""

import re

from bot.sandbox.faults import ReadyRule
from bot.sandbox.images import size_of
from bot.sandbox.records import File, Json

_IN_URL = re.compile(
    r"https://(?:files\.slack\.com/files-pri/(?P<team>\w+)-|\w+\.slack\.com/files/\w+/)(?P<file>F\w+)/"
)


class Shelf:
    """Keeps the files of a team as long as the sandbox lives."""

    def __init__(self, team_id: str) -> None:
        self._team_id = team_id
        self._files: dict[str, File] = {}
        self.is_ready: ReadyRule = lambda _file_id: True
        """Fair unless a test says otherwise: Slack takes a while until a new file can be shown."""

    def put(self, file: File) -> None:
        self._files[file.id] = file

    def file(self, file_id: str) -> File | None:
        return self._files.get(file_id)

    def picture(self, slack_file: Json) -> File | None:
        """The picture that a `slack_file` names by its id or by one of its addresses at Slack."""
        file = self.file(str(slack_file.get("id") or self._named_by(str(slack_file.get("url", "")))))
        return file if file and size_of(file.content) else None

    def can_show(self, slack_file: Json) -> bool:
        """Whether Slack would show it now."""
        file = self.picture(slack_file)
        return file is not None and self.is_ready(file.id)

    def _named_by(self, url: str) -> str:
        found = _IN_URL.match(url)
        return found["file"] if found and found["team"] in (None, self._team_id) else ""
