"""What is neither done nor failed yet when Slack wants its ack."""


class TooSlow(Exception):  # noqa: N818 - it reads as what is the case
    """A listener has not come to its end in time. Nobody knows yet whether its transaction will commit."""
