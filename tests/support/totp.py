"""What a member's authenticator shows."""

import time

from allauth.mfa import app_settings
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

_LASTS = 5  # seconds that a code needs from being read until it has been checked


def shown_code(secret: str) -> str:
    """The code of now; one that is about to end is waited out, as its reader would."""
    left = app_settings.TOTP_PERIOD - time.time() % app_settings.TOTP_PERIOD
    if left < _LASTS:
        time.sleep(left)
    (counter,) = yield_hotp_counters_from_time()
    return format_hotp_value(hotp_value(secret, counter))
