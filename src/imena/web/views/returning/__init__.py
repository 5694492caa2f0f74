"""Back to the family: a release is authorised, and two people read the tags at the door."""

from __future__ import annotations

from django.urls import path

from imena.web.views.returning.authorising import authorise
from imena.web.views.returning.door import release

urls = [
    path("decisions/<str:number>/release", authorise, name="authorise"),
    path("releases/<str:number>", release, name="release"),
]
