"""Dental charts compared tooth by tooth, with what may have changed since and what may not."""
