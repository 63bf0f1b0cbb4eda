"""The command `yuanliu`: one function per subcommand."""

import argparse
import sys

from .platform import environment
from .platform.postgres import DatabaseFault


def main() -> None:
    """Run the command line."""
    args = _parser().parse_args()
    try:
        with environment.prepared():
            sys.exit(args.command(args))
    except (DatabaseFault, environment.NotConfigured) as fault:
        sys.exit(f"yuanliu: {fault}")


def migrate(args: argparse.Namespace) -> int:
    """Bring the database to this version and raise the tenant wall."""
    environment.owner_url()
    _start_django()
    from . import migrate as migration

    migration.migrate(_say)
    return 0


def _start_django() -> None:
    """Load the models; only in commands that need them, and after the environment is complete."""
    import django

    django.setup()


def _say(line: str) -> None:
    print(line, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="yuanliu", description="Yuanliu 源流 CRM")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(function, **options) -> argparse.ArgumentParser:
        name = function.__name__.replace("_", "-")
        sub = commands.add_parser(name, help=function.__doc__, **options)
        sub.set_defaults(command=function)
        return sub

    add(migrate)
    return parser


if __name__ == "__main__":
    main()
