"""Remains handled: what is done with them, what arrives, incidents, samples on their way."""

from __future__ import annotations

from django.urls import path

from imena.web.views.custody.arrivals import arrivals, incident
from imena.web.views.custody.doing import deed
from imena.web.views.custody.sending import sending
from imena.web.views.custody.storing import store

urls = [
    path("arrivals", arrivals, name="arrivals"),
    path("bodies/<str:number>/do/<slug:name>", deed, name="deed"),
    path("store", store, name="store"),
    path("incidents/<uuid:incident_id>", incident, name="incident"),
    path("samples/requests/<str:number>", sending, name="sending"),
]
