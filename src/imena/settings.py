"""Django's settings, read from the environment. Nothing here opens a file for writing or a port.

``DATABASE_URL``   ``postgresql://…``; without it one encrypted SQLite file in ``IMENA_HOME``
``IMENA_HOME``     the folder that keeps the data, ``imena-data`` under the current one by default
``IMENA_RESCUE``   read an SQLite case file where nothing can be written any more
``IMENA_SPACE_WARN``, ``IMENA_SPACE_FLOOR``, ``IMENA_BALLAST``  MiB, see
:class:`~imena.registry.engine.place.Room`
``IMENA_NAMED_READS``  about how many people somebody reads in a day before they are asked why,
1000 by default, 0 = nobody is asked
``IMENA_TIME_ZONE``  the zone times are shown in; they are stored in UTC
``IMENA_HOSTS``    the names the pages are asked for by, with spaces between, besides this machine’s
``IMENA_HTTPS``    "yes" behind a proxy that ends HTTPS and sets ``X-Forwarded-Proto`` itself

The passphrase (``IMENA_PASSPHRASE``, ``IMENA_PASSPHRASE_FILE``) is read where the key is made, in
:mod:`imena.registry.engine.key`: settings are printed by too many tools to hold a secret.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from imena.registry.engine.address import SQLITE, database_settings
from imena.registry.engine.place import Room

HOME = Path(os.environ.get("IMENA_HOME") or "imena-data").absolute()
ROOM = Room.from_environment(os.environ)
DATABASES = {"default": database_settings(os.environ.get("DATABASE_URL", ""), HOME, ROOM)}
if os.environ.get("IMENA_RESCUE") and DATABASES["default"]["ENGINE"] == SQLITE:
    DATABASES["default"]["OPTIONS"]["rescue"] = True


NAMED_READS = int(os.environ.get("IMENA_NAMED_READS") or 1000)


def _secret_key() -> str:
    """The office's signing key; without one, a key that dies with the process."""
    kept = HOME / "secret-key"
    return kept.read_text(encoding="ascii").strip() if kept.exists() else secrets.token_urlsafe(50)


SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *os.environ.get("IMENA_HOSTS", "").split()]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "imena.registry",
    "imena.web",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "registry.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "uk"
LANGUAGES = [("uk", "Українська"), ("en", "English")]
USE_TZ = True
TIME_ZONE = os.environ.get("IMENA_TIME_ZONE") or "Europe/Kyiv"

ROOT_URLCONF = "imena.web.urls"
APPEND_SLASH = False
STATIC_URL = "/static/"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "imena.web.middleware.headers.Headers",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "imena.web.middleware.speaking.Speaking",
    "django.middleware.csrf.CsrfViewMiddleware",
    "imena.web.middleware.readable.Readable",
    "imena.web.middleware.signed_in.SignedIn",
    "imena.web.middleware.refusing.Refusing",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "web" / "templates"],
        "OPTIONS": {
            "builtins": ["django.templatetags.static", "imena.web.templatetags.imena"],
            "context_processors": [
                "django.template.context_processors.csrf",
                "imena.web.frame.frame",
            ],
        },
    }
]
CSRF_FAILURE_VIEW = "imena.web.views.errors.not_from_here"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
# A file that is brought stays in memory: on a disk it would lie there as it is.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 20_000_000

if os.environ.get("IMENA_HTTPS", "").lower() == "yes":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    # A cookie so named is taken from this host alone, and over HTTPS alone.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-imena", "__Host-imena-csrf"
