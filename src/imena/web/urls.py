"""Every address: each place lists its own, whole; here stand the places."""

from __future__ import annotations

from django.urls import include, path

from imena.web.api import urls as api
from imena.web.views import (
    account,
    administration,
    audit,
    bodies,
    candidates,
    comparing,
    custody,
    decisions,
    examination,
    families,
    family,
    field,
    figures,
    pairs,
    passkeys,
    photographs,
    returning,
    search,
    sites,
    today,
    tokens,
    way,
)

handler404 = "imena.web.views.errors.not_here"
handler500 = "imena.web.views.errors.broken"

urlpatterns = [
    path("", include(today.urls)),
    path("", include(way.urls)),
    path("", include(sites.urls)),
    path("", include(field.urls)),
    path("", include(bodies.urls)),
    path("", include(custody.urls)),
    path("", include(photographs.urls)),
    path("", include(examination.urls)),
    path("", include(candidates.urls)),
    path("", include(comparing.urls)),
    path("", include(pairs.urls)),
    path("", include(family.urls)),
    path("", include(families.urls)),
    path("", include(figures.urls)),
    path("", include(returning.urls)),
    path("", include(search.urls)),
    path("", include(decisions.urls)),
    path("", include(audit.urls)),
    path("", include(administration.urls)),
    path("account/", include(account.urls)),
    path("account/", include(passkeys.urls)),
    path("", include(tokens.urls)),
    path("", include(api.urls)),
    path("api/v1/", include((api.machine_urls, "api"))),
]
