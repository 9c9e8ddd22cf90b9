"""The running process, as other processes of the same workspace know it."""

import os
import socket
import time
from pathlib import Path

from briefings.world import Worker


def worker() -> Worker:
    """The running process. Another host's is taken to run for as long as its lease lasts."""
    return Worker(
        name=f"{socket.gethostname()}:{os.getpid()}:{_began(os.getpid())}",
        alive=_alive,
        now=time.time,
        pause=time.sleep,
    )


def _alive(name: str) -> bool:
    host, _, rest = name.rpartition(":")[0].rpartition(":")
    if host != socket.gethostname():
        return True
    pid = int(rest)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    # Numbers of processes are used again: the time of its start tells two of them apart.
    return name.rpartition(":")[2] == _began(pid)


def _began(pid: int) -> str:
    """When a process began, in the system's own ticks; empty where the system does not tell."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return stat.rpartition(")")[2].split()[19]
