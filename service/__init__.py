"""Redress: reports of discrimination, support and outcomes, for universities."""
