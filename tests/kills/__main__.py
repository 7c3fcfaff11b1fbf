"""`python -m tests.kills --kills 1000 [--database sqlite|postgres] [--processes 1|4] [--seed 7]`"""

import argparse
import sys


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.kills")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--worlds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    if wanted.database == "sqlite" and wanted.processes > 1:
        parser.error("a SQLite file belongs to one process: --processes needs --database postgres")
    # Each life imports this module anew, so that it must be small.
    from tests.kills.command import run

    return run(**vars(wanted))


if __name__ == "__main__":
    sys.exit(main())
