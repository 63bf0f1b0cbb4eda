"""Letters with codes, and the clock that forgets old tries to sign in."""

from __future__ import annotations

from procrastinate.contrib.django import app

from yuanliu.kernel.identity import proofs  # noqa: F401  declares send_code
from yuanliu.kernel.identity.throttle import forget_old_tries


@app.periodic(cron="20 3 * * *")
@app.task(name="yuanliu.forget_sign_in_tries", queue="jobs", queueing_lock="forget_sign_in_tries")
def forget_sign_in_tries(timestamp: int) -> None:
    """They name addresses of people; what is older than the limits look at is of no use."""
    forget_old_tries()
