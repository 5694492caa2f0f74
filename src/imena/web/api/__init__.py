"""The same queries and services for machines, under ``/api/v1``: nothing is decided here.

Our own thin layer and no framework: what is asked and answered are dataclasses of the queries
already, the rules are the services', and a document made from these needs no second set of types.
"""
