"""Numbered migrations of the two databases."""
