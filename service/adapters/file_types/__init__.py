"""What a file is, by its content: a list of what is taken, and all else is refused.

Neither the name nor what the sender says counts. The signatures are those of the WHATWG
MIME Sniffing standard, section 6. A module of our own, because the libraries guess among
hundreds of formats where this decides between twenty (puremagic, for one, takes any zip
for a Word file and Matroska for WebM), and a wrong guess here is a hole.

Text that a browser would take for HTML, SVG or XML is refused, as are office files with
macros. What is inside a file of a known type is not judged here: that is the scanner's.
"""

from service.adapters.file_types.detecting import HEAD_BYTES, detect
from service.adapters.file_types.errors import UnsupportedType

__all__ = ["HEAD_BYTES", "UnsupportedType", "detect"]
