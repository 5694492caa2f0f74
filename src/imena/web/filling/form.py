"""A form: what was typed, what is wrong with it, and which group of questions is shown."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.safestring import SafeString

from imena.language import Words, message
from imena.registry.refusals import NotAllowed, NotYours, Refused, Repeated, Stale
from imena.web.filling import conflict, drafts
from imena.web.filling.conflict import BOTH, CHOOSE, NOW, Line
from imena.web.filling.fields import Field, Typed, Wrong
from imena.web.request import Request

_CHOOSE = message("Choose for “{label}”: what stands now, what you wrote, or both.")


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that are asked together; in the field one group is one screen."""

    heading: str
    fields: tuple[Field, ...]
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A field as it is shown: with what stands in it, and what is wrong with that."""

    field: Field
    values: Typed
    problem: str

    @property
    def first(self) -> str:
        """What stands in a field that holds one text."""
        return self.values[0] if self.values else ""

    @property
    def said(self) -> str:
        """What stands in it, for a person."""
        return self.field.said(self.values)


class Form:
    """What was sent of a form about one record.

    ``about`` names form and record for the draft; ``start`` has recorded values by field, ``seen``
    the version they are of. ``stepwise`` asks one group after another, then shows all of it once
    more. With ``beside`` a conflict may be settled by keeping both.

    A view asks :meth:`filled`, acts within :meth:`done`, and else shows :meth:`page`.
    """

    def __init__(
        self,
        request: Request,
        groups: Sequence[Group],
        *,
        about: str,
        start: Mapping[str, Any] | None = None,
        seen: int = 0,
        stepwise: bool = False,
        beside: bool = False,
    ) -> None:
        self.request, self.groups, self.stepwise = request, tuple(groups), stepwise
        self.keeps_beside = beside
        self.fields = tuple(field for group in groups for field in group.fields)
        self.sent = request.method == "POST"
        self.values: dict[str, Any] = {}
        #: What was typed and is to be kept beside what stands, by field.
        self.beside: dict[str, tuple[Field, str]] = {}
        self.problems: list[tuple[str, str]] = []
        self._wrong_in = len(self.groups)
        self.error = ""
        self.conflict: tuple[Line, ...] = ()
        self.changed_by = ""
        self.draft = drafts.name(request.actor, about)
        self._about = about
        recorded = self.of_record(start or {})
        self._was = self._sent_was() if self.sent else recorded
        self._typed = {f.name: self._sent_typed(f) for f in self.fields} if self.sent else recorded
        self.seen = self._sent_whole("seen", seen)
        self.key = request.POST.get("key", "") or str(uuid.uuid4())
        self.step = min(self._sent_whole("step", 0), len(self.groups)) if stepwise else 0

        self.holds_files = any(field.part == "file" for field in self.fields)

    # what was sent

    def filled(self) -> bool:
        """Whether the form was sent to be recorded and everything in it can be taken; the values
        are then in ``values``."""
        if not self.sent:
            return False
        if not self.stepwise:
            return self._read(self.fields)
        asked = self.request.POST.get("to", "next")
        if asked == "record":
            return self._read(self.fields)
        if asked.isdigit():
            self.step = min(int(asked), len(self.groups))
        elif asked == "back":
            self.step = max(self.step - 1, 0)
        elif self.step < len(self.groups) and self._read(self.groups[self.step].fields):
            self.step += 1
        return False

    def wrong(self, field: str, sentence: str) -> None:
        """A message beside a field, whose group is asked again."""
        self.problems.append((field, sentence))
        groups = (i for i, g in enumerate(self.groups) if any(f.name == field for f in g.fields))
        # An unsettled line of a conflict belongs to no group and is shown with all of them.
        self._wrong_in = min(self._wrong_in, next(groups, len(self.groups)))
        if self.stepwise:
            self.step = self._wrong_in

    def done(
        self,
        address: str | Callable[[], str],
        act: Callable[[], object],
        *,
        now: Callable[[], tuple[int, Mapping[str, Any]]] | None = None,
    ) -> HttpResponse | None:
        """Do it and go on to ``address``; ``None`` where it was refused, which the form then says.

        ``act`` may raise :class:`~imena.web.filling.fields.Wrong` to say what only it can tell.
        ``now`` tells the record's version and values, for a form that changes them: where somebody
        else was first, the lines that both changed are to be chosen. Without it whoever sent the
        form is told, and sends it again knowing that.

        Raises
        ------
        NotAllowed, NotYours
            Where it is not theirs to do at all.
        """
        try:
            act()
        except (NotAllowed, NotYours):
            raise
        except Repeated:
            pass
        except Stale as stale:
            self._second(stale, now)
            return None
        except Wrong as wrong:
            self.error = wrong.sentence
            return None
        except Refused as refused:
            self.error = refused.said(self.request.language)
            return None
        where = address if isinstance(address, str) else address()
        return drafts.saved(HttpResponseRedirect(where), self.draft)

    # what is shown

    def page(self, template: str, **given: object) -> HttpResponse:
        """The form, empty or as it was sent."""
        wrong = bool(self.problems or self.error)
        more: dict[str, object] = {
            "form": self, "problems": self.problems, "error": self.error
        }  # fmt: skip
        status = 409 if self.conflict or self.changed_by else 400 if wrong else 200
        return render(self.request, template, more | given, status=status)

    @property
    def draft_attributes(self) -> SafeString:
        """What the tag of the form says for its draft."""
        return drafts.attributes(self.request, self._about, fresh=not self.sent)

    @property
    def group(self) -> Group | None:
        """The group that is asked now; ``None`` where all of it is shown once more."""
        if not self.stepwise:
            return None
        return self.groups[self.step] if self.step < len(self.groups) else None

    @property
    def steps(self) -> int:
        """How many groups there are."""
        return len(self.groups)

    @property
    def shown_step(self) -> int:
        """Which of the groups is asked now, counted from one."""
        return self.step + 1

    @property
    def first_step(self) -> bool:
        """Whether nothing stands before this group."""
        return self.step == 0

    def shown_groups(self) -> Iterator[tuple[int, Group, tuple[Shown, ...]]]:
        """The groups with their fields as they stand: the one asked now, else all of them."""
        problems = dict(self.problems)
        for i, group in enumerate(self.groups):
            if self.group is None or i == self.step:
                yield (
                    i,
                    group,
                    tuple(Shown(f, self._typed[f.name], problems.get(f.name, ""))
                          for f in group.fields),
                )  # fmt: skip

    def carried(self) -> list[tuple[str, str]]:
        """What is typed in groups that are not shown now."""
        asked = self.group.fields if self.group else () if self.stepwise else self.fields
        apart = {field.name for field in asked}
        return [(n, one) for n, typed in self._typed.items() if n not in apart for one in typed]

    @property
    def was(self) -> str:
        """What the record held when the form was opened, for :mod:`imena.web.filling.conflict`."""
        return json.dumps({name: list(typed) for name, typed in self._was.items()})

    def of_record(self, values: Mapping[str, Any]) -> dict[str, Typed]:
        """Recorded values as they are typed."""
        return {
            f.name: tuple(map(_lines, f.typed(values[f.name]))) if f.name in values else ()
            for f in self.fields
        }

    # inside

    def _read(self, fields: Sequence[Field]) -> bool:
        if not self._settled():
            return False
        for field in fields:
            try:
                self.values[field.name] = field.value(self._typed[field.name])
            except Wrong as wrong:
                self.wrong(field.name, wrong.sentence)
        return not self.problems

    def _settled(self) -> bool:
        """Take what was chosen for each contested line."""
        contested = self.request.POST.getlist("contested")
        say = Words("web_filling", self.request.language)
        lacking = []
        for field in (f for f in self.fields if f.name in contested):
            chosen = self.request.POST.get(CHOOSE + field.name, "")
            if field.name not in self._was:
                chosen = ""
            if chosen == BOTH and self.keeps_beside:
                self.beside[field.name] = (field, field.said(self._typed[field.name]))
            if chosen in (NOW, BOTH):
                self._typed[field.name] = self._was.get(field.name, ())
            elif not chosen:
                lacking.append(field.name)
                self.wrong(CHOOSE + field.name, say(_CHOOSE, label=field.label))
        if lacking:
            # The version that was shown is asked about again.
            mine = self._typed
            self.conflict = tuple(
                Line(f.name, f.label, "", f.said(self._was.get(f.name, ())), f.said(mine[f.name]),
                     contested=True)
                for f in self.fields if f.name in lacking
            )  # fmt: skip
        return not lacking

    def _second(
        self, stale: Stale, now: Callable[[], tuple[int, Mapping[str, Any]]] | None
    ) -> None:
        self.changed_by = str(stale.values["by"])
        self.seen = stale.now
        if now is None:
            return
        self.seen, values = now()
        standing = self.of_record(values)
        mine = self._typed
        self.conflict = conflict.lines(self.fields, self._was, standing, mine)
        self._typed = conflict.untouched(self._was, standing, mine)
        self._was = standing
        self.step = len(self.groups)

    def _sent_typed(self, field: Field) -> Typed:
        found = self.request.POST.getlist(field.name)
        return tuple(text for one in found if (text := _lines(one.strip())))

    def _sent_was(self) -> dict[str, Typed]:
        try:
            told = json.loads(self.request.POST.get("was", "{}"))
            return {str(name): tuple(map(str, typed)) for name, typed in told.items()}
        except (ValueError, AttributeError, TypeError):
            return {}

    def _sent_whole(self, name: str, otherwise: int) -> int:
        text = self.request.POST.get(name, "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def _lines(text: str) -> str:
    """Lines as they are kept; a form sends them ended as on paper tape."""
    return text.replace("\r\n", "\n")
