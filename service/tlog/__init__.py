"""A transparency log in a few pure modules: tree, tiles, proofs, notes and the offline verifier.

Nothing here knows the product. The modules read from bottom to top:

- ``tree``: RFC 6962 hashing, and a frontier that follows a growing tree in flat memory;
- ``tiles``: the same tree stored as C2SP tlog-tiles;
- ``proof``: inclusion and consistency proofs, made from tiles, checked from nothing;
- ``note``: C2SP signed notes and the checkpoint a log signs;
- ``manifest``: the signed list of files in an export;
- ``verify``: the checks themselves; ``verify_folder`` reads an export and runs them, and
  ``command`` says the outcome in plain words.

Only ``verify_folder`` touches a disk, and nothing touches a network or a clock.
"""
