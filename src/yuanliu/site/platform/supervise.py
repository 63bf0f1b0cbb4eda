"""Keeping server and worker alive beside their database, and ending all of it together.

Every child starts a process group of its own, so that nothing it forked
outlives it, and carries a mark in its environment by which a later start finds
what a killed supervisor left behind. Children also ask the kernel to be ended
with us; the mark is for those that could not hear it.
"""

import fcntl
import http.client
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial

from . import environment, processes
from .postgres import Embedded
from .state import State

_MARK = "YUANLIU_SUPERVISED"
_SETTLED_SECONDS = 20  # who lived this long gets a restart without delay
_STOP_SECONDS = 20
Say = Callable[[str], None]


class Refused(RuntimeError):
    """The services cannot start here now; the text says why and what to do."""


@dataclass
class Service:
    """One child that should be running."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    next_start: float = 0.0
    started: float = 0.0
    failures: int = 0

    def keep_running(self, say: Say) -> None:
        """Start it, or start it again after it ended; one that keeps ending is tried less often."""
        if self.process is not None and self._ended():
            self._reap(say)
        if self.process is None and time.monotonic() >= self.next_start:
            self.started = time.monotonic()
            self.process = spawn(self.command)

    def ask_to_stop(self) -> None:
        """Send SIGTERM to the child; it ends its own children in good order.

        Not by `terminate`, which reaps a child that has ended: then its number is no longer its group's.
        """
        if self.process is not None:
            os.kill(self.process.pid, signal.SIGTERM)

    def wait_stopped(self, until: float) -> None:
        """Wait for the end until that moment, then kill what is left of the group."""
        if self.process is None:
            return
        while not self._ended() and time.monotonic() < until:
            time.sleep(0.05)
        self._kill_group(self.process.pid)
        self.process.wait()
        self.process = None

    def _ended(self) -> bool:
        """Whether it ended; it is not reaped yet, so that its number still is its group's."""
        if self.process is None:
            return True
        return os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is not None

    def _reap(self, say: Say) -> None:
        if self.process is None:
            return
        self._kill_group(self.process.pid)
        code = self.process.wait()
        self.process = None
        settled = time.monotonic() - self.started > _SETTLED_SECONDS
        self.failures = 0 if settled else self.failures + 1
        delay = 0 if self.failures <= 1 else min(2**self.failures, 30)
        self.next_start = time.monotonic() + delay
        say(f"{self.name} ended (exit code {code}); starting it again" + (f" in {delay} s" if delay else ""))

    @staticmethod
    def _kill_group(group: int) -> None:
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)


def spawn(command: Sequence[str], stdout: int | None = None) -> subprocess.Popen[bytes]:
    """Start a marked child that does not outlive us."""
    return subprocess.Popen(
        command,
        env={**os.environ, _MARK: os.environ["YUANLIU_STATE"]},
        start_new_session=True,
        preexec_fn=partial(processes.die_with_parent, os.getpid()),
        stdout=stdout,
    )


@contextmanager
def alone(state: State, url: str) -> Iterator[None]:
    """Be the only supervisor of this state; ends what a killed one left running."""
    with state.lock_file("supervisor") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(f"Yuanliu already runs on this data, at {state.read('address')}") from None
        state.write("address", url)
        mark = f"{_MARK}={state.path}"

        def left_over(pid: int) -> bool:
            return mark in processes.environment(pid)

        processes.end(processes.matching(left_over), left_over, patience=10)
        yield


def refuse_taken_port(host: str, port: int) -> None:
    """Say clearly that another program listens there, instead of failing again and again."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as reason:
            raise Refused(f"Port {port} on {host}: {reason.strerror}; choose another with --port") from None


def run(services: Sequence[Service], database: Embedded | None, say: Say, ready: Callable[[], bool]) -> None:
    """Keep everything running until we are interrupted, then stop the services.

    `ready` is asked until it says yes: it announces the address once.
    """
    announced = False
    try:
        while True:
            if database is not None and not database.running():
                _revive(database, services, say)
            for service in services:
                service.keep_running(say)
            announced = announced or ready()
            time.sleep(0.3)
    finally:
        _stop(services)


def answers(url: str) -> bool:
    """Whether a web server answers there, whatever it says."""
    try:
        urllib.request.urlopen(url, timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except (OSError, http.client.HTTPException):  # nobody, or somebody who does not speak HTTP
        return False
    return True


def _revive(database: Embedded, services: Sequence[Service], say: Say) -> None:
    """Start the database again, and the services too: what they hold are dead connections."""
    say("the database ended; starting it again")
    database.revive()
    environment.point_at(database)
    for service in services:
        service.ask_to_stop()


def _stop(services: Sequence[Service]) -> None:
    """Stop all; a second Ctrl-C must not leave half of them running."""
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, signal.SIG_IGN)
    for service in services:
        service.ask_to_stop()
    until = time.monotonic() + _STOP_SECONDS
    for service in services:
        service.wait_stopped(until)
