"""Whether the photographs that are kept are still what was kept, byte for byte."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from uuid import UUID

from imena.language import message
from imena.registry.engine.judgement import Judgement, Level
from imena.registry.models import FilePart, Photograph

#: Damaged photographs of which it is said whose they are.
_NAMED = 10
#: Stretches of files read from the database at once: a few megabytes of memory.
_AT_ONCE = 32


def judge_photographs() -> Judgement:
    """Read the original of every photograph and compare it with the digest in its record.

    Takes as long as reading all of them from the disk. A file without bytes is damaged too. Says of
    which graves and remains the damaged ones are.
    """
    about: dict[UUID, list[str]] = defaultdict(list)
    digests: dict[UUID, str] = {}
    rows = Photograph.objects.values_list(
        "file_id", "file__sha256", "unit__number", "burial_unit__number"
    )
    for file, sha256, unit, grave in rows.iterator():
        digests[file] = sha256
        about[file].append(unit or grave)
    whole = {file for file, sha256 in _computed() if digests.get(file) == sha256}
    damaged = digests.keys() - whole
    values: dict[str, object] = {"all": len(digests), "n": len(damaged)}
    if not damaged:
        return Judgement(
            "photographs", Level.OK,
            message("All photographs are what was kept ({all} files)."), values=values,
        )  # fmt: skip
    which = sorted({number for file in damaged for number in about[file]})
    values["which"] = ", ".join(which[:_NAMED]) + (" …" if len(which) > _NAMED else "")
    return Judgement(
        "photographs", Level.REFUSE,
        message("{n} of {all} files of photographs are not what was kept: those of {which}."),
        message(
            "Somebody altered them, or the disk is failing. Copy the folder away and restore the "
            "last good backup."
        ),
        values,
    )  # fmt: skip


def _computed() -> Iterator[tuple[UUID, str]]:
    """The digest of each original as its bytes now are."""
    parts = FilePart.objects.filter(copy="original").order_by("file_id", "copy", "place")
    stretches = parts.values_list("file_id", "data").iterator(chunk_size=_AT_ONCE)
    for file, its in groupby(stretches, key=itemgetter(0)):
        digest = hashlib.sha256()
        for _, data in its:
            digest.update(data)
        yield file, digest.hexdigest()
