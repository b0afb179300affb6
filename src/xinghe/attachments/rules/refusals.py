"""Every reason why a file is not taken, with what its sender can do about it.

The examination writes code and places into the row; ``refusal_of`` makes the sentence of them again.
"""

from collections.abc import Mapping

from xinghe.attachments.vocab import Cargo
from xinghe.foundation.errors import Refusal, gettext_noop


class FileRefused(Refusal):
    """This file is not taken."""

    code = "attachment_refused"
    message = gettext_noop("This file is not taken. Save it anew as a PDF or a JPEG and send that.")
    status = 422


class FileKindUnwelcome(FileRefused):
    """Neither its name nor its first bytes are of a kind that is taken here."""

    code = "file_kind_unwelcome"
    message = gettext_noop("Files like “%(name)s” are not taken here. Send one of these: %(kinds)s.")


class PictureIsHeic(FileRefused):
    """What newer phones make by default, and few other devices can show."""

    code = "picture_is_heic"
    message = gettext_noop(
        "This picture is in the HEIC format, which many computers cannot show. On an iPhone choose Settings › Camera › "
        "Formats › “Most Compatible”; on other phones switch off HEIF or “high efficiency” in the camera. "
        "Then take it again."
    )


class AttachmentTooBig(FileRefused):
    """Larger than its slot takes."""

    code = "attachment_too_big"
    message = gettext_noop(
        "The file has %(found)s MB; at most %(limit)s MB are taken here. Choose a smaller size in the camera, "
        "or save it with smaller pictures."
    )
    status = 413


class FileEmpty(FileRefused):
    """No bytes."""

    code = "file_empty"
    message = gettext_noop("The file is empty. Open it to see whether it is whole, and choose it again.")


class NameMisleads(FileRefused):
    """The content is of another kind than the name says."""

    code = "name_misleads"
    message = gettext_noop(
        "The name says %(named)s, but the content is %(found)s. Save it in the program that made it and send it again."
    )


class AttachmentDamaged(FileRefused):
    """It contradicts itself, or ends too early."""

    code = "attachment_damaged"
    message = gettext_noop(
        "The file is damaged or not complete. Open it, save it under a new name, and send that."
    )


class AttachmentLocked(FileRefused):
    """Encrypted, or in the old binary format that encryption also uses."""

    code = "attachment_locked"
    message = gettext_noop(
        "The file is protected by a password or in an old format. Save it without a password as .pdf, .docx, .xlsx "
        "or .pptx and send that."
    )


class CarriesMore(FileRefused):
    """There is something in it that a paper does not need and an attacker does."""

    code = "carries_more"
    message = gettext_noop(
        "The file carries more than text and pictures: %(cargo)s. Save it as a PDF (in Word or WPS: Save as › PDF) "
        "and send that."
    )


class PictureTooLarge(FileRefused):
    """More pixels than are opened."""

    code = "picture_too_large"
    message = gettext_noop(
        "The picture has %(found)s million pixels; at most %(limit)s million are opened. "
        "Choose a smaller size in the camera and take it again."
    )


class UnpacksTooFar(FileRefused):
    """A small file that becomes a huge one."""

    code = "unpacks_too_far"
    message = gettext_noop(
        "The file unpacks to more than %(limit)s MB or %(members)s parts. Save it as a PDF and send that."
    )


class TooCostly(FileRefused):
    """Reading it used up the time or the memory that one file gets."""

    code = "too_costly"
    message = gettext_noop(
        "Reading the file took more than %(seconds)s seconds or %(limit)s MB of memory. "
        "Save it anew with fewer or smaller pages and pictures, and send that."
    )


class VideoInPieces(FileRefused):
    """A fragmented recording, as some screen recorders make it."""

    code = "video_in_pieces"
    message = gettext_noop(
        "The video is a stream recording in pieces. Record it with the camera of the phone, "
        "or save it as an ordinary MP4, and send that."
    )


class VirusFound(FileRefused):
    """The scanner, or our own check for the scanners' test file, found something."""

    code = "virus_found"
    message = gettext_noop(
        "The scanner found “%(virus)s” in the file. Have the device checked, and send a file from a clean one."
    )


REASONS: dict[str, type[FileRefused]] = {
    kind.code: kind
    for kind in (
        FileRefused,
        FileKindUnwelcome,
        PictureIsHeic,
        AttachmentTooBig,
        FileEmpty,
        NameMisleads,
        AttachmentDamaged,
        AttachmentLocked,
        CarriesMore,
        PictureTooLarge,
        UnpacksTooFar,
        TooCostly,
        VideoInPieces,
        VirusFound,
    )
}


def refusal_of(code: str, params: Mapping[str, str]) -> FileRefused:
    """The refusal that was written down, ready to be said. An unknown code says the general sentence."""
    places: dict[str, object] = dict(params)
    if "cargo" in params:
        places["cargo"] = Cargo(params["cargo"])
    return REASONS.get(code, FileRefused)(**places)
