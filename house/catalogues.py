"""Which room says its words from which catalogue, and where the Ukrainian stands."""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from house.extraction import Found, messages_of, messages_of_template

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "imena"
UKRAINIAN = SOURCE / "language" / "locale" / "uk" / "LC_MESSAGES"

#: Path prefix inside the package → domain; the first that fits decides.
ROOMS = (
    ("exchange/reference/", "verify"),
    ("cli/verify.py", "verify"),
    ("exchange/search_run/", "search"),
    ("cli/search.py", "search"),
    ("exchange/operation/", "operation"),
    ("exchange/lists/", "estimate"),
    ("cli/estimate", "estimate"),
    ("registry/words/estimates.py", "estimate"),
    ("cli/operation_import.py", "operation"),
    ("cli/operation_export.py", "operation"),
    ("exchange/", "casefile"),
    ("cli/validate.py", "casefile"),
    ("cli/reading.py", "casefile"),
    ("registry/words/claim", "claims"),
    ("registry/words/figures.py", "figures"),
    ("reports/publication/", "figures"),
    ("cli/figures", "figures"),
    ("cli/claim.py", "claims"),
    ("registry/words/records.py", "record"),
    ("registry/words/left_out.py", "reconcile"),
    ("reconciliation/apart/", "registry"),
    ("cli/show.py", "record"),
    ("registry/words/evidence.py", "evidence"),
    ("registry/words/numbers.py", "numbering"),
    ("reports/labels/", "numbering"),
    ("reports/dossier/", "dossier"),
    ("reports/bulletin/", "bulletin"),
    ("cli/bulletin.py", "bulletin"),
    ("cli/dossier.py", "dossier"),
    ("cli/labels.py", "numbering"),
    ("cli/numbers.py", "numbering"),
    ("registry/backup/record.py", "doctor"),
    ("registry/backup/", "backup"),
    ("cli/backup.py", "backup"),
    ("cli/backup_passphrase.py", "backup"),
    ("cli/restore.py", "backup"),
    ("registry/doctor.py", "doctor"),
    ("registry/at_start.py", "doctor"),
    ("registry/pictures/damage.py", "doctor"),
    ("registry/engine/", "doctor"),
    ("cli/doctor.py", "doctor"),
    ("cli/init.py", "registry"),
    ("cli/team.py", "registry"),
    ("cli/user.py", "registry"),
    ("cli/audit.py", "registry"),
    ("cli/reads.py", "registry"),
    ("cli/invariants.py", "registry"),
    ("cli/signing_in.py", "registry"),
    ("cli/deciding/", "deciding"),
    ("cli/reconcile", "reconcile"),
    ("cli/hypotheses.py", "reconcile"),
    ("cli/sample_plan", "sample_plan"),
    ("registry/words/duplicates.py", "missing"),
    ("cli/duplicates.py", "missing"),
    ("cli/find.py", "missing"),
    ("cli/missing_words.py", "missing"),
    ("cli/remains", "remains"),
    ("registry/ledger/", "ledger"),
    ("cli/ledger.py", "ledger"),
    ("registry/services/", "registry"),
    ("registry/queries/", "registry"),
    ("registry/findings/", "registry"),
    ("registry/pictures/", "registry"),
    ("registry/refusals.py", "registry"),
    ("registry/figure_form.py", "registry"),
    ("registry/invariants.py", "registry"),
    ("reports/", "report"),
    ("language/", "numbers"),
    ("cli/serve.py", "web"),
    ("cli/", "cli"),
    ("web/api/", "web_api"),
    ("web/drawings/", "web_drawings"),
    ("web/filling/", "web_filling"),
    ("web/", "web"),
)

#: A place of the web speaks from a catalogue of its own: so do its views and its templates.
_PLACE = re.compile(r"web/(?:views|forms|templates)/(\w+)[./]")

_PLACEHOLDER = re.compile(r"\{(\w*)[^{}]*\}")


@dataclass(frozen=True)
class Gathered:
    """What the sources of one domain say: message → its plural (or ``None``)."""

    domain: str
    messages: dict[str, str | None]
    problems: tuple[str, ...]


def domain_of(path: Path, package: Path = SOURCE) -> str | None:
    """The catalogue a source file speaks from, or ``None`` when its room does not speak."""
    inside = path.relative_to(package).as_posix()
    if (place := _PLACE.match(inside)) and (inside.count("/") > 2 or inside.endswith(".py")):
        return f"web_{place[1]}"
    return next((domain for prefix, domain in ROOMS if inside.startswith(prefix)), None)


def gather(package: Path = SOURCE) -> dict[str, Gathered]:
    """All messages of the package, by domain, in the order of files and lines."""
    found: dict[str, dict[str, str | None]] = {domain: {} for _, domain in ROOMS}
    problems: dict[str, list[str]] = {domain: [] for _, domain in ROOMS}
    for path in sorted([*package.rglob("*.py"), *package.rglob("templates/**/*.html")]):
        room = domain_of(path, package)
        if room is not None:
            found.setdefault(room, {})
            problems.setdefault(room, [])
        text = path.read_text(encoding="utf-8")
        said = (
            messages_of(text, room, _room_of_module)
            if path.suffix == ".py"
            else messages_of_template(text, str(room))
        )
        for item in said:
            where = f"{path.relative_to(package)}:{item.line}"
            _add(item, where, found, problems)
    return {d: Gathered(d, found[d], tuple(problems[d])) for d in found if found[d] or problems[d]}


def _room_of_module(module: str) -> str | None:
    _, *inside = module.split(".")
    return domain_of(Path(*inside).with_suffix(".py"), Path()) if inside else None


def _add(
    item: Found,
    where: str,
    found: dict[str, dict[str, str | None]],
    problems: dict[str, list[str]],
) -> None:
    domain = item.domain
    if domain not in found:
        problems[next(iter(problems))].append(f"{where}: no catalogue is called {domain!r}")
    elif item.problem is not None:
        problems[domain].append(f"{where}: {item.problem}")
    else:
        known = found[domain].get(item.message)
        found[domain][item.message] = item.plural if item.plural is not None else known


def read(domain: str, folder: Path = UKRAINIAN) -> Catalog | None:
    """The Ukrainian catalogue of ``domain``, or ``None`` when there is none yet."""
    path = folder / f"{domain}.po"
    if not path.exists():
        return None
    with path.open("rb") as file:
        return read_po(file, locale="uk", domain=domain)


def updated(gathered: Gathered, old: Catalog | None) -> Catalog:
    """A catalogue with exactly the messages the sources say, known translations kept."""
    kept = {} if old is None else {_singular(m): m for m in old if m.id}
    new = Catalog(
        locale="uk",
        domain=gathered.domain,
        project="Imena",
        version="1",
        copyright_holder="The Imena authors",
        fuzzy=False,
    )
    new.header_comment = f"# Imena, what is said in Ukrainian: {gathered.domain}."
    if old is not None:
        new.creation_date, new.revision_date = old.creation_date, old.revision_date
    for one, many in gathered.messages.items():
        known = kept.get(one)
        comments = [] if known is None else known.user_comments
        new.add((one, many) if many else one, _translation(known, many), user_comments=comments)
    return new


def _translation(known: Message | None, many: str | None) -> str | tuple[str, ...]:
    empty: str | tuple[str, ...] = ("", "", "") if many else ""
    if known is None or isinstance(known.string, str) == bool(many):
        return empty
    strings = strings_of(known)
    return tuple(strings) if many else strings[0]


def strings_of(message: Message) -> list[str]:
    """The Ukrainian of a message: one text, or one for each plural form; "" where there is none."""
    if message.string is None or isinstance(message.string, str):
        return [message.string or ""]
    return list(message.string)


def _singular(message: Message) -> str:
    return str(message.id if isinstance(message.id, str) else message.id[0])


def written(catalogue: Catalog) -> bytes:
    """The text of the ``.po`` file, in one settled form."""
    out = BytesIO()
    write_po(out, catalogue, width=100, no_location=True)
    return out.getvalue()


def compiled(catalogue: Catalog) -> bytes:
    """The ``.mo`` file that says the same."""
    out = BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def findings(package: Path = SOURCE, folder: Path = UKRAINIAN) -> list[str]:
    """What is wrong between sources, ``.po`` and ``.mo``; empty when they agree."""
    out: list[str] = []
    for domain, gathered in gather(package).items():
        out.extend(gathered.problems)
        catalogue = read(domain, folder)
        if catalogue is None:
            out.append(f"{domain}.po: there is no such catalogue")
            continue
        held = {_singular(m): m for m in catalogue if m.id}
        out.extend(f"{domain}.po: lacks {m!r}" for m in gathered.messages if m not in held)
        out.extend(f"{domain}.po: nobody says {m!r}" for m in held if m not in gathered.messages)
        for message in held.values():
            out.extend(f"{domain}.po: {problem}" for problem in _of_message(message, gathered))
        out.extend(_of_compiled(domain, catalogue, folder))
    return out


def _of_message(message: Message, gathered: Gathered) -> Iterator[str]:
    one = _singular(message)
    strings = strings_of(message)
    if message.fuzzy:
        yield f"{one!r} is marked fuzzy"
    if bool(gathered.messages.get(one)) != message.pluralizable:
        if one in gathered.messages:
            yield f"{one!r} is singular on one side and plural on the other"
    elif message.pluralizable and len(strings) != 3:
        yield f"{one!r} needs three plural forms"
    if not all(strings):
        yield f"{one!r} has no Ukrainian"
        return
    wanted = _placeholders(one) | _placeholders(gathered.messages.get(one) or "")
    free = {"n"} if message.pluralizable else set()
    for string in strings:
        if _placeholders(string) - free != wanted - free:
            yield f"{one!r}: the placeholders of {string!r} differ"


def _placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text.replace("{{", "").replace("}}", "")))


def _of_compiled(domain: str, catalogue: Catalog, folder: Path) -> Iterator[str]:
    path = folder / f"{domain}.mo"
    if not path.exists():
        yield f"{domain}.mo: is missing"
        return
    with path.open("rb") as file:
        said = gettext.GNUTranslations(file)
    for message in catalogue:
        strings = strings_of(message)
        if not message.id or not all(strings):
            continue
        one = _singular(message)
        if isinstance(message.id, str):
            same = said.gettext(one) == strings[0]
        else:
            plural = message.id[1]
            same = [said.ngettext(one, plural, n) for n in (1, 2, 5)] == strings
        if not same:
            yield f"{domain}.mo: differs from the .po at {one!r}"
