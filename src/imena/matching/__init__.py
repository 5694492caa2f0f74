"""All remains × all families, decided together."""
