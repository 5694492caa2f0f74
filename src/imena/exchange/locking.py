"""A lock of the operating system's on an open file: gone when its process ends, however it ends."""

from __future__ import annotations

import errno
import os
import sys

#: What `take` raises where somebody else holds it; anything else says that there are no locks here.
HELD_ELSEWHERE = frozenset({errno.EACCES, errno.EAGAIN, errno.EDEADLK})

if sys.platform == "win32":
    import msvcrt

    #: Windows keeps others from reading what is locked, so a byte behind all text is.
    _BEHIND = 1 << 20

    def take(file: int) -> None:
        """Lock an open file for this process; `OSError` where another has it."""
        os.lseek(file, _BEHIND, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def take(file: int) -> None:
        """Lock an open file for this process; `OSError` where another has it."""
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
