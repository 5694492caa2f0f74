"""One module a place; each ends with its own addresses, which ``imena.web.urls`` puts together."""
