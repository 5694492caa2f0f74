"""What another sample would add: a relative's, a bone's, over a whole operation."""
