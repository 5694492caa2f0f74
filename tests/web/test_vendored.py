"""What the pages load is here, unaltered and with its licence; no other machine is asked."""

from __future__ import annotations

import hashlib
import re
import tomllib

from imena.web.served import FOLDERS, FONTS, STATIC

TEMPLATES = STATIC.parent / "templates"
VENDOR = STATIC / "vendor"


def test_what_others_wrote_is_as_they_wrote_it_and_under_its_licence() -> None:
    named = tomllib.loads((VENDOR / "vendor.toml").read_text(encoding="utf-8"))["script"]
    for script in named:
        assert (
            hashlib.sha256((VENDOR / script["file"]).read_bytes()).hexdigest() == script["sha256"]
        )
        assert (VENDOR / script["licence_file"]).stat().st_size > 0
    listed = {"vendor.toml"} | {s[key] for s in named for key in ("file", "licence_file")}
    assert {path.name for path in VENDOR.iterdir()} == listed


def test_every_file_a_page_or_a_sheet_names_is_there() -> None:
    for template in TEMPLATES.rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        for name in re.findall(r"\{% static '([^']+)' %\}", text):
            folders = [folder / name[len(under) :] for under, folder in FOLDERS.items()
                       if name.startswith(under)]  # fmt: skip
            assert any(path.is_file() for path in folders), (template.name, name)
    for sheet in (STATIC / "css").glob("*.css"):
        for name in re.findall(r"url\(\.\./fonts/([^)]+)\)", sheet.read_text(encoding="utf-8")):
            assert (FONTS / name).is_file(), (sheet.name, name)


def test_no_page_sheet_or_script_of_ours_names_another_machine() -> None:
    ours = [*TEMPLATES.rglob("*.html"), *STATIC.glob("*.js"), *STATIC.rglob("*.css")]
    for path in ours:
        assert not re.search(r"(?:https?:)?//[a-z0-9-]+\.[a-z]", path.read_text("utf-8")), path.name
