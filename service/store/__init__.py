"""The database: models, sealed groups, queries. Knows nothing of HTTP."""
