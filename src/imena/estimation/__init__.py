"""How many people there are altogether: from lists that overlap, from graves that were opened."""
