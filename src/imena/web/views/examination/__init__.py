"""Examinations: begun, recorded section by section in any order, closed, amended."""

from __future__ import annotations

from django.urls import path

from imena.web.views.examination.cause import cause
from imena.web.views.examination.findings import record
from imena.web.views.examination.injuries import injuries
from imena.web.views.examination.minimum import minimum
from imena.web.views.examination.sampling import sample
from imena.web.views.examination.signs import signs
from imena.web.views.examination.skeleton import skeleton
from imena.web.views.examination.teeth import teeth
from imena.web.views.examination.together import together
from imena.web.views.examination.whole import begin, whole

urls = [
    path("bodies/<str:number>/examine", begin, name="examine"),
    path("examinations/<uuid:key>", whole, name="examination"),
    path("examinations/<uuid:key>/injuries", injuries, name="injuries"),
    path("examinations/<uuid:key>/signs", signs, name="signs"),
    path("examinations/<uuid:key>/teeth", teeth, name="teeth"),
    path("examinations/<uuid:key>/skeleton", skeleton, name="skeleton"),
    path("examinations/<uuid:key>/sample", sample, name="examined_sample"),
    path("examinations/<uuid:key>/cause", cause, name="cause"),
    path("examinations/<uuid:key>/record/<str:kind>", record, name="record"),
    path("graves/<str:number>/together", together, name="together"),
    path("graves/<str:number>/minimum", minimum, name="minimum"),
]
