"""Who holds a lease: a process, of which others on its machine can tell that it has ended.

A process is named by where it runs, its number there, and when it began: a number is given to another
process some day, but not with the same beginning. Of processes elsewhere (on another machine, in another
container, or before the machine started anew) nothing can be told.
"""

import os
import socket
from functools import lru_cache
from hashlib import sha256
from pathlib import Path


def this_process() -> str:
    """Its name as a holder."""
    return _named(os.getpid())


def is_gone(holder: str) -> bool:
    """Whether a process has ended; False where that cannot be told from here.

    Args:
        holder: its name, and maybe more after another dot.
    """
    where, process, began = [*holder.split("."), "", ""][:3]
    if not where or where != place() or not process.isdecimal():
        return False
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, OverflowError):
        return True
    except PermissionError:
        pass  # somebody else's, but there
    state, since = _seen(int(process))
    return since != "" and (since != began or state in "ZX")


@lru_cache
def place() -> str:
    """What processes have in common that see each other by their numbers, and no others; "": not known."""
    try:
        machine = Path("/proc/sys/kernel/random/boot_id").read_text()
        numbers = os.readlink("/proc/self/ns/pid")
        is_ours = os.readlink("/proc/self") == str(os.getpid())  # not those of a container's outside
    except OSError:  # not Linux
        return ""
    name = f"{machine} {numbers} {socket.gethostname()}"
    return sha256(name.encode()).hexdigest()[:16] if is_ours else ""


@lru_cache(1)
def _named(process: int) -> str:
    return f"{place()}.{process}.{_seen(process)[1]}"


def _seen(process: int) -> tuple[str, str]:
    """The state of a process (Z: ended, but not cleared away), and when it began; "" where that is hidden."""
    try:
        told = Path(f"/proc/{process}/stat").read_text(errors="replace")
    except OSError:
        return "", ""
    fields = told.rpartition(")")[2].split()  # before it stands a name, in which anything may be
    return fields[0], fields[19]
