"""PgBouncer in transaction mode before a data set's database: the way to many server processes."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import urlsplit

from bench.places import Place
from bench.serving import free_port


@contextmanager
def pooled(place: Place, server_connections: int = 20) -> Iterator[Place]:
    """The same place with the app's address led through PgBouncer; the owner goes on directly."""
    program = shutil.which("pgbouncer")
    if program is None:
        raise SystemExit("PgBouncer is missing: apt-get install pgbouncer")
    home = place.state.path / "pgbouncer"
    home.mkdir(mode=0o711, exist_ok=True)
    app, port = urlsplit(place.app_url), free_port()
    (home / "users").write_text(f'"{app.username}" "{app.password}"\n')
    (home / "ini").write_text(
        f"[databases]\nyuanliu = host=127.0.0.1 port={app.port}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n"
        f"auth_type = scram-sha-256\nauth_file = {home}/users\npool_mode = transaction\ndefault_pool_size = {server_connections}\n"
        "max_client_conn = 500\nunix_socket_dir =\nlogfile =\n"
    )
    process = subprocess.Popen([program, "-q", "-u", "postgres", str(home / "ini")])
    try:
        time.sleep(1)
        assert process.poll() is None, "PgBouncer does not start"
        yield replace(place, app_url=re.sub(r":\d+/", f":{port}/", place.app_url))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)
