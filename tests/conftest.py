"""For every test: an environment without settings, and properties that take a bounded time."""

import os

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
