"""A database that could be reached, and is still none to work with."""

from bot.ports import StoreUnavailable
from bot.services.flaws import Flaw


class Unusable(StoreUnavailable):
    """As its flaw says, in a whole sentence."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.sentence)
        self.flaw = flaw
