"""The demonstration: invented people and organisations, a year of casework, random credentials."""
