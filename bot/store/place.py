"""Where a SQLite file lies: whether this user may write there, and whether its locks hold there."""

import os
import re
import tempfile
from pathlib import Path

from bot.services.flaws import Flaw, Kind
from bot.store.unusable import Unusable

MOUNTS = Path("/proc/self/mountinfo")
NETWORK_DISKS = frozenset(
    {
        "acfs", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "fuse.ceph", "fuse.davfs2",
        "fuse.gcsfuse", "fuse.glusterfs", "fuse.goofys", "fuse.mount-s3", "fuse.rclone", "fuse.s3fs", "fuse.sshfs",
        "glusterfs", "lustre", "ncpfs", "nfs", "nfs4", "smb2", "smb3", "smbfs",
    }
)  # fmt: skip
"""What Linux calls them. Not `9p` and `virtiofs`: by these a virtual machine sees a disk of the machine it runs on."""
BESIDE = ("-wal", "-shm", ".lock")
"""What the names of the files that belong to a database file end with."""
_ESCAPED = re.compile(r"\\([0-7]{3})")


def refuse_place(file: Path, *, mounts: Path = MOUNTS) -> None:
    """Changes nothing. Raises Unusable where a database in this file, there already or not, is none to work with."""
    flaw = place_flaw(file, mounts=mounts)
    if flaw is not None:
        raise Unusable(flaw)


def place_flaw(file: Path, *, mounts: Path = MOUNTS) -> Flaw | None:
    """What is wrong with the place, if anything is."""
    target = file.resolve()  # beside which SQLite puts its own files; copies before an upgrade go beside the link
    disk = network_disk(target, mounts.read_text(encoding="utf-8", errors="surrogateescape")) if mounts.exists() else ""
    if disk:
        told = (
            f"The database file {file} is on a network disk ({disk}), where SQLite's locks do not hold: move it to a "
            "disk of this machine, or set BUDGE_DATABASE_URL to a PostgreSQL database."
        )
        return Flaw(told, kind=Kind.DISK)
    for each in (target, *(target.with_name(target.name + end) for end in BESIDE)):
        if why := _not_writable(each):
            told = f"The database file {each} cannot be written ({why}): let this user write to it, {ELSEWHERE}."
            return Flaw(told, kind=Kind.FOLDER)
    for folder in dict.fromkeys((target.parent, file.absolute().parent)):
        if why := _not_open(folder):
            told = (
                f"The folder {folder} of the database file cannot be written to ({why}), and SQLite needs files beside "
                f"its own: let this user write to it, {ELSEWHERE}."
            )
            return Flaw(told, kind=Kind.FOLDER)
    return None


ELSEWHERE = "or set BUDGE_DATABASE_URL to another file"


def network_disk(path: Path, mounts: str) -> str | None:
    """The kind of network disk that this absolute path is on; None on any other. `mounts` is what Linux tells."""
    deepest, kind = -1, ""
    for line in mounts.splitlines():
        mount, _, source = line.partition(" - ")
        fields = mount.split(" ")
        if len(fields) < 5 or not source:  # noqa: PLR2004 - the fifth is the place
            continue
        place = Path(_ESCAPED.sub(lambda code: chr(int(code[1], 8)), fields[4]))
        if path.is_relative_to(place) and len(place.parts) >= deepest:  # a later one hides an earlier one
            deepest, kind = len(place.parts), source.split(" ")[0]
    return kind if kind in NETWORK_DISKS else None


def _not_writable(file: Path) -> str | None:
    """Why a file that is there cannot be written; it is opened only in vain, for closing it would end SQLite's locks on
    it in this process.
    """
    is_open = not file.exists() or (file.is_file() and os.access(file, os.R_OK | os.W_OK, effective_ids=True))
    if is_open:
        return None
    try:
        file.open("r+b").close()
    except OSError as error:
        return error.strerror or type(error).__name__
    return None


def _not_open(folder: Path) -> str | None:
    """Why no file can be made in a folder; the one that is made has no name."""
    try:
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        return error.strerror or type(error).__name__
    return None
