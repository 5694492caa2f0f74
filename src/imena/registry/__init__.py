"""The case file: records, services that alone write them, queries that alone read them, a ledger.

One Django application. A door calls :func:`imena.registry.start.start` before it imports anything
else from here.
"""
