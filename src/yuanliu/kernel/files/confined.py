"""Work on files that nobody vouches for, in a child process that may take so much memory, time and room and no more.

A spreadsheet of a kilobyte may ask for gigabytes, and a picture may find a fault in the library that decodes it. In a
child that costs the file and nothing else: however the child ends, the answer is an error at the file.

The child gets the file, plain arguments and no secret of ours. What it yields is plain data, which runs nothing when it
is read, and goes through a temporary file, so that a million rows need no memory here.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import logging
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from traceback import extract_tb
from typing import IO, Any

import msgspec

from yuanliu.base.errors import FieldError, Invalid, TooBusy
from yuanliu.base.i18n import T

logger = logging.getLogger(__name__)

Task = Callable[..., Iterable[Any]]
MEGABYTE = 1024 * 1024
DONE, REFUSED, FELL = 0, 3, 4  # how a child ends by itself; every other end was made for it
UNREADABLE = T(
    "文件过大、过于复杂或已损坏，无法读取", "The file is too large, too complex or broken and cannot be read."
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one child may take, and how many of its kind may run at once on this machine, over all of our processes."""

    kind: str
    at_once: int
    memory: int = 512 * MEGABYTE
    cpu: int = 30  # seconds
    seconds: int = 120  # until its end, on a machine that has other things to do
    output: int = 512 * MEGABYTE
    patience: int = 20  # seconds until its turn


def confined(task: Task, file: IO[bytes], *arguments: Any, limits: Limits) -> Iterator[Any]:
    """What the generator function `task(file, *arguments)` yields: numbers, texts, bytes, lists and dicts of them.

    `task` stands at the top of a module that needs no Django; `arguments` are what JSON can say. It has run to its end
    when this returns. Raises the `Invalid` that it raised, `Invalid` at `file` when it ended in any other way, and
    `TooBusy` when others took all places for too long.
    """
    with contextlib.ExitStack() as stack:
        answer = stack.enter_context(tempfile.TemporaryFile())
        with _on_disk(file) as source, _turn(limits):
            end = _run([task.__module__, task.__qualname__, arguments, asdict(limits)], source, answer)
        answer.seek(0)
        if end == REFUSED:
            raise Invalid(errors=[_field_error(*parts) for parts in json.load(answer)])
        if end != DONE:
            why = answer.read(200).decode() if end == FELL else f"exit code {end}"
            logger.warning("%s.%s did not end well: %s", task.__module__, task.__qualname__, why)
            raise Invalid(errors=[FieldError("file", "unreadable_file", UNREADABLE)])
        return _items(answer, stack.pop_all())


def _items(answer: IO[bytes], opened: contextlib.ExitStack) -> Iterator[Any]:
    """Each item stands behind its length."""
    decode = msgspec.msgpack.Decoder().decode
    with opened:
        while length := answer.read(4):
            yield decode(answer.read(int.from_bytes(length, "big")))


def _run(order: list[Any], source: int, answer: IO[bytes]) -> int | None:
    """The exit code of the child, negative for a signal; None when its time was over."""
    place = {"PATH": os.defpath, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-m", __name__, json.dumps(order)]
    position = os.lseek(source, 0, os.SEEK_CUR)  # the child moves it, and whoever gave us the file does not know
    try:
        return subprocess.run(  # noqa: S603  our own interpreter and module
            command,
            stdin=source,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            env=place,
            timeout=order[-1]["seconds"],
            check=False,
        ).returncode
    except subprocess.TimeoutExpired:
        return None
    finally:
        os.lseek(source, position, os.SEEK_SET)


@contextlib.contextmanager
def _on_disk(file: IO[bytes]) -> Iterator[int]:
    """The number of the open file; what lies in memory or in a store elsewhere is copied first."""
    try:
        number = file.fileno()
    except (AttributeError, OSError, ValueError):
        with tempfile.TemporaryFile() as copy:
            file.seek(0)
            shutil.copyfileobj(file, copy)
            copy.flush()
            yield copy.fileno()
    else:
        yield number


@contextlib.contextmanager
def _turn(limits: Limits) -> Iterator[None]:
    """One of the places of this kind; the kernel gives it back when we die, however we die."""
    names = [f"yuanliu-{os.geteuid()}-{limits.kind}-{number}" for number in range(limits.at_once)]
    until = time.monotonic() + limits.patience
    while True:
        for name in names:
            place = Path(tempfile.gettempdir(), name)
            with open(os.open(place, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW, 0o600)) as lock:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue
                yield
                return
        if time.monotonic() > until:
            raise TooBusy
        time.sleep(0.05)


def _field_error(field: str, code: str, zh: str, en: str) -> FieldError:
    return FieldError(field, code, T(zh, en))


# In the child


def _main() -> None:
    module, name, arguments, limits = json.loads(sys.argv[1])
    _limit(Limits(**limits))
    answer = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    sys.stdin.buffer.seek(0)
    end = DONE
    try:
        _write(answer, getattr(import_module(module), name)(sys.stdin.buffer, *arguments))
    except Invalid as refused:
        end = REFUSED
        errors = [(error.field, error.code, error.detail.zh, error.detail.en) for error in refused.errors]
        _write_instead(answer, json.dumps(errors))
    except Exception as error:  # its own text may quote what stands in the file, and this goes into a log
        end = FELL
        where = extract_tb(error.__traceback__)[-1]
        _write_instead(answer, f"{type(error).__name__} at {Path(where.filename).name}:{where.lineno}")
    os._exit(end)


def _write(answer: int, items: Iterable[Any]) -> None:
    with os.fdopen(answer, "wb", buffering=MEGABYTE // 4, closefd=False) as out:
        for item in items:
            content = msgspec.msgpack.encode(item)
            out.write(len(content).to_bytes(4, "big"))
            out.write(content)


def _write_instead(answer: int, text: str) -> None:
    """Nothing of what was written before counts."""
    os.ftruncate(answer, 0)
    os.pwrite(answer, text.encode(), 0)


def _limit(limits: Limits) -> None:
    most = {
        resource.RLIMIT_AS: limits.memory,
        resource.RLIMIT_CPU: limits.cpu,
        resource.RLIMIT_FSIZE: limits.output,
        resource.RLIMIT_CORE: 0,
    }
    for what, most_of_it in most.items():
        resource.setrlimit(what, (most_of_it, most_of_it))


if __name__ == "__main__":
    _main()
