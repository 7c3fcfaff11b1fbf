"""The demo with more routines than its own."""

import re
from pathlib import Path

from bot.app import catalog_of
from bot.demo import demo_settings
from routines.loader import BUILT_IN

EXAMPLE = re.findall(r"```toml\n(.*?)\n```", (BUILT_IN.parent / "README.md").read_text(encoding="utf-8"), re.DOTALL)[0]


def test_a_file_of_routines_can_be_chosen_from_besides_its_own(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text(EXAMPLE, encoding="utf-8")

    alone, with_mine = (catalog_of(demo_settings(tmp_path, 8040, extra)).routines for extra in (None, mine))

    assert len(alone) == 1
    assert with_mine[0] == alone[0]
    assert len(with_mine) == 2
