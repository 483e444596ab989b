"""Pictures decoded and encoded anew: pixels, and how long a frame lasts, are all that stays."""

import io
from typing import Any

from PIL import Image, ImageCms, ImageOps, ImageSequence

from service.adapters.cleaning.limits import MOST_PIXELS, CannotClean

_FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
_KEPT = ("transparency", "duration", "loop")
_QUALITY = {"JPEG": {"quality": 92}, "WEBP": {"quality": 92}}


def clean(data: bytes) -> bytes:
    """Give the picture in the format it has, upright, in sRGB, and animated if it was."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(data), formats=_FORMATS) as source:
        kind = "JPEG" if source.format == "MPO" else str(source.format)
        count = 1 if kind == "JPEG" else getattr(source, "n_frames", 1)
        if source.width * source.height * count > MOST_PIXELS:
            raise CannotClean("the picture has too many pixels")
        options: dict[str, Any] = dict(_QUALITY.get(kind, {}))
        if count > 1:
            options |= _animation(source)
        first = options.pop("first", None) or _bare(source)
        first.save(out, kind, **options)
    return out.getvalue()


def _animation(source: Image.Image) -> dict[str, Any]:
    """Give the first frame, and the options that save the others behind it."""
    frames = [_bare(frame) for frame in ImageSequence.Iterator(source)]
    durations = [frame.info.get("duration", 0) for frame in frames]
    again = {"loop": source.info["loop"]} if "loop" in source.info else {}
    rest = {"save_all": True, "append_images": frames[1:], "duration": durations}
    return {"first": frames[0], **rest, **again}


def _bare(picture: Image.Image) -> Image.Image:
    """Give the pixels alone, turned and coloured as the metadata said they should be."""
    upright = _in_srgb(ImageOps.exif_transpose(picture)).copy()
    upright.info = {key: picture.info[key] for key in _KEPT if key in picture.info}
    return upright


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Apply the colour profile, since it is not kept; one that cannot be applied is left out."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "RGBA", "L", "CMYK"):
        return picture
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        srgb = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(picture, source, srgb, outputMode=mode) or picture
    except (ImageCms.PyCMSError, OSError):
        return picture
