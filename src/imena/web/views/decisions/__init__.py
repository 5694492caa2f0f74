"""Decisions: what waits for signatures, one decision read and signed, its review, the minutes."""

from __future__ import annotations

from django.urls import path

from imena.web.views.decisions.deciding import decision, dossier_file
from imena.web.views.decisions.lists import decisions, minutes
from imena.web.views.decisions.proposing import propose
from imena.web.views.decisions.reviewing import review, settle

urls = [
    path("decisions", decisions, name="decisions"),
    path("decisions/minutes", minutes, name="minutes"),
    path("decisions/propose", propose, name="propose"),
    path("decisions/contradiction/<uuid:key>", settle, name="settle"),
    path("decisions/<str:number>", decision, name="decision"),
    path("decisions/<str:number>/review", review, name="review"),
    path("decisions/<str:number>/dossier.<str:form>", dossier_file, name="dossier"),
]
