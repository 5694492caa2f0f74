"""What may be said of a finding, kind by kind: one form before death and after it.

Forms are frozen dataclasses; :func:`checked` turns what somebody stated into one, or says what is
wrong with it. Nothing measured is a floating-point number, and "not examined" says nothing but of
what (I8).
"""

from __future__ import annotations

from imena.registry.findings.forms import FORMS, Form
from imena.registry.findings.reading import checked, stated

__all__ = ["FORMS", "Form", "checked", "stated"]
