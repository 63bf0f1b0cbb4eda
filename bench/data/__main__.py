"""`python -m bench.data small`: fills the database of the environment (called by bench.places)."""

import sys
import time

from yuanliu.site.platform import environment

STARTED = time.monotonic()


def say(line: str) -> None:
    """With the seconds since the start."""
    print(f"{time.monotonic() - STARTED:6.0f} s  {line}", flush=True)


if __name__ == "__main__":
    with environment.prepared():
        import django

        django.setup()
        from bench.data.load import load
        from bench.data.size import DATA_SETS
        from yuanliu.site import urls  # noqa: F401  the routers say how each object is made

        load(DATA_SETS[sys.argv[1]], say)
