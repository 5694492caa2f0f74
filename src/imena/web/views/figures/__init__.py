"""Figures: ours beside those of others, what does not fit, claims and where they come from."""

from __future__ import annotations

from django.urls import path

from imena.web.views.figures.bulletin import bulletin, bulletin_file
from imena.web.views.figures.claims import claim, claims
from imena.web.views.figures.estimate import estimate
from imena.web.views.figures.overview import figures, unfitting
from imena.web.views.figures.reading import add_claim, add_relay
from imena.web.views.figures.statements import make, pack, statement, statements

urls = [
    path("figures", figures, name="figures"),
    path("figures/bulletin", bulletin, name="bulletin"),
    path("figures/bulletin.<str:form>", bulletin_file, name="bulletin_file"),
    path("figures/claims", claims, name="claims"),
    path("figures/claims/new", add_claim, name="add_claim"),
    path("figures/claims/<str:number>", claim, name="claim"),
    path("figures/claims/<str:number>/relay", add_relay, name="add_relay"),
    path("figures/estimate", estimate, name="estimate"),
    path("figures/unfitting", unfitting, name="unfitting"),
    path("figures/statements", statements, name="statements"),
    path("figures/statements/new", make, name="make_statement"),
    path("figures/statements/<str:number>", statement, name="statement"),
    path("figures/statements/<str:number>/pack.zip", pack, name="statement_pack"),
]
