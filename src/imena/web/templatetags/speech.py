"""``{% say %}`` and ``{% count %}``: a template speaks from the catalogue of its own folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.template import Context, Node, TemplateSyntaxError
from django.template.base import FilterExpression, Parser, Token
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from imena.language import Words
from imena.language.numbers import whole


def domain_of(template: str) -> str:
    """The catalogue of a template by its name inside ``templates``; one in no folder: ``web``.

    >>> domain_of("sites/list.html"), domain_of("base.html")
    ('web_sites', 'web')
    """
    folder, _, rest = template.partition("/")
    return f"web_{folder}" if rest else "web"


class Grouped(int):
    """A number that is written as the language groups it."""

    language = "uk"

    def __new__(cls, number: int, language: str) -> Grouped:
        """``number`` for a page in ``language``."""
        made = super().__new__(cls, number)
        made.language = language
        return made

    def __format__(self, form: str) -> str:
        return whole(self.language, int(self))


class Said(Node):
    """A message in the page's language. Messages are ours; what is filled in is escaped."""

    def __init__(
        self,
        domain: str,
        messages: Sequence[str],
        n: FilterExpression | None,
        values: Mapping[str, FilterExpression],
        name: str,
    ) -> None:
        self._domain, self._messages, self._n = domain, messages, n
        self._values, self._name = values, name

    def render(self, context: Context) -> SafeString:
        """The words; nothing where they are kept under a name instead (``as name``)."""
        language = str(context.get("language", "uk"))
        words = Words(self._domain, language)
        values = {name: conditional_escape(v.resolve(context)) for name, v in self._values.items()}
        if self._n is None:
            said = words(self._messages[0], **values)
        else:
            one, many = self._messages
            n = Grouped(int(self._n.resolve(context)), language)
            said = words.count(one, many, n, **values)
        safe = mark_safe(said)
        if self._name:
            context[self._name] = safe
            return SafeString()
        return safe


def say(parser: Parser, token: Token) -> Said:
    """``{% say "Sites of {operation}" operation=name %}``, also ``… as title``."""
    return _said(parser, token, messages=1)


def count(parser: Parser, token: Token) -> Said:
    """``{% count "{n} grave" "{n} graves" graves %}``, also with values and ``as``."""
    return _said(parser, token, messages=2)


def _said(parser: Parser, token: Token, messages: int) -> Said:
    name, *bits = token.split_contents()
    kept_as = ""
    if len(bits) > 2 and bits[-2] == "as":
        *bits, _, kept_as = bits
    texts, bits = bits[:messages], bits[messages:]
    if len(texts) < messages or any(t[0] != '"' or t[-1] != '"' for t in texts):
        raise TemplateSyntaxError(f"{{% {name} %}} takes its messages in double quotes")
    n = parser.compile_filter(bits.pop(0)) if messages == 2 else None
    values = {}
    for bit in bits:
        key, equals, value = bit.partition("=")
        if not equals:
            raise TemplateSyntaxError(f"{{% {name} %}} cannot take {bit!r}")
        values[key] = parser.compile_filter(value)
    origin = getattr(parser.origin, "template_name", None) or ""
    return Said(domain_of(str(origin)), [t[1:-1] for t in texts], n, values, kept_as)
