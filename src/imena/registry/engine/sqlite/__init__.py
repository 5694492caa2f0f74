"""Django's SQLite backend on SQLCipher's SQLite: encrypted, recent, and synchronous."""
