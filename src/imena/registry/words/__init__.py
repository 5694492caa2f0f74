"""What records, evidence, numbers, claims and figures are called, in both languages."""
