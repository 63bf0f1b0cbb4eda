"""The command `yuanliu`: one function per subcommand."""

import argparse
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from .platform import backup as backups
from .platform import environment, supervise
from .platform.postgres import DatabaseFault
from .platform.state import State, default_directory

HEAD_SECONDS = 10  # until the head of a request is here, and between two requests of one connection
SOCKETS = 8192  # of one process; more wait to be accepted

_FAULTS = (DatabaseFault, backups.BackupFault, environment.NotConfigured, supervise.Refused)
_API_DOCUMENT = Path(__file__).parents[3] / "docs" / "api" / "openapi.json"


def main() -> None:
    """Run the command line."""
    args = _parser().parse_args()
    for sign in (signal.SIGINT, signal.SIGTERM):  # also where a script had made us deaf to Ctrl-C
        signal.signal(sign, _interrupt)
    try:
        sys.exit(args.command(args))
    except _FAULTS as fault:
        sys.exit(f"yuanliu: {fault}")
    except KeyboardInterrupt:
        sys.exit(130)


def demo(args: argparse.Namespace) -> int:
    """start everything with the demo company: database, server and worker"""
    state = State(default_directory())
    url = f"http://127.0.0.1:{args.port}/"
    os.environ.setdefault("YUANLIU_URL", url)
    os.environ.setdefault("YUANLIU_SMTP", "captured")
    os.environ.setdefault("YUANLIU_SIGN_UP", "1")
    with supervise.alone(state, url):
        supervise.refuse_taken_port("127.0.0.1", args.port)
        _say("starting the database")
        with environment.prepared(state) as database:
            _call("migrate")
            logins = json.loads(_call("load-demo", stdout=subprocess.PIPE))
            services = [
                supervise.Service("server", _command("serve", "--port", str(args.port))),
                supervise.Service("worker", _command("worker")),
            ]
            _say("starting server and worker")
            supervise.run(services, database, _say, lambda: _announce(url, logins))
    return 0


def migrate(args: argparse.Namespace) -> int:
    """bring the database to this version and raise the tenant wall"""
    with environment.prepared():
        environment.owner_url()
        _start_django()
        from .migrate import migrate as bring_up

        bring_up(_say)
    return 0


def load_demo(args: argparse.Namespace) -> int:
    """load the demo company when there is no company yet; prints its logins as JSON"""
    with environment.prepared():
        _start_django()
        from . import demo as company

        company.load(_say_aside)
        print(json.dumps(list(company.LOGINS), ensure_ascii=False))
    return 0


def company(args: argparse.Namespace) -> int:
    """found a company; prints the link by which its first administrator comes in"""
    with environment.prepared():
        _start_django()
        from .companies import create_company

        print(create_company(args.name, args.admin, args.email))
    return 0


def reset_link(args: argparse.Namespace) -> int:
    """print a link by which a person sets a new password; give it to nobody else"""
    with environment.prepared():
        _start_django()
        from .companies import reset_links

        for companies, link in reset_links(args.email):
            print(f"{companies}\n  {link}")
    return 0


def outbox(args: argparse.Namespace) -> int:
    """print the letters that `YUANLIU_SMTP=captured` has kept (the demo does)"""
    with environment.prepared():
        _start_django()
        from yuanliu.kernel.outbound import mail

        for letter in mail.captured()[-args.last :]:
            print(f"{letter['Date']}  {letter['To']}\n{letter['Subject']}\n\n{mail.text_of(letter)}\n{'-' * 60}")
    return 0


def serve(args: argparse.Namespace) -> int:
    """run the web server"""
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    os.environ["YUANLIU_THREADS"] = str(args.threads)
    with environment.prepared():
        Granian(
            "yuanliu.site.front:application",
            address=args.host,
            port=args.port,
            interface=Interfaces.RSGI,
            workers=args.workers,
            websockets=False,
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(header_read_timeout=HEAD_SECONDS * 1000),
            backpressure=SOCKETS,
            log_level=LogLevels.warning,
            respawn_failed_workers=True,
            workers_kill_timeout=10,
        ).serve()
    return 0


def worker(args: argparse.Namespace) -> int:
    """run the jobs and the clock"""
    os.environ.setdefault("YUANLIU_STATEMENT_SECONDS", "900")
    os.environ.setdefault("YUANLIU_LOCK_SECONDS", "60")
    os.environ.setdefault("YUANLIU_IDLE_SECONDS", "300")
    with environment.prepared():
        _start_django()
        from .platform.jobs import run_worker

        run_worker(args.heartbeat, concurrency=args.concurrency, delete_jobs="successful", shutdown_graceful_timeout=10)
    return 0


def doctor(args: argparse.Namespace) -> int:
    """say what is wrong with this installation and what to do about it"""
    from .platform.doctor import examine, examine_data

    healthy = True
    look = examine_data if args.data else examine
    for finding in look(State(default_directory()), _start_django):
        _say(str(finding))
        healthy = healthy and not finding.remedy
    return 0 if healthy else 1


def backup(args: argparse.Namespace) -> int:
    """write the database and the uploaded files into one file"""
    state = State(default_directory())
    with environment.prepared(state):
        backups.backup(environment.owner_url(), state.media, args.file.resolve(), _say)
    return 0


def restore(args: argparse.Namespace) -> int:
    """bring back what `backup` wrote"""
    state = State(default_directory())
    with environment.prepared(state):
        backups.restore(environment.owner_url(), state.media, args.file, _say, replace=args.replace)
    return 0


def check(args: argparse.Namespace) -> int:
    """for developers: whether migrations and the API document follow the code"""
    with environment.prepared():
        _start_django()
        from django.core.management import call_command

        call_command("makemigrations", check=True, dry_run=True, interactive=False)
    return 0 if _openapi(write=False) else 1


def openapi(args: argparse.Namespace) -> int:
    """for developers: write docs/api/openapi.json from the code"""
    with environment.prepared():
        _start_django()
        _openapi(write=True)
    return 0


def _openapi(*, write: bool) -> bool:
    """Whether the committed API document says what the code does; `write` makes it so."""
    from .api import build_api

    schema = build_api().get_openapi_schema(path_prefix="/api/v1/")
    text = json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
    if write:
        _API_DOCUMENT.parent.mkdir(parents=True, exist_ok=True)
        _API_DOCUMENT.write_text(text)
    if _API_DOCUMENT.exists() and _API_DOCUMENT.read_text() == text:
        return True
    _say(f"{_API_DOCUMENT} differs from the code: run `./dev yuanliu openapi`")
    return False


def _announce(url: str, logins: list[list[str]]) -> bool:
    if not supervise.answers(url):
        return False
    width = max((len(email) for _, email, _ in logins), default=0)
    _say(f"\nYuanliu 源流 is ready: {url}\n")
    for role, email, password in logins:
        _say(f"  {email:<{width}}  {password}  {role}")
    _say("\nLetters (invitations, codes) are not sent: `yuanliu outbox` prints them.")
    _say("Ctrl-C stops it; the data stays.")
    return True


def _call(command: str, stdout: int | None = None) -> bytes:
    """Run one of our own commands to its end in a process of its own, and end it when we are ended."""
    process = supervise.spawn(_command(command), stdout)
    try:
        output, _ = process.communicate()
    except BaseException:
        process.terminate()
        process.wait()
        raise
    if process.returncode:
        raise supervise.Refused(f"`yuanliu {command}` failed, see above")
    return output or b""


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "yuanliu.site.cli", *arguments]


def _start_django() -> None:
    """Load the models and what the modules register; only where needed, and after the environment is complete."""
    import django

    django.setup()
    from . import urls  # noqa: F401  the routers say how each object is made, for jobs and the demo as for the API


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _say(line: str) -> None:
    print(line, flush=True)


def _say_aside(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="yuanliu", description="Yuanliu 源流: an open CRM.")
    cores = os.cpu_count() or 1
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(function: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        name = function.__name__.replace("_", "-")
        command = commands.add_parser(name, help=function.__doc__, description=function.__doc__)
        command.set_defaults(command=function)
        return command

    add(demo).add_argument("--port", type=int, default=8000)
    add(migrate)
    add(load_demo)
    founding = add(company)
    founding.add_argument("verb", choices=["create"])
    founding.add_argument("name", help="as its people call it")
    founding.add_argument("--email", required=True, help="of its first administrator")
    founding.add_argument("--admin", default="管理员", help="the administrator's name")
    add(reset_link).add_argument("email")
    add(outbox).add_argument("--last", type=int, default=5, help="so many of them")
    serving = add(serve)
    serving.add_argument("--host", default="127.0.0.1")
    serving.add_argument("--port", type=int, default=8000)
    serving.add_argument("--workers", type=int, default=min(4, cores), help="processes")
    serving.add_argument("--threads", type=int, default=min(8, 2 * cores + 1), help="requests at once in each process")
    working = add(worker)
    working.add_argument("--concurrency", type=int, default=2, help="jobs at once")
    working.add_argument(
        "--heartbeat", type=float, default=10.0, help="seconds; others take over the jobs of who misses three"
    )
    doctoring = add(doctor)
    doctoring.add_argument("--data", action="store_true", help="check the rows of every company against all rules")
    add(backup).add_argument("file", type=Path)
    restoring = add(restore)
    restoring.add_argument("file", type=Path)
    restoring.add_argument("--replace", action="store_true", help="remove what is there first")
    add(check)
    add(openapi)
    return parser


if __name__ == "__main__":
    main()
