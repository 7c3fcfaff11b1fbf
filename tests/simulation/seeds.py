"""The seeds that every run of the suite replays, and which of them notices which mutation."""

from collections.abc import Mapping

from tests.simulation.world import Size

SMALL = Size(members=6, weeks=0.4, processes=2, workspaces=2)

NOTICED: Mapping[str, tuple[int, str]] = {}
"""A mutation, the seed of a small world that notices it, and how the violation begins."""
