"""What can go wrong outside, in words that the services can act on."""

from datetime import timedelta


class DeliveryFailed(Exception):  # noqa: N818 - it reads as what happened
    """A call to Slack did not succeed; `reason` is Slack's error word or a constant of ours.

    `permanent`: repeating it cannot help until somebody mends something; `concerns_workspace` tells whether that holds
    for everybody there. `retry_after`: nothing was done, and it can be tried again after that long.
    `outcome_unknown`: it may have been done. None of these: Slack refuses this very call, and would again.
    """

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool = False,
        concerns_workspace: bool = False,
        retry_after: timedelta | None = None,
        outcome_unknown: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.concerns_workspace = concerns_workspace
        self.retry_after = retry_after
        self.outcome_unknown = outcome_unknown


class StoreUnavailable(Exception):  # noqa: N818 - it reads as what happened
    """The database cannot be used now; the transaction was rolled back and nothing changed.

    `outcome_unknown`: unless it went while it committed, and then all of the transaction stands or nothing of it.
    """

    def __init__(self, reason: str, *, outcome_unknown: bool = False) -> None:
        super().__init__(reason)
        self.outcome_unknown = outcome_unknown
