"""The outside world: mail, holidays, files, virus scanners, other people's servers."""
