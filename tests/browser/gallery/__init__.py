"""A gallery of every component and page, checked in a real browser."""
