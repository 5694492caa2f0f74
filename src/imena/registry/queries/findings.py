"""The findings that stand: not replaced, or replaced only by an amendment not yet closed (I10)."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from imena.registry.models import Finding


def standing() -> QuerySet[Finding]:
    """All findings that nobody has replaced.

    Inside an open examination a correction counts at once; one that an amendment makes to an
    examination closed before counts when the amendment is closed itself, and until then the
    amendment's own findings do not.
    """
    replacing = Finding.objects.filter(replaces=OuterRef("pk"))
    done = replacing.filter(Q(examination=OuterRef("examination")) | ~Q(examination__status="open"))
    unfinished = Q(examination__status="open", examination__amends__isnull=False)
    return Finding.objects.filter(~Exists(done)).exclude(unfinished)
