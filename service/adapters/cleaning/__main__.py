"""The cleaner's process: the file on standard input, its clean copy on standard output.

Run as ``python -I -m service.adapters.cleaning MEDIA_TYPE``. The copy is written when it
is complete; whatever goes wrong ends the process with another status than 0.
"""

import sys

from service.adapters.cleaning.limits import IMAGES, LARGEST, PDF, CannotClean, confine


def cleaned(media_type: str, data: bytes) -> bytes:
    """Give the clean copy. The libraries are imported by need: each start costs their time."""
    if len(data) > LARGEST:
        raise CannotClean("the file is too large for a clean copy")
    if media_type in IMAGES:
        from service.adapters.cleaning import images

        return images.clean(data)
    if media_type == PDF:
        from service.adapters.cleaning import pdf

        return pdf.clean(data)
    from service.adapters.cleaning import office

    return office.clean(data)


if __name__ == "__main__":
    confine()
    sys.stdout.buffer.write(cleaned(sys.argv[1], sys.stdin.buffer.read(LARGEST + 1)))
