"""Settings of the site. All that differs between installations comes from the environment."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from yuanliu.site.modules import MODULES

DEBUG = os.environ.get("YUANLIU_DEBUG") == "1"
SECRET_KEY = os.environ.get("YUANLIU_SECRET_KEY", "")
ALLOWED_HOSTS = os.environ.get("YUANLIU_HOSTS", "127.0.0.1,localhost").split(",")
DOORS_REMEMBERED = float(
    os.environ.get("YUANLIU_DOORS_REMEMBERED", "1")
)  # seconds that a public address is not asked for again
TRUSTED_PROXIES = int(os.environ.get("YUANLIU_TRUSTED_PROXIES", "0"))  # proxies of our own before this server
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("YUANLIU_ORIGINS", "").split(",") if origin]
# How people reach us, for the links in letters: never taken from a request, whose Host anybody may write.
PUBLIC_URL = (os.environ.get("YUANLIU_URL") or [*CSRF_TRUSTED_ORIGINS, "http://127.0.0.1:8000"][0]).rstrip("/")
API_DOCUMENT_PUBLIC = os.environ.get("YUANLIU_API_DOCUMENT") == "public"  # else for members
STATE = Path(os.environ.get("YUANLIU_STATE", Path.home() / ".local/share/yuanliu"))
CLIENT_DIST = Path(os.environ.get("YUANLIU_CLIENT", Path(__file__).parents[3] / "web/dist"))


def _database(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    host = query.pop("host", None) or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,  # a restarted database costs no request; one round trip of the pool
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }


#: How long one statement, the wait for a lock, and a transaction that does nothing may take; set in each transaction,
#: so that it holds behind a pooler too. The worker gives its jobs longer (see `yuanliu worker`).
STATEMENT_SECONDS = int(os.environ.get("YUANLIU_STATEMENT_SECONDS", "30"))
LOCK_SECONDS = int(os.environ.get("YUANLIU_LOCK_SECONDS", "10"))
IDLE_SECONDS = int(os.environ.get("YUANLIU_IDLE_SECONDS", "60"))
_POOL = {"min_size": 1, "max_size": int(os.environ.get("YUANLIU_POOL", "10")), "timeout": 10}
_url = os.environ.get("DATABASE_URL", "")
DATABASES = {
    "default": {**_database(_url), "OPTIONS": {"pool": _POOL}},
    "owner": _database(os.environ.get("DATABASE_OWNER_URL", _url)),
}
DATABASE_ROUTERS = ["yuanliu.site.migrate.OwnerMigrates"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_smtp = os.environ.get("YUANLIU_SMTP", "")  # smtp[s]://user:password@host:port, or "captured"
_server = urlsplit(_smtp)
MAIL_OPEN = bool(_smtp)
EMAIL_BACKEND = f"django.core.mail.backends.{'filebased' if _smtp == 'captured' else 'smtp'}.EmailBackend"
EMAIL_FILE_PATH = STATE / "outbox"
EMAIL_HOST, EMAIL_PORT = _server.hostname or "", _server.port or (465 if _server.scheme == "smtps" else 587)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_server.username or ""), unquote(_server.password or "")
EMAIL_USE_SSL = _server.scheme == "smtps"
EMAIL_USE_TLS = _server.scheme == "smtp" and dict(parse_qsl(_server.query)).get("tls") != "no"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("YUANLIU_MAIL_FROM") or EMAIL_HOST_USER or "yuanliu@localhost"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.headless",
    "yuanliu.kernel.tenancy",
    "yuanliu.kernel.events",
    "yuanliu.kernel.work",
    "yuanliu.kernel.outbound",
    "yuanliu.kernel.identity",
    "yuanliu.kernel.access",
    "yuanliu.kernel.metadata",
    "yuanliu.kernel.jobs",
    "yuanliu.kernel.files",
    "yuanliu.kernel.notifications",
    "yuanliu.kernel.records",
    "yuanliu.kernel.imports",
    "yuanliu.kernel.approvals",
    *MODULES,
]

MIDDLEWARE = [
    "yuanliu.site.headers.SafeHeaders",
    "yuanliu.site.problems.ApiProblems",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",  # the sign-in library answers in the reader's language
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "yuanliu.kernel.identity.devices.KnownDevices",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]

ROOT_URLCONF = "yuanliu.site.urls"
WSGI_APPLICATION = "yuanliu.site.wsgi.application"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
WHITENOISE_ROOT = CLIENT_DIST if CLIENT_DIST.is_dir() else None
WHITENOISE_INDEX_FILE = False
STATIC_URL = "/static/"

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": STATE / "media"}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "yuanliu.kernel.files.uploads.LimitedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
USE_TZ = True
TIME_ZONE = "UTC"

AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = ["yuanliu.kernel.access.backend.MemberBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email"]},
    },
    {"NAME": "yuanliu.kernel.identity.passwords.LengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "yuanliu.kernel.identity.passwords.NamesValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    *(["django.contrib.auth.hashers.MD5PasswordHasher"] if os.environ.get("YUANLIU_QUICK_PASSWORDS") == "1" else []),
]
if os.environ.get("YUANLIU_QUICK_PASSWORDS") == "1":  # tests only: hashing a hundred members would take a minute
    PASSWORD_HASHERS.reverse()

ACCOUNT_ADAPTER = "yuanliu.kernel.identity.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_RATE_LIMITS = {
    "login": "1000/m/ip",  # wrong passwords are counted by identity.throttle
    "login_failed": "5/5m/key",  # wrong codes of the second factor
    "change_password": "5/m/user",
    "reauthenticate": "5/m/user",
    "reset_password": "20/m/ip,3/h/key",
    "reset_password_from_key": "20/m/ip",
    "sign_up": "10/h/ip,5/h/key",
    "prove_address": "5/h/user",
    "join": "300/m/ip,10/d/key",  # a password that opens another sign-in of the address is told, so guesses are counted
}
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # an e-mail is unique among those who have proven it; see identity.models.User
HEADLESS_ONLY = True
HEADLESS_CLIENTS = ("browser",)
HEADLESS_FRONTEND_URLS = {"account_reset_password_from_key": f"{PUBLIC_URL}/reset/{{key}}"}
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60  # seconds; a link is good for once
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "yuanliu.kernel.identity.links.ResetTokens"  # noqa: S105
TERMS_URL = os.environ.get("YUANLIU_TERMS", "")  # where the operator's terms can be read
SIGN_UP_OPEN = os.environ.get("YUANLIU_SIGN_UP") == "1"  # whether strangers may found a company of their own here
USERSESSIONS_TRACK_ACTIVITY = False
MFA_ADAPTER = "yuanliu.kernel.identity.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "django_cache"},
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("YUANLIU_HTTPS") == "1"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("YUANLIU_LOG", "WARNING")},
}
