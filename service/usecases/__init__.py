"""Verbs: everything that can be done. The only floor that commits."""
