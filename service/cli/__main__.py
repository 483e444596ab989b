"""``python -m service.cli``: the command, for our own child processes."""

from service.cli import main

main()
