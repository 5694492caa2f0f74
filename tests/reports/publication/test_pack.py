"""A publication pack says one thing in all its files, names nobody, and shows what was altered."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from imena.registry.start import start

start()

from imena.registry.queries.figures.answers import Answer  # noqa: E402
from imena.registry.queries.figures.notices import Notice  # noqa: E402
from imena.registry.queries.figures.statements import Said  # noqa: E402
from imena.reports.publication.content import NotAPackError, Pack, pack_of  # noqa: E402
from imena.reports.publication.pack import (  # noqa: E402
    DATA,
    LINES,
    MANIFEST,
    PAGES,
    SIGNATURE,
    checked,
    files,
    read,
    write,
)
from imena.reports.publication.signature import (  # noqa: E402
    KeyUnusableError,
    new_key,
    public_of,
    signed,
)

NOON = datetime(2031, 6, 2, 12, tzinfo=UTC)


def said(**otherwise: Any) -> Said:
    sexes = {"female": 215, "male": None, "unknown": None}
    given = Said(
        number="FIG-20310602-1-A",
        query="persons.named",
        version=1,
        unit="persons_identified",
        as_of=NOON,
        known_at=4321,
        known_on=NOON,
        known_hash="ab" * 32,
        operation="PROBA",
        operation_uk="Проба",
        operation_en="",
        sites=(),
        closed_because="",
        result={"value": 240, "more_may_exist": False},
        partition_by="sex",
        partition=tuple(
            {"line": line, "unit": "persons_identified", "value": n, "attributes": ["sex"]}
            | ({} if n is not None else {"withheld": True})
            for line, n in sexes.items()
        ),
        exclusions=({"code": "graves_unopened", "unit": "graves", "value": 12},),
        small=5,
        author="",
        approver="",
        approved_at=NOON,
        digest="cd" * 32,
        corrects="",
        corrected_by=(),
    )
    return replace(given, **otherwise)


def notice() -> Notice:
    before, after = (
        Answer("persons_identified", {"value": n, "more_may_exist": False}, (), ())
        for n in (240, 239)
    )
    acts = {"identification.reverse": 1}
    return Notice("FIG-20310602-1-A", before, after, 5000, 0, 1, 0, acts, ("FIG-2",), "FIG-3")


@pytest.fixture(params=["folder", "pack.zip"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return tmp_path / str(request.param)


def test_what_was_written_is_whole_and_the_same_bytes_each_time(place: Path) -> None:
    pack = Pack(said(), (notice(),))
    write(pack, place)
    found = read(place)
    assert checked(found).whole
    assert checked(found).pack == pack
    write(pack, place)
    assert read(place) == found == files(pack)


@pytest.mark.parametrize("name", sorted([DATA, LINES, *PAGES.values()]))
def test_whatever_is_altered_is_seen(name: str) -> None:
    found = files(Pack(said()))
    assert b"240" in found[name]
    forged = {**found, name: found[name].replace(b"240", b"250")}
    assert checked(forged).altered == (name,)
    assert name == DATA or checked(forged).otherwise == (name,)
    # Somebody who writes the list anew as well is seen by the pages.
    remade = {**forged, MANIFEST: files(Pack(said()))[MANIFEST]}
    manifest = json.loads(remade[MANIFEST])
    import hashlib

    manifest["sha256"][name] = hashlib.sha256(forged[name]).hexdigest()
    result = checked({**remade, MANIFEST: json.dumps(manifest).encode()})
    assert not result.altered
    assert result.otherwise


class TestSigned:
    """Whose a pack is, is shown by a key that only the office has."""

    KEY = new_key("вигаданий пароль")

    def sign(self, manifest: bytes) -> bytes:
        return signed(manifest, self.KEY, "вигаданий пароль")

    def test_the_key_that_signed_it_is_told(self, place: Path) -> None:
        write(Pack(said()), place, self.sign)
        found = checked(read(place))
        assert found.whole
        assert found.signer == public_of(self.KEY, "вигаданий пароль")
        assert checked(files(Pack(said()))).signer == ""

    def test_written_again_without_one_it_bears_no_old_signature(self, tmp_path: Path) -> None:
        write(Pack(said()), tmp_path, self.sign)
        write(Pack(said(result={"value": 241, "more_may_exist": False})), tmp_path)
        assert checked(read(tmp_path)).whole
        assert checked(read(tmp_path)).signer == ""

    def test_a_signature_of_another_pack_does_not_hold(self) -> None:
        mine, other = files(Pack(said()), self.sign), files(Pack(said(number="FIG-2")), self.sign)
        found = checked({**mine, SIGNATURE: other[SIGNATURE]})
        assert (found.altered, found.signer) == ((SIGNATURE,), "")

    def test_another_s_key_is_told_as_another_s(self) -> None:
        mine = files(Pack(said()), self.sign)
        theirs = new_key("їхній")
        forged = {**mine, SIGNATURE: signed(mine[MANIFEST], theirs, "їхній")}
        assert checked(forged).signer == public_of(theirs, "їхній")
        swapped = json.loads(forged[SIGNATURE]) | {
            "publicKey": json.loads(mine[SIGNATURE])["publicKey"]
        }
        assert checked({**mine, SIGNATURE: json.dumps(swapped).encode()}).altered == (SIGNATURE,)

    @pytest.mark.parametrize(
        "wrong",
        [{}, [], "x", {"format": "imena-statement-signature", "algorithm": "none"},
         {"format": "imena-statement-signature", "algorithm": "Ed25519", "publicKey": "zz",
          "signature": ""}],
    )  # fmt: skip
    def test_what_is_no_signature_is_refused(self, wrong: Any) -> None:
        with pytest.raises(NotAPackError):
            checked({**files(Pack(said())), SIGNATURE: json.dumps(wrong).encode()})

    def test_a_key_is_opened_by_its_passphrase_alone(self) -> None:
        with pytest.raises(KeyUnusableError):
            public_of(self.KEY, "інший")
        with pytest.raises(KeyUnusableError):
            public_of(b"-----BEGIN NOTHING-----", "вигаданий пароль")


def test_a_pack_of_another_version_is_not_compared_letter_for_letter() -> None:
    made = files(Pack(said(), made_by="0.0.1"))
    assert checked(made).other_version
    assert checked(made).whole


@pytest.mark.parametrize(
    "wrong",
    [{}, {"format": "imena-statement", "formatVersion": 2}, [], {"format": 1}, "x"],
)
def test_what_is_no_pack_is_refused(wrong: Any, tmp_path: Path) -> None:
    with pytest.raises(NotAPackError):
        pack_of(wrong)
    with pytest.raises(NotAPackError):
        checked({**files(Pack(said())), DATA: json.dumps(wrong).encode()})
    (tmp_path / "pack").mkdir()
    with pytest.raises(NotAPackError, match="manifest"):
        read(tmp_path / "pack")
    bad = tmp_path / "bad.zip"
    bad.write_bytes(b"PK\x03\x04 no zip")
    with pytest.raises(NotAPackError):
        read(bad)
    with zipfile.ZipFile(bad, "w") as zipped:
        for name, data in files(Pack(said())).items():
            zipped.writestr(name, data)
        zipped.writestr("../evil", b"")
    with pytest.raises(NotAPackError, match="evil"):
        read(bad)


def test_the_pages_say_unit_definition_exclusions_and_why() -> None:
    found = files(Pack(said(result={"value": 240, "more_may_exist": True}), (notice(),)))
    uk, en = (found[PAGES[language]].decode() for language in ("uk", "en"))
    assert "Люди, чиї імена встановлено: 240" in uk
    assert "Persons identified: 240" in en
    assert "рішенням за двома підписами" in uk
    assert "невідкриті могили: 12" in uk
    assert "graves that are not opened: 12" in en
    assert "Можуть існувати й інші місця" in uk
    assert "More sites may exist" in en
    assert "(1)" in en
    assert "FIG-3" in en
    for page in (uk, en):
        assert "http://" not in page
        assert "https://" not in page
        assert "style=" not in page


def test_a_spreadsheet_gets_every_number_with_its_unit_and_none_that_is_withheld() -> None:
    rows = list(csv.DictReader(io.StringIO(files(Pack(said()))[LINES].decode("utf-8-sig"))))
    assert [(r["row"], r["code"], r["unit"], r["value"], r["withheld"]) for r in rows] == [
        ("total", "persons.named", "persons_identified", "240", ""),
        ("line", "female", "persons_identified", "215", ""),
        ("line", "male", "persons_identified", "", "yes"),
        ("line", "unknown", "persons_identified", "", "yes"),
        ("not_counted", "graves_unopened", "graves", "12", ""),
    ]
