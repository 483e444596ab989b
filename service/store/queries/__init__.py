"""Reads as Core rows, built for speed; nothing here writes or decrypts."""
