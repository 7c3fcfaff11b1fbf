"""What a transaction is there for, told from outside: by the statements that pass on their way to the database."""

import re
from dataclasses import dataclass, field

from tests.kills.points import Phase, Trap

WRITE = re.compile(r"(?is)\b(insert into|update|delete from)\s+(\w+)")
LEASING = re.compile(r"(?is)^\s*(with .*)?update workspaces set .*lease_owner.*returning")
RENEWING = re.compile(r"(?is)^\s*update workspaces set lease_until\s*=")
RELEASING = re.compile(r"(?is)^\s*update workspaces set .*next_due_at.*lease_owner")
SIGNS: dict[str, set[str]] = {
    "press": {"insert completions", "delete completions"},
    "weekly intent": {"insert board_posts"},
    "weekly outcome": {"update board_posts", "delete board_posts"},
    "lease": {"lease"},
    "release": {"release"},
    "intent": {"insert reminders"},
    "outcome": {"insert errands"},
    "attempt": {"update reminders"},
    "renewal": {"renewal"},
    "tidying": {"delete errands", "update errands"},
}
"""What only a transaction of this kind writes, or one that comes earlier in the list."""


@dataclass(slots=True)
class Deed:
    """The transaction that is under way on one connection."""

    writes: list[str] = field(default_factory=list)

    def add(self, statement: str) -> bool:
        """Takes note of the next statement; whether it writes."""
        found = [f"{verb.lower().split()[0]} {table.lower()}" for verb, table in WRITE.findall(statement)]
        if LEASING.search(statement):
            found = ["lease"]
        elif RENEWING.search(statement):
            found = ["renewal"]
        elif RELEASING.search(statement):
            found = ["release"]
        self.writes += found
        return bool(found)

    @property
    def act(self) -> str:
        """The word for it, empty for what is none of the protocol's acts."""
        written = set(self.writes)
        return next((act for act, signs in SIGNS.items() if written & signs), "")

    def clear(self) -> None:
        self.writes.clear()


@dataclass(slots=True)
class Watch:
    """Follows one connection, and tells when its process is to die."""

    trap: Trap | None
    deed: Deed = field(default_factory=Deed)
    committed: str = ""

    def sees(self, statement: str) -> bool:
        """Whether it dies before this statement is run."""
        is_under_way = bool(self.deed.writes)
        is_write = self.deed.add(statement)
        return is_under_way and is_write and self._springs(self.deed.act, Phase.WITHIN)

    def sees_commit(self) -> bool:
        """Whether it dies before the commit."""
        self.committed = self.deed.act
        self.deed.clear()
        return self._springs(self.committed, Phase.BEFORE)

    def sees_committed(self) -> bool:
        """Whether it dies before it hears of the commit."""
        committed, self.committed = self.committed, ""
        return self._springs(committed, Phase.AFTER)

    def sees_rollback(self) -> None:
        self.deed.clear()
        self.committed = ""

    def _springs(self, act: str, phase: Phase) -> bool:
        return self.trap is not None and self.trap.springs(act, phase)
