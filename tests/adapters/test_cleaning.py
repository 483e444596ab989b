"""The cleaner's process: pictures in and out, and hostile files that do it no harm."""

import io
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms
from PIL.ExifTags import GPS, IFD, Base
from PIL.PngImagePlugin import PngInfo

from service.adapters import cleaning
from service.adapters.cleaning import CannotClean, clean, images, is_cleanable, limits
from tests.adapters import samples

pytestmark = pytest.mark.single_database

SECRET = "Ward 7, by Zoe"


def exif(orientation: int = 1) -> Image.Exif:
    """What a telephone writes: who, with what, and where."""
    data = Image.Exif()
    data[Base.Orientation], data[Base.Artist], data[Base.Make] = orientation, SECRET, SECRET
    data.get_ifd(IFD.GPSInfo).update({GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: (51.0, 30.0, 0.0)})
    return data


def texts() -> PngInfo:
    info = PngInfo()
    info.add_text("Author", SECRET)
    info.add_itxt("XML:com.adobe.xmp", f"<x>{SECRET}</x>")
    return info


PICTURES: dict[str, dict[str, Any]] = {
    "JPEG": {"exif": exif(), "comment": SECRET, "xmp": SECRET.encode()},
    "PNG": {"exif": exif(), "pnginfo": texts()},
    "GIF": {"comment": SECRET},
    "WEBP": {"exif": exif(), "xmp": SECRET.encode()},
}


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("kind", PICTURES)
def test_a_picture_says_nothing_but_its_pixels(kind: str) -> None:
    data = samples.picture(kind, **PICTURES[kind])
    assert SECRET.encode() in data
    copy = images.clean(data)
    picture = opened(copy)
    assert SECRET.encode() not in copy
    assert (picture.format, picture.size) == (kind, (16, 8))
    assert not picture.getexif()
    assert not {"exif", "xmp", "comment", "icc_profile", "Author"} & picture.info.keys()


def test_a_picture_is_turned_as_it_was_seen() -> None:
    copy = opened(images.clean(samples.picture("JPEG", exif=exif(orientation=6))))
    assert copy.size == (8, 16)
    red, blue = copy.getpixel((4, 1)), copy.getpixel((4, 14))
    assert isinstance(red, tuple)
    assert isinstance(blue, tuple)
    assert (red[0] > 200, blue[2] > 200) == (True, True)


def test_a_colour_profile_is_applied_and_left_out() -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = srgb.replace(b"rXYZ", b"????").replace(b"bXYZ", b"rXYZ").replace(b"????", b"bXYZ")
    seen = {srgb: (255, 0, 0), swapped: (0, 0, 255), b"no profile": (255, 0, 0)}
    for profile, colour in seen.items():
        copy = opened(images.clean(samples.picture("PNG", icc_profile=profile)))
        assert copy.getpixel((0, 0)) == colour
        assert "icc_profile" not in copy.info


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_an_animation_keeps_moving(kind: str) -> None:
    out = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue", "green")]
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=[40, 80, 120])
    copy = opened(images.clean(out.getvalue()))
    assert copy.n_frames == 3  # type: ignore[attr-defined]
    copy.seek(1)
    copy.load()
    assert copy.info["duration"] == 80


def test_too_many_pixels_are_not_decoded() -> None:
    out = io.BytesIO()
    Image.new("1", (8_000, 8_001)).save(out, "PNG")
    with pytest.raises(CannotClean, match="pixels"):
        images.clean(out.getvalue())


def test_what_is_cleanable() -> None:
    assert all(map(is_cleanable, ["image/jpeg", "application/pdf", samples.DOCX, samples.ODP]))
    assert not any(map(is_cleanable, ["text/plain", "audio/mpeg", "video/mp4", "image/heic", ""]))
    with pytest.raises(CannotClean):
        list(clean("text/plain", [b"hello"]))


def small(data: bytes) -> Iterator[bytes]:
    return (data[at : at + 100] for at in range(0, len(data), 100))


@pytest.mark.parametrize(
    ("media_type", "data"),
    [
        ("image/jpeg", samples.picture("JPEG", exif=exif())),
        ("application/pdf", samples.pdf()),
        (samples.DOCX, samples.ooxml("word/document.xml")),
        (samples.ODT, samples.odf(samples.ODT)),
    ],
)
def test_the_process_gives_a_copy(media_type: str, data: bytes) -> None:
    copy = b"".join(clean(media_type, small(data)))
    assert copy[:4] == data[:4]
    assert SECRET.encode() not in copy


@pytest.mark.parametrize(
    ("media_type", "data"),
    [
        ("image/jpeg", b""),
        ("image/jpeg", samples.picture("JPEG")[:300]),
        ("application/pdf", b"%PDF-1.7 and nothing"),
        (samples.DOCX, samples.ooxml("word/document.xml")[:-9]),
    ],
)
def test_a_broken_file_has_no_copy(media_type: str, data: bytes) -> None:
    with pytest.raises(CannotClean, match="broken"):
        list(clean(media_type, small(data)))


def test_a_file_that_is_too_large_has_no_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "LARGEST", 1000)
    with pytest.raises(CannotClean, match="too large"):
        list(clean("image/png", small(bytes(1001))))


def test_a_copy_may_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "LARGEST_COPY", 10)
    with pytest.raises(CannotClean, match="too large"):
        list(clean("image/png", [samples.picture("PNG")]))


def test_a_file_that_takes_too_long_has_no_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "SECONDS", 0.01)
    began = time.monotonic()
    with pytest.raises(CannotClean):
        list(clean("image/png", small(bytes(10_000_000))))
    assert time.monotonic() - began < 30


def test_what_the_sender_raises_comes_through() -> None:
    def breaks_off() -> Iterator[bytes]:
        yield b"half"
        raise LookupError("the file")

    with pytest.raises(LookupError, match="the file"):
        list(clean("image/png", breaks_off()))


PROBE = """
import resource, sys
from service.adapters.cleaning.limits import confine
confine()
try:
    bytes(2 << 30)
except MemoryError:
    print("no memory")
try:
    with open(sys.argv[1], "wb", buffering=0) as file:
        file.write(b"x")
except OSError:
    print("no file")
print(resource.getrlimit(resource.RLIMIT_CPU)[1], resource.getrlimit(resource.RLIMIT_CORE)[1])
"""


def test_the_process_can_take_no_memory_and_write_no_file(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-c", PROBE, tmp_path / "x"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == ["no memory", "no file", f"{limits.SECONDS} 0"]
    assert (tmp_path / "x").read_bytes() == b""
