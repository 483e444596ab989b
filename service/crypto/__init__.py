"""Encryption at rest: what turns a person's words into bytes a thief cannot read.

Read the modules from the outside in::

    provider       who holds the root keys (a Protocol); keyring.py keeps them in a file
    kek            key-encryption keys: unwrapped by the provider, cached for minutes
    envelope, dek  one data key per case or person, and the fields sealed under it
    stream         files, sealed in frames under a key derived from the data key
    padding        hides a text's length          blind_index  finds an exact value unseen
    response       keeps an idempotent reply      matching     reports about one person meet
    errors         everything that can go wrong

No primitive is written here; all of them come from ``cryptography`` and the standard
library. Only ``keyring_file`` touches the outside world. Formats: docs of each module.
"""
