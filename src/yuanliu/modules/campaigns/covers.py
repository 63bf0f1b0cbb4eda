"""Pictures for the top of a public page: small enough that the page opens at once on a slow phone."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import IO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageOps, UnidentifiedImageError

from yuanliu.base.errors import Invalid
from yuanliu.kernel.files.confined import MEGABYTE, Limits, confined

MOST_BYTES = 24_000
#: What a phone's best camera takes; making it small took more than 640 MB and less than 800.
MOST_PIXELS = 50_000_000
SIZES = (1120, 840, 640, 480)  # pixels wide; the page shows 560 at most
QUALITIES = (75, 60, 45, 30)
NOT_A_PICTURE = ("请选择 PNG、JPEG 或 WebP 图片", "Choose a PNG, JPEG or WebP picture.")
TOO_LARGE = (
    f"图片过大：最多 {MOST_PIXELS // 10_000} 万像素",
    f"The picture is too large: at most {MOST_PIXELS // 1_000_000} million pixels.",
)
ONE_AT_A_TIME = Limits("picture", at_once=1, memory=800 * MEGABYTE, seconds=60)


def small_picture(file: IO[bytes]) -> SimpleUploadedFile:
    """A WebP of at most `MOST_BYTES`, without what the camera wrote into it. Invalid at `file` for what is no picture."""
    (content,) = confined(shrink, file, limits=ONE_AT_A_TIME)
    return SimpleUploadedFile("cover.webp", content)


def shrink(file: IO[bytes]) -> Iterator[bytes]:
    """Runs in the child."""
    try:
        with Image.open(file, formats=("PNG", "JPEG", "WEBP")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Invalid.at("file", "picture_too_large", *TOO_LARGE)
            picture.thumbnail((SIZES[0], SIZES[0]))  # first of all: every other step makes a copy
            yield _light(ImageOps.exif_transpose(picture).convert("RGB"))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Invalid.at("file", "picture", *NOT_A_PICTURE) from error


def _light(picture: Image.Image) -> bytes:
    """The largest and finest that is light enough; the smallest is, whatever it shows."""
    content = b""
    for width in SIZES:
        scaled = picture.copy()
        scaled.thumbnail((width, width))
        for quality in QUALITIES:
            kept = BytesIO()
            scaled.save(kept, "WEBP", quality=quality)
            content = kept.getvalue()
            if len(content) <= MOST_BYTES:
                return content
    return content
