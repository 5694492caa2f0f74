"""What the board signs, and the dossier that shows it."""
