"""Containers told apart by a second look, after the WHATWG MIME Sniffing standard, 6.2."""

import re

from service.adapters.file_types.errors import UnsupportedType

_BRANDS = {
    **dict.fromkeys((b"heic", b"heix"), "image/heic"),
    b"mif1": "image/heif",
    **dict.fromkeys((b"M4A ", b"M4B "), "audio/mp4"),
    b"qt  ": "video/quicktime",
    **dict.fromkeys((b"mp41", b"mp42", b"avc1", b"M4V ", b"MSNV", b"dash"), "video/mp4"),
    **dict.fromkeys((b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6"), "video/mp4"),
}
_DOCTYPE_WEBM = re.compile(rb"\x42\x82(?:\x84|\x40\x04|\x01\x00{6}\x04)webm")
_VIDEO = re.compile(rb"V_(?:VP8|VP9|AV1)")
_AUDIO = re.compile(rb"A_(?:OPUS|VORBIS)")

_MPEG_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_MPEG_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_RATES = {0b11: (44100, 48000, 32000), 0b10: (22050, 24000, 16000), 0b00: (11025, 12000, 8000)}


def riff(head: bytes) -> str:
    """Tell WAV and WebP apart."""
    if head[8:12] == b"WAVE":
        return "audio/wav"
    if head[8:14] == b"WEBPVP":
        return "image/webp"
    raise UnsupportedType("a RIFF file that is neither WAV nor WebP")


def isobmff(head: bytes) -> str:
    """Tell MP4, M4A, QuickTime and HEIF apart by the major brand (ISO/IEC 14496-12, 4.3)."""
    try:
        return _BRANDS[head[8:12]]
    except KeyError:
        raise UnsupportedType("a kind of MP4 file that is not taken") from None


def webm(head: bytes) -> str:
    """Tell WebM from other Matroska, and whether there is a picture in it."""
    if _DOCTYPE_WEBM.search(head, 0, 64):
        if _VIDEO.search(head):
            return "video/webm"
        if _AUDIO.search(head):
            return "audio/webm"
    raise UnsupportedType("a Matroska file that is not WebM")


def mpeg_audio(head: bytes) -> bool:
    """Tell whether ``head`` begins with two frames of MP3, as the standard demands."""
    length = _mp3_frame(head)
    return length > 0 and _mp3_frame(head[length:]) > 0


def _mp3_frame(head: bytes) -> int:
    """Give the length of the MP3 frame that ``head`` begins with; 0 where there is none."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:  # layer III alone
        return 0
    version, bits, rate = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version not in _RATES or bits in (0, 15) or rate == 3:
        return 0
    first = version == 0b11
    kilobits = (_MPEG_1 if first else _MPEG_2)[bits]
    return (144 if first else 72) * kilobits * 1000 // _RATES[version][rate] + (head[2] >> 1 & 1)
