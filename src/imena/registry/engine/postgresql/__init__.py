"""Django's PostgreSQL backend, refusing a server that may forget."""
