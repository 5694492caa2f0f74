"""The case file, version 1: Imena's own open format, as one JSON file or as a folder."""
