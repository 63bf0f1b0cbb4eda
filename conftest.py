"""Fixtures for every test of the repository, beside the code and below `tests/`."""

pytest_plugins = ["tests.support.plugin"]
