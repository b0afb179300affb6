"""Taking files in, settling what the examination found, keeping and removing them."""

from xinghe.attachments.actions.examining import let_go, settle_examination
from xinghe.attachments.actions.keeping import (
    describe_attachment,
    move_attachments,
    place_attachments,
    remove_attachment,
    set_people,
)
from xinghe.attachments.actions.uploading import (
    OffsetDiffers,
    PartTooBig,
    SlotFull,
    UploadDiffers,
    UploadsOpen,
    UploadUnfinished,
    begin_upload,
    finish_upload,
    take_part,
)

__all__ = [
    "OffsetDiffers",
    "PartTooBig",
    "SlotFull",
    "UploadDiffers",
    "UploadUnfinished",
    "UploadsOpen",
    "begin_upload",
    "describe_attachment",
    "finish_upload",
    "let_go",
    "move_attachments",
    "place_attachments",
    "remove_attachment",
    "set_people",
    "settle_examination",
    "take_part",
]
