"""The state directory: everything of one installation that must outlive its processes."""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def default_directory() -> Path:
    """Where the state lies: `YUANLIU_STATE`, else a place that suits who we are."""
    if given := os.environ.get("YUANLIU_STATE"):
        return Path(given).expanduser().resolve()
    if os.geteuid() == 0:
        return Path("/var/lib/yuanliu")
    return Path("~/.local/share/yuanliu").expanduser()


class State:
    """One state directory. Others may pass through it (the database has an account of its own), not list it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)
        if path.stat().st_uid == os.geteuid():
            path.chmod(0o711)

    @property
    def media(self) -> Path:
        """Uploaded files."""
        return self.path / "media"

    def secret(self, name: str) -> str:
        """A random secret of this installation, made at its first use and never changed."""
        with self.locked("secrets"):
            known: dict[str, str] = json.loads(self.read("secrets.json") or "{}")
            if name not in known:
                known[name] = secrets.token_urlsafe(32)
                self.write("secrets.json", json.dumps(known, indent=2))
            return known[name]

    def read(self, name: str) -> str:
        """The text of a small file, or nothing when it does not exist."""
        file = self.path / name
        return file.read_text() if file.exists() else ""

    def write(self, name: str, text: str) -> None:
        """Write a small private file so that a crash leaves the old or the new text, never half."""
        fresh = self.path / f".{name}.{os.getpid()}"
        with open(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(self.path / name)

    @contextmanager
    def locked(self, name: str) -> Iterator[None]:
        """Hold the exclusive lock `name`; the kernel gives it back when we die, however we die."""
        with self.lock_file(name) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    @contextmanager
    def lock_file(self, name: str) -> Iterator[int]:
        """An open file to lock; children do not inherit it."""
        file = os.open(self.path / f"{name}.lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            yield file
        finally:
            os.close(file)
