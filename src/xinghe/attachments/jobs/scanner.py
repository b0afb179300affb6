"""Asks a virus scanner (clamd, INSTREAM) about a file. Which one is said by XINGHE_CLAMD; without it nobody is asked."""

import socket
import struct
from pathlib import Path

from xinghe.attachments.rules.refusals import VirusFound

_PIECE = 256 * 1024
_PATIENCE = 60


class ScannerSilent(Exception):
    """The scanner did not answer, or could not scan: the file stays in quarantine and is tried again."""


def scan(path: Path, *, address: str) -> None:
    """Send the file to ``address``, "host:port" or the path of a socket. Refuses: VirusFound. Raises: ScannerSilent."""
    try:
        with _connected(address) as link, path.open("rb") as file:
            link.sendall(b"zINSTREAM\0")
            while piece := file.read(_PIECE):
                link.sendall(struct.pack(">I", len(piece)) + piece)
            link.sendall(bytes(4))
            answer = link.makefile("rb").read(4096).rstrip(b"\0\n").decode("utf-8", "replace")
    except OSError as silent:
        raise ScannerSilent(str(silent)) from silent
    finding = answer.removeprefix("stream: ")
    if finding.endswith(" FOUND"):
        raise VirusFound(virus=finding.removesuffix(" FOUND")[:80])
    if finding != "OK":
        raise ScannerSilent(answer[:200])


def _connected(address: str) -> socket.socket:
    if address.startswith("/"):
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        link.settimeout(_PATIENCE)
        link.connect(address)
        return link
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=_PATIENCE)
