"""Language and theme as this browser chose them; nothing of anybody’s is kept in these cookies."""

from __future__ import annotations

LANGUAGE_COOKIE, THEME_COOKIE = "imena_language", "imena_theme"
THEMES = ("light", "dark")
