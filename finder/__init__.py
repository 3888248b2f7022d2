"""Finds the nearest child contact centres that offer the service a child needs.

Words are pure values; what finds for a visitor stands on them; what a keeper imports
with stands beside that; `web` is the doors. README.md has the map of all modules, and
pyproject.toml the one direction in which they import each other.
"""
