"""Which file system a path is on: SQLite's shared memory and file locks need a local one."""

from pathlib import Path, PurePath

NETWORK = frozenset({"9p", "afs", "beegfs", "ceph", "cifs", "coda", "gfs2", "glusterfs", "gpfs", "lustre"})
NETWORK |= {"ncpfs", "nfs", "nfs4", "ocfs2", "smb3", "smbfs"}
NETWORK |= {f"fuse.{name}" for name in ("ceph", "gcsfuse", "glusterfs", "rclone", "s3fs", "sshfs")}
_ESCAPES = {"\\040": " ", "\\011": "\t", "\\012": "\n", "\\134": "\\"}


def network_file_system(path: Path) -> str | None:
    """The type of the network file system that `path` is on; None on a local or unknown one."""
    try:
        mounts = Path("/proc/self/mountinfo").read_text(errors="surrogateescape")
    except OSError:  # not Linux
        return None
    kind = file_system_of(path.resolve(), mounts)
    return kind if kind in NETWORK else None


def file_system_of(path: PurePath, mounts: str) -> str:
    """The type of the file system of an absolute `path`, or "" when it is not said.

    Args:
        mounts: the text of /proc/self/mountinfo; of two mounts at one place the later one holds.
    """
    kinds: dict[str, str] = {}
    for line in mounts.splitlines():
        fields, _, source = line.partition(" - ")
        if source and len(fields.split()) > 4:
            kinds[_unescaped(fields.split()[4])] = source.split()[0]
    return next((kinds[str(place)] for place in [path, *path.parents] if str(place) in kinds), "")


def _unescaped(text: str) -> str:
    for escape, character in _ESCAPES.items():
        text = text.replace(escape, character)
    return text
