"""What to sample next over a whole operation, and who must be asked again."""
