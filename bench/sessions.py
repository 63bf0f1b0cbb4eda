"""`python -m bench.sessions 64`: signs members of the big company in; prints {e-mail: session key} as JSON."""

import json
import sys

from yuanliu.site.platform import environment

if __name__ == "__main__":
    with environment.prepared():
        import django

        django.setup()
        from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
        from django.contrib.sessions.backends.db import SessionStore
        from django.db.models import Q

        from bench.data.size import DOMAIN
        from yuanliu.kernel.identity.models import User

        keys = {}
        for user in User.objects.filter(Q(email__endswith=f"@{DOMAIN}") | Q(email="admin@small1.example")).order_by(
            "email"
        )[: int(sys.argv[1])]:
            session = SessionStore()
            session[SESSION_KEY] = str(user.pk)
            session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
            session[HASH_SESSION_KEY] = user.get_session_auth_hash()
            session.save()
            keys[user.email] = session.session_key
        print(json.dumps(keys))
