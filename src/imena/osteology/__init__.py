"""Bones that lie together: how many people there are, and which bones are one person's."""
