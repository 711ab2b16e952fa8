"""What a query process may not do: reach the network, or take more memory than its share."""

from __future__ import annotations

import ctypes
import platform
import re
import resource
import struct
import sys
from pathlib import Path

# linux/prctl.h, linux/seccomp.h
PR_SET_SECCOMP = 22
PR_SET_NO_NEW_PRIVS = 38
SECCOMP_MODE_FILTER = 2
ALLOW = 0x7FFF0000
REFUSE = 0x00050000 | 1  # SECCOMP_RET_ERRNO with EPERM
# linux/bpf_common.h: load a word of seccomp_data, jump if equal, jump if at least, return
LOAD, IF_EQUAL, IF_AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
OFFSET_CALL, OFFSET_ARCHITECTURE = 0, 4
# linux/audit.h and each architecture's system call table: (AUDIT_ARCH, number of socket())
ARCHITECTURES = {
    "x86_64": (0xC000003E, 41),
    "aarch64": (0xC00000B7, 198),
    "riscv64": (0xC00000F3, 198),
}
# One number everywhere; the ring could open sockets without the call above.
IO_URING_SETUP = 425
# The second x86 interface (x32) numbers its calls from here.
FOREIGN_CALLS = 0x40000000


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def deny_network() -> bool:
    """Take the right to open sockets from this process for good; false where that cannot be had.

    Open descriptors stay usable. Needs Linux, and no privilege.
    """
    known = ARCHITECTURES.get(platform.machine())
    if sys.platform != "linux" or known is None:
        return False
    instructions = _socket_filter(*known)
    program = _Program(len(instructions) // 8, instructions)
    control = ctypes.CDLL(None).prctl
    filtered = (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0)
    return bool(control(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 and control(*filtered) == 0)


def _socket_filter(architecture: int, socket_call: int) -> bytes:
    steps = (
        (LOAD, 0, 0, OFFSET_ARCHITECTURE),
        (IF_EQUAL, 0, 4, architecture),
        (LOAD, 0, 0, OFFSET_CALL),
        (IF_AT_LEAST, 2, 0, FOREIGN_CALLS),
        (IF_EQUAL, 1, 0, socket_call),
        (IF_EQUAL, 0, 1, IO_URING_SETUP),
        (RETURN, 0, 0, REFUSE),
        (RETURN, 0, 0, ALLOW),
    )
    return b"".join(struct.pack("=HBBI", *step) for step in steps)


def limit_memory(size: int) -> None:
    """Let this process take ``size`` more bytes of private memory; past it, it is ended.

    Mapped store files do not count, as they would under RLIMIT_AS. Linux only. The limit is soft,
    so that it can be set anew over another store: a query has no way to raise it.
    """
    if sys.platform == "linux":
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (_private_memory() + size, most))
        # A process that is ended at its limit would write all its memory to disk.
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _private_memory() -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    kibibytes = re.search(r"VmData:\s*(\d+) kB", status)
    return int(kibibytes[1]) * 1024 if kibibytes else 0
