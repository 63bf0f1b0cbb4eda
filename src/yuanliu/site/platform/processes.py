"""What /proc tells about processes, so that we only ever end our own."""

import ctypes
import os
import signal
import time
from collections.abc import Callable, Iterable
from pathlib import Path

_LIBC = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG = 1


def command_line(pid: int) -> list[str]:
    """The arguments of a process; empty when it is gone or only waits to be reaped."""
    return _entries(pid, "cmdline")


def environment(pid: int) -> list[str]:
    """The `NAME=value` entries that a process was started with, when we may read them."""
    return _entries(pid, "environ")


def matching(mine: Callable[[int], bool]) -> list[int]:
    """The other processes for which `mine` holds."""
    everyone = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return [pid for pid in everyone if pid != os.getpid() and mine(pid)]


def end(pids: Iterable[int], still_mine: Callable[[int], bool], patience: float) -> None:
    """Ask processes to stop, wait, then kill; identity is checked again before each signal."""
    waiting = list(pids)
    for sign, seconds in ((signal.SIGTERM, patience), (signal.SIGKILL, 5.0)):
        for pid in waiting:
            _signal(pid, sign, still_mine)
        deadline = time.monotonic() + seconds
        while waiting and time.monotonic() < deadline:
            waiting = [pid for pid in waiting if still_mine(pid)]
            time.sleep(0.05)


def die_with_parent(parent: int) -> None:
    """Run in a fresh child of `parent`: the kernel ends it when its parent dies, even by SIGKILL."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os._exit(1)  # it died before we could ask


def _signal(pid: int, sign: signal.Signals, still_mine: Callable[[int], bool]) -> None:
    try:
        if still_mine(pid):
            os.kill(pid, sign)
    except ProcessLookupError:
        pass


def _entries(pid: int, name: str) -> list[str]:
    try:
        raw = Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:
        return []
    return [part.decode(errors="replace") for part in raw.split(b"\0") if part]
