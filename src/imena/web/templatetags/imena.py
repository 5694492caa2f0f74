"""The tags and filters of every template; they need not be loaded."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.template import Context
from django.urls import resolve
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from imena.language import Words, dates, numbers
from imena.registry.queries.vocabulary import terms
from imena.registry.vocabulary import vocabulary
from imena.web.access import access_of
from imena.web.targets import address_of
from imena.web.templatetags.speech import count, say

register = template.Library()
register.tag("say", say)
register.tag("count", count)


@register.simple_tag(takes_context=True)
def term(context: Context, name: str, code: str) -> str:
    """The word for ``code`` of the vocabulary ``name``, the office's own terms among them."""
    if not code:
        return ""
    words = vocabulary(name)
    actor = context.get("actor")
    if code not in words and actor is not None:
        words = terms(actor, name)
    return words[code].said(_language(context)) if code in words else code


@register.simple_tag(takes_context=True)
def state(context: Context, level: str, name: str = "", code: str = "") -> SafeString:
    """A state as swatch and word: ``{% state "s2" "remains_state" unit.state %}``."""
    said = term(context, name, code) if code else name
    return format_html('<span class="state {}">{}</span>', level, said)


@register.simple_tag(takes_context=True)
def number(context: Context, value: int) -> str:
    """A count, grouped as the language groups it."""
    return numbers.whole(_language(context), value)


@register.simple_tag(takes_context=True)
def percent(context: Context, value: Any) -> str:
    """A computed probability, cut and never rounded up."""
    return numbers.percent(_language(context), float(value))


@register.simple_tag(takes_context=True)
def moment(context: Context, value: datetime | None) -> str:
    """A moment in the office's time zone, to the minute."""
    return dates.moment(_language(context), timezone.localtime(value)) if value else ""


@register.simple_tag(takes_context=True)
def day(context: Context, value: date | datetime | str | None) -> str:
    """A day; of a date that is known in part, what is known."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return dates.day(_language(context), value) if value else ""


@register.simple_tag(takes_context=True)
def today(context: Context, value: datetime) -> str:
    """The day in words, as a page's title."""
    return dates.in_words(_language(context), timezone.localtime(value).date())


@register.simple_tag(takes_context=True)
def lasting(context: Context, value: timedelta) -> str:
    """How long something lasted."""
    return dates.lasting(_language(context), value)


@register.simple_tag(takes_context=True)
def page_of(context: Context, text: str) -> str:
    """The address of the page for a number; empty where there is none, or none for who reads."""
    where = address_of(text)
    access = access_of(resolve(where).func) if where else None
    return where if access is not None and access.open_to(context.get("actor")) else ""


@register.simple_tag(takes_context=True)
def role(context: Context, code: str) -> str:
    """The word for a role."""
    return term(context, "role", code)


@register.simple_tag(takes_context=True)
def place_title(context: Context, title: str) -> str:
    """What one of the seven places is called."""
    return Words("web", _language(context))(title)


@register.filter
def name(text: str) -> SafeString:
    """A person's name, which alone is set in the serif."""
    return format_html('<span class="name">{}</span>', text)


@register.filter
def code(text: str) -> SafeString:
    """A number, which is not broken over two lines."""
    return format_html('<span class="code">{}</span>', text)


def _language(context: Context) -> str:
    return str(context.get("language", "uk"))
