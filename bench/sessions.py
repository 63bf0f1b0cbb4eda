"""`python -m bench.sessions 64`: signs members of the big company in; prints {e-mail: session key} as JSON."""

import json
import sys

from bench.data.size import DOMAIN
from yuanliu.site.platform import environment

STRANGER = "admin@small1.example"  # of another company


def sign_in(members: int) -> dict[str, str]:
    """Session keys of so many members of the big company, and of one stranger, by e-mail; needs Django."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from yuanliu.kernel.identity.models import User

    people = User.objects.filter(email__endswith=f"@{DOMAIN}").order_by("email")[:members]
    keys = {}
    for user in [*people, *User.objects.filter(email=STRANGER)]:
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        keys[user.email] = session.session_key
    return keys


if __name__ == "__main__":
    with environment.prepared():
        import django

        django.setup()
        print(json.dumps(sign_in(int(sys.argv[1]))))
