"""A new business object is three files: the example of the developer guide passes every contract test of the product."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_example_keeps_the_records_contract():
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "YUANLIU_TEST"))},
        "YUANLIU_MODULES": "competitor",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "examples")]),
    }
    tests = ["tests/contract/test_records.py", "tests/contract/test_routes.py", "-k", "competitor"]
    command = [sys.executable, "-m", "pytest", *tests, "-q", "-p", "no:xdist", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert " passed" in done.stdout
