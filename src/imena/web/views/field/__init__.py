"""Work at the graveside: graves recorded, opened and finished, remains recovered from them."""

from __future__ import annotations

from django.urls import path

from imena.web.views.field.graves import grave_deed, record_grave
from imena.web.views.field.recovering import recover

urls = [
    path("sites/<str:code>/record-grave", record_grave, name="record_grave"),
    path("graves/<str:number>/recover", recover, name="recover"),
    path("graves/<str:number>/do/<slug:name>", grave_deed, name="grave_deed"),
]
