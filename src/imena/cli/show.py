"""``imena show NUMBER``: one record in words, whatever it is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from imena.cli.moments import local, of_the_office
from imena.cli.reading import language_option
from imena.cli.signing_in import Caller, refusals, signing_in
from imena.language import Words, preferred

if TYPE_CHECKING:
    from imena.registry.actor import Actor
    from imena.registry.queries.showing import Changed, Line, Shown
    from imena.registry.queries.words import Word

say = Words("record", preferred())

_TIME = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])


@click.command(
    "show",
    help=say(
        "Show the record under NUMBER, or the site with that code: its state and place, and what "
        "belongs to it, as far as your role may see it. Whoever reads about a named person says "
        "what for (--purpose); the reading is logged."
    ),
)
@click.argument("number")
@click.option("--history", is_flag=True, help=say("Every change: who, when, why, and what."))
@click.option("--as-of", "as_of", type=_TIME, help=say("As it was then; a day means its end."))
@click.option("--known-at", "known_at", type=_TIME, help=say("As far as was known then."))
@click.option("--json", "as_json", is_flag=True, help=say("Say it to a program."))
@language_option
@signing_in
def command(
    number: str,
    history: bool,
    as_of: datetime | None,
    known_at: datetime | None,
    as_json: bool,
    language: str,
    caller: Caller,
) -> None:
    """Show a record."""
    if history and (as_of or known_at):
        raise click.UsageError(say("--history shows every change: leave out --as-of, --known-at."))
    actor = caller.signed_in()
    from imena.registry.queries.showing import changes, shown

    with refusals():
        if history:
            _history(actor, changes(actor, number), language, as_json=as_json)
            return
        found = shown(actor, number, as_of=of_the_office(as_of), known_at=of_the_office(known_at))
    speech = _Speech(actor, language)
    if as_json:
        click.echo(json.dumps(speech.tree(found), ensure_ascii=False))
        return
    for line in speech.lines(found):
        click.echo(line)


class _Speech:
    """Says records in one language; terms of the office's own are known to its actors alone."""

    def __init__(self, actor: Actor, language: str) -> None:
        self._actor, self._language = actor, language
        self._own = Words("record", language)

    def lines(self, found: Shown) -> Iterator[str]:
        """A record as text."""
        from imena.registry.vocabulary import said
        from imena.registry.words.records import PARTS

        words = self._own
        yield f"{said('number_kind', found.kind, self._language)} {found.number}"
        yield from self.fields(found.lines)
        if found.erased:
            yield words("There was more, which was erased.")
        for part in found.parts:
            yield ""
            yield words(PARTS[part.key])
            for row in part.rows:
                yield "  " + " · ".join(filter(None, map(self.word, row)))
            if part.more:
                yield "  " + words.count("and {n} more", "and {n} more", part.more)
        if found.withheld:
            yield ""
            areas = "; ".join(said("area", area, self._language) for area in found.withheld)
            yield words("Not for your role: {areas}.", areas=areas)

    def fields(self, lines: Sequence[Line]) -> Iterator[str]:
        """Fields with what they are called, one under the other."""
        from imena.registry.words.records import FIELDS

        called = [self._own(FIELDS[line.field]) for line in lines]
        width = max(map(len, called), default=0)
        for name, line in zip(called, lines, strict=True):
            values = "; ".join(self.word(word) for word in line.words)
            yield f"  {name:<{width}}  {values}"

    def word(self, word: Word) -> str:
        """One value."""
        from imena.registry.queries.vocabulary import terms
        from imena.registry.vocabulary import vocabulary
        from imena.registry.words.records import REMARKS

        if word.moment is not None:
            return local(word.moment)
        if word.remark:
            return self._own(REMARKS[word.said])
        if not word.vocabulary:
            return word.said
        known = vocabulary(word.vocabulary)
        if word.said not in known:
            known = terms(self._actor, word.vocabulary)
        return known[word.said].said(self._language) if word.said in known else word.said

    def tree(self, found: Shown) -> dict[str, Any]:
        """A record for a program: codes as they are stored, times with their zone."""
        return {
            "kind": found.kind,
            "number": found.number,
            "fields": {line.field: [word.said for word in line.words] for line in found.lines},
            "parts": {p.key: [[word.said for word in row] for row in p.rows] for p in found.parts},
            "withheld": list(found.withheld),
            "erased": found.erased,
        }


def _history(actor: Actor, steps: Sequence[Changed], language: str, *, as_json: bool) -> None:
    from imena.registry.queries.history import names_of
    from imena.registry.services.acts import sentence_of

    speech, acts, words = (
        _Speech(actor, language),
        Words("registry", language),
        Words("record", language),
    )
    names = names_of([one.step for one in steps])
    for one in steps:
        step = one.step
        who = "—" if step.actor is None else names.get(step.actor, str(step.actor))
        behind = [names.get(approver, str(approver)) for approver in step.approvers]
        if as_json:
            tree = {
                "version": step.version,
                "recorded_at": step.recorded_at.isoformat(),
                "valid_from": step.valid_from.isoformat(),
                "who": who,
                "approvers": behind,
                "act": step.act,
                "reason": step.reason,
                "fields": {line.field: [word.said for word in line.words] for line in one.lines},
                "erased": step.destroyed,
            }
            click.echo(json.dumps(tree, ensure_ascii=False))
            continue
        click.echo(f"{local(step.recorded_at)}  {who}: {acts(sentence_of(step.act))}")
        if step.valid_from != step.recorded_at:
            click.echo("  " + words("so since {time}", time=local(step.valid_from)))
        if behind:
            click.echo("  " + words("behind it: {people}", people=", ".join(behind)))
        if step.reason:
            click.echo("  " + words("why: {reason}", reason=step.reason))
        for line in speech.fields(one.lines):
            click.echo(line)
        if step.destroyed:
            click.echo("  " + words("There was more, which was erased."))
