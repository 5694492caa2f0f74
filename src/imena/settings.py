"""Django's settings, read from the environment. Nothing here opens a file for writing or a port.

``DATABASE_URL``   ``postgresql://…``; without it one encrypted SQLite file in ``IMENA_HOME``
``IMENA_HOME``     the folder that keeps the data, ``imena-data`` under the current one by default
``IMENA_RESCUE``   read an SQLite case file where nothing can be written any more
``IMENA_SPACE_WARN``, ``IMENA_SPACE_FLOOR``, ``IMENA_BALLAST``  MiB, see
:class:`~imena.registry.engine.place.Room`
``IMENA_TIME_ZONE``  the zone times are shown in; they are stored in UTC

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


def _secret_key() -> str:
    """The office's signing key; without one, a key that dies with the process."""
    kept = HOME / "secret-key"
    return kept.read_text(encoding="ascii").strip() if kept.exists() else secrets.token_urlsafe(50)


SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "imena.registry",
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
