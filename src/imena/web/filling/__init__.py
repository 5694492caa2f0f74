"""Filling in a form: fields, drafts that survive a power cut, and what to do if somebody was first.

A form is a list of :class:`~imena.web.filling.fields.Field`; :class:`~imena.web.filling.form.Form`
reads what was typed, keeps it where something is wrong, and shows both versions where somebody else
changed the record meanwhile.
"""
