"""What is written into a family’s file: who is who, what was told, what is known and wished."""

from __future__ import annotations

from django.urls import path

from imena.web.views.family.interviewing import interview
from imena.web.views.family.known import known
from imena.web.views.family.missing import describe_missing, report
from imena.web.views.family.records import chart
from imena.web.views.family.relatives import describe_relative, proof, relative
from imena.web.views.family.samples import reference
from imena.web.views.family.telling import notify, wishes

urls = [
    path("families/report", report, name="report"),
    path("families/<str:number>/describe", describe_missing, name="describe_missing"),
    path("families/<str:number>/relative", relative, name="relative"),
    path("families/<str:number>/interview", interview, name="interview"),
    path("families/<str:number>/known/<str:kind>", known, name="known"),
    path("families/<str:number>/teeth", chart, name="chart"),
    path("families/<str:number>/notify", notify, name="notify"),
    path("families/<str:number>/wishes", wishes, name="wishes"),
    path("persons/<str:code>/describe", describe_relative, name="describe_relative"),
    path("persons/<str:code>/proof", proof, name="proof"),
    path("persons/<str:code>/sample", reference, name="reference"),
]
