"""For every test: an environment without settings, properties that take a bounded time, and nothing paid for twice."""

import gc
import os

import structlog
from hypothesis import HealthCheck, settings

from tests.stores import *  # noqa: F403 - the databases, by their names in __all__

# At import, before any test module could look: a developer's own tokens and proxies must not reach a test.
for name in list(os.environ):
    if name.startswith(("SLACK_", "BUDGE_")) or name.upper().endswith("_PROXY"):
        del os.environ[name]

settings.register_profile(
    "budge",
    deadline=None,  # a busy machine is no failure
    max_examples=60,
    derandomize=bool(os.environ.get("CI")),  # what lands must not depend on luck; new examples are found at the desk
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("budge")

# What nobody has set up is logged with plain tracebacks: a pretty one, with all variables, takes seconds to draw.
structlog.configure(
    processors=[
        *structlog.get_config()["processors"][:-1],
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
    ]
)


def pytest_collection_finish() -> None:
    """All that was imported stays to the end. Looked through again and again, it takes a seventh of the time."""
    gc.collect()
    gc.freeze()
