"""The dossier of a decision: one content, said in words, on a screen and on paper."""
