"""A picture is drawn anew: what was no pixel is gone, upright, in sRGB, with a small one for lists beside it."""

import contextlib
import io
from typing import IO, Final

from PIL import Image, ImageCms, ImageFile, ImageOps, PngImagePlugin
from PIL.JpegImagePlugin import JpegImageFile

from xinghe.attachments.rules.refusals import AttachmentDamaged, PictureTooLarge
from xinghe.attachments.vocab import MOST_PIXELS, FileKind

# A larger photo is kept at half its width and height: more shows nothing and needs more memory than there is.
_MOST_KEPT: Final = 25_000_000
_PREVIEW: Final = (720, 720)
_ORIENTATION: Final = 0x0112

Image.MAX_IMAGE_PIXELS = None  # counted below, with a sentence of our own
ImageFile.LOAD_TRUNCATED_IMAGES = False
PngImagePlugin.MAX_TEXT_MEMORY = 1024 * 1024


def warm_up() -> None:
    """Load everything that a picture may need, while files can still be opened."""
    Image.init()
    for kind in ("JPEG", "PNG"):
        stream = io.BytesIO()
        Image.new("RGB", (4, 4)).save(stream, kind)
        Image.open(io.BytesIO(stream.getvalue()), formats=(kind,)).load()
    _sRGB()


def clean_picture(source: IO[bytes], *, kind: FileKind, clean: IO[bytes], preview: IO[bytes]) -> None:
    """Write the picture again, as its own kind. Refuses: PictureTooLarge, AttachmentDamaged."""
    try:
        picture: Image.Image = Image.open(source, formats=("JPEG", "PNG"))
        pixels = picture.width * picture.height
        if pixels > MOST_PIXELS:
            # Rounded up: 50.1 million are not "50; at most 50".
            raise PictureTooLarge(found=-(-pixels // 1_000_000), limit=MOST_PIXELS // 1_000_000)
        if isinstance(picture, JpegImageFile) and pixels > _MOST_KEPT:
            picture.draft(picture.mode, (picture.width // 2, picture.height // 2))
        profile = picture.info.get("icc_profile")
        orientation = picture.getexif().get(_ORIENTATION, 1)
        picture.load()
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError):
        raise AttachmentDamaged() from None
    bare = _bare(picture, profile=profile, orientation=orientation)
    if kind is FileKind.JPG:
        if bare.mode not in ("L", "RGB"):
            bare = bare.convert("RGB")
        bare.save(clean, "JPEG", quality=90)
    else:
        bare.save(clean, "PNG", compress_level=4)
    _draw_preview(bare, preview)


def _bare(picture: Image.Image, *, profile: bytes | None, orientation: int) -> Image.Image:
    """The pixels alone, in place where there is no memory for a second copy."""
    transparency = picture.info.get("transparency")
    picture.info = {} if transparency is None else {"transparency": transparency}
    if profile and picture.mode in ("RGB", "RGBA"):
        # A broken profile is dropped like any other note.
        with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError):
            ImageCms.profileToProfile(
                picture, ImageCms.ImageCmsProfile(io.BytesIO(profile)), _sRGB(), inPlace=True
            )
    turned = _TURNS.get(orientation)
    if turned is not None and picture.width * picture.height <= _MOST_KEPT:
        picture = picture.transpose(turned)
    # What a plugin hangs on the picture (text chunks, Exif) would be written again.
    bare = Image.Image()
    bare.im = picture.im
    bare._mode, bare._size, bare.info = picture.mode, picture.size, picture.info
    if picture.mode in ("P", "PA"):
        bare.palette = picture.palette
    return bare


_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def _draw_preview(picture: Image.Image, preview: IO[bytes]) -> None:
    factor = max(1, min(picture.width // _PREVIEW[0], picture.height // _PREVIEW[1]))
    # Reducing what is half transparent makes a second copy first, for which there may be no memory.
    is_vast = picture.width * picture.height > _MOST_KEPT
    if picture.mode in ("1", "P", "PA", "I", "I;16", "F") or (is_vast and picture.mode in ("LA", "RGBA")):
        reduced = (max(1, picture.width // factor), max(1, picture.height // factor))
        small = picture.resize(reduced, Image.Resampling.NEAREST)
    else:
        small = picture.reduce(factor)
    if small.mode in ("I", "I;16", "F"):
        small = (
            small.point(lambda value: value / 256).convert("L") if small.mode != "F" else small.convert("L")
        )
    if small.mode in ("P", "PA", "LA", "RGBA") or "transparency" in small.info:
        small = small.convert("RGBA")
        small = Image.alpha_composite(Image.new("RGBA", small.size, "white"), small)
    ImageOps.contain(small.convert("RGB"), _PREVIEW).save(preview, "JPEG", quality=80)


def _sRGB() -> ImageCms.ImageCmsProfile:  # noqa: N802 -- its name
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
