"""What the examining process gives up before it looks at the first byte: memory, time, files, network, children.

It keeps the three files it was handed. On Linux the kernel refuses the rest (seccomp); elsewhere only the limits of
memory and time hold, which is enough to try Xinghe on a laptop and is said in the log.
"""

import ctypes
import platform
import resource
import struct
import sys
from typing import Final

# Room for libraries that are mapped, not used: RLIMIT_DATA is the limit that counts what a file makes us hold.
_MOST_ADDRESSES: Final = 2 * 1024**3
_OPEN_FILES: Final = 32

# audit architecture, then the numbers of what is refused: opening and changing files, network, other programs,
# other processes, and the side doors (io_uring, bpf, keys, namespaces).
_REFUSED: Final[dict[str, tuple[int, tuple[int, ...]]]] = {
    "x86_64": (
        0xC000003E,
        (
            *(2, 85, 257, 437, 304),  # open creat openat openat2 open_by_handle_at
            *(41, 42, 43, 44, 46, 49, 50, 53, 288, 307),  # socket … sendmmsg
            *(56, 57, 58, 59, 322, 435),  # clone fork vfork execve execveat clone3
            *(62, 101, 310, 311, 424, 434),  # kill ptrace process_vm_* pidfd_*
            *(
                76,
                82,
                83,
                84,
                86,
                87,
                88,
                90,
                92,
                94,
                133,
                132,
                235,
                188,
            ),  # by name: truncate rename … setxattr
            *(258, 259, 260, 261, 263, 264, 265, 266, 268, 280, 316, 452),  # the same, …at
            *(155, 161, 165, 166, 272, 308, 428, 429, 430, 442),  # pivot_root … mount_setattr
            *(248, 249, 250, 321, 323, 425, 426, 427, 298, 319),  # keys bpf userfaultfd io_uring perf memfd
        ),
    ),
    "aarch64": (
        0xC00000B7,
        (
            *(56, 437, 265),
            *(198, 199, 200, 201, 202, 203, 206, 211, 242, 269),
            *(220, 221, 281, 435),
            *(129, 117, 270, 271, 424, 434),
            *(33, 34, 35, 36, 37, 38, 45, 52, 53, 54, 55, 88, 276, 452, 5),
            *(39, 40, 41, 51, 97, 268, 428, 429, 430, 442),
            *(217, 218, 219, 280, 282, 425, 426, 427, 241, 279),
        ),
    ),
}
_X32_BIT: Final = 0x40000000
_ALLOW: Final = 0x7FFF0000
_REFUSE: Final = 0x00050001  # the call fails with EPERM
_KILL: Final = 0x80000000


class NotConfined(Exception):
    """The kernel did not take the filter: nothing is examined."""


def limit(*, memory: int, seconds: int, output: int) -> None:
    """Give up memory beyond ``memory`` bytes, time beyond ``seconds`` of one core, files larger than ``output`` bytes."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (output, output))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_ADDRESSES, _MOST_ADDRESSES))
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))


def confine() -> None:
    """Let the kernel refuse every file, connection and process from here on. Raises: NotConfined."""
    if sys.platform != "linux":
        return
    machine = platform.machine()
    if machine not in _REFUSED:
        raise NotConfined(machine)
    architecture, refused = _REFUSED[machine]
    program = _filter(architecture, refused, x32=machine == "x86_64")
    code = ctypes.create_string_buffer(program, len(program))

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_void_p)]

    handed = Program(len(program) // 8, ctypes.cast(code, ctypes.c_void_p))
    libc = ctypes.CDLL(None, use_errno=True)
    # PR_SET_NO_NEW_PRIVS, then PR_SET_SECCOMP with SECCOMP_MODE_FILTER.
    if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, ctypes.byref(handed), 0, 0):
        raise NotConfined(ctypes.get_errno())


def _filter(architecture: int, refused: tuple[int, ...], *, x32: bool) -> bytes:
    """The filter for the kernel: (code, jump if true, jump if false, value) eight bytes each."""
    load, equal, least, answer = 0x20, 0x15, 0x35, 0x06
    steps = [(load, 0, 0, 4), (equal, 1, 0, architecture), (answer, 0, 0, _KILL), (load, 0, 0, 0)]
    if x32:
        steps += [(least, 0, 1, _X32_BIT), (answer, 0, 0, _KILL)]
    for number in refused:
        steps += [(equal, 0, 1, number), (answer, 0, 0, _REFUSE)]
    steps.append((answer, 0, 0, _ALLOW))
    return b"".join(struct.pack("=HBBI", *step) for step in steps)
