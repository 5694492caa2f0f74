"""What our own figures count: each a query with a version, computed from the ledger’s past."""
