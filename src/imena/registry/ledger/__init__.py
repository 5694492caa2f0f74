"""The ledger: what was recorded, when and by whom, so that nobody can change it unseen.

``docs/reference/ledger-format.md`` is the contract; ``canonical``, ``commitment``, ``event`` and
``chain`` are its four sections in code, and ``checker`` is the script that needs none of them.
"""
