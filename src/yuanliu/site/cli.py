"""The command `yuanliu`: one function per subcommand."""

import argparse
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from .platform import environment, supervise
from .platform.postgres import DatabaseFault
from .platform.state import State, default_directory

_FAULTS = (DatabaseFault, environment.NotConfigured, supervise.Refused)


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


def serve(args: argparse.Namespace) -> int:
    """run the web server"""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    with environment.prepared():
        Granian(
            "yuanliu.site.wsgi:application",
            address=args.host,
            port=args.port,
            interface=Interfaces.WSGI,
            workers=args.workers,
            blocking_threads=args.threads,
            websockets=False,
            log_level=LogLevels.warning,
            respawn_failed_workers=True,
            workers_kill_timeout=10,
        ).serve()
    return 0


def worker(args: argparse.Namespace) -> int:
    """run the jobs and the clock"""
    with environment.prepared():
        _start_django()
        from procrastinate.contrib.django import app
        from procrastinate.contrib.django.django_connector import DjangoConnector

        connector = app.connector
        assert isinstance(connector, DjangoConnector)
        with app.replace_connector(connector.get_worker_connector()):
            app.run_worker(concurrency=args.concurrency, shutdown_graceful_timeout=10)
    return 0


def _announce(url: str, logins: list[list[str]]) -> bool:
    if not supervise.answers(url):
        return False
    width = max((len(email) for _, email, _ in logins), default=0)
    _say(f"\nYuanliu 源流 is ready: {url}\n")
    for role, email, password in logins:
        _say(f"  {email:<{width}}  {password}  {role}")
    _say("\nCtrl-C stops it; the data stays.")
    return True


def _call(command: str, **options: int) -> bytes:
    """Run one of our own commands to its end in a process of its own, and end it when we are ended."""
    process = supervise.spawn(_command(command), **options)
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
    """Load the models; only in commands that need them, and after the environment is complete."""
    import django

    django.setup()


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _say(line: str) -> None:
    print(line, flush=True)


def _say_aside(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="yuanliu", description="Yuanliu 源流: an open CRM.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(function: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        name = function.__name__.replace("_", "-")
        command = commands.add_parser(name, help=function.__doc__, description=function.__doc__)
        command.set_defaults(command=function)
        return command

    add(demo).add_argument("--port", type=int, default=8000)
    add(migrate)
    add(load_demo)
    serving = add(serve)
    serving.add_argument("--host", default="127.0.0.1")
    serving.add_argument("--port", type=int, default=8000)
    serving.add_argument("--workers", type=int, default=min(4, os.cpu_count() or 1), help="processes")
    serving.add_argument("--threads", type=int, default=8, help="requests at once in each process")
    add(worker).add_argument("--concurrency", type=int, default=2, help="jobs at once")
    return parser


if __name__ == "__main__":
    main()
