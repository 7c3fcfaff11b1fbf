"""Draws all pictures anew: python -m routines.pictures [FOLDER]."""

import sys
from pathlib import Path

from routines.pictures.catalog import DRAWN
from routines.pictures.writing import write_all


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DRAWN
    files = list(write_all(folder))
    size = sum(file.stat().st_size for file in files)
    sys.stdout.write(f"{len(files)} pictures, {size / 1e6:.1f} MB, in {folder}\n")


if __name__ == "__main__":
    main()
