"""SQLite's own disk, listened to and made to fail: a VFS between SQLCipher and the system.

SQLite reaches files through a table of functions, the VFS [1]_. This one passes every call on to
the system's and keeps what changes a file: each write with its bytes, each sync, each truncation
and deletion, in order. From such a journal every state can be rebuilt that a disk may be left in
when the power goes; and any one call can be made to fail as a full or dying disk fails.

References
----------
.. [1] https://www.sqlite.org/vfs.html
"""

from __future__ import annotations

import ctypes as c
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

OK = 0
FULL = 13
IO_ERROR_WRITE = 10 | (3 << 8)
IO_ERROR_SYNC = 10 | (4 << 8)

_SHARED_INDEX = "-shm"


@dataclass(frozen=True, slots=True)
class Change:
    """One call that changed a file: ``write``, ``truncate``, ``sync`` or ``delete``.

    ``at`` is the offset of a write in bytes, or the size after a truncation.
    """

    kind: str
    file: str
    at: int = 0
    data: bytes = b""


@dataclass
class Disk:
    """What happened, and what shall: ``fails`` is asked before each change for an error code."""

    journal: list[Change] = field(default_factory=list)
    fails: Callable[[Change], int] = lambda _: OK

    def happens(self, change: Change) -> int:
        """Keep the change unless it fails."""
        if code := self.fails(change):
            return code
        self.journal.append(change)
        return OK


class _Methods(c.Structure):
    _fields_ = [
        ("version", c.c_int),
        *((name, c.c_void_p) for name in (
            "close", "read", "write", "truncate", "sync", "size", "lock", "unlock", "reserved",
            "control", "sector", "device", "shm_map", "shm_lock", "shm_barrier", "shm_unmap",
            "fetch", "unfetch",
        )),
    ]  # fmt: skip


class _File(c.Structure):
    _fields_ = [("methods", c.POINTER(_Methods))]


class _Vfs(c.Structure):
    _fields_ = [
        ("version", c.c_int),
        ("file_size", c.c_int),
        ("longest_path", c.c_int),
        ("next", c.c_void_p),
        ("name", c.c_char_p),
        ("data", c.c_void_p),
        *((name, c.c_void_p) for name in (
            "open", "delete", "access", "full_path", "dl_open", "dl_error", "dl_sym", "dl_close",
            "randomness", "sleep", "time", "last_error", "time64", "set_call", "get_call",
            "next_call",
        )),
    ]  # fmt: skip


_FILE = c.POINTER(_File)
_OPEN = c.CFUNCTYPE(c.c_int, c.POINTER(_Vfs), c.c_void_p, _FILE, c.c_int, c.POINTER(c.c_int))
_DELETE = c.CFUNCTYPE(c.c_int, c.POINTER(_Vfs), c.c_char_p, c.c_int)
_CLOSE = c.CFUNCTYPE(c.c_int, _FILE)
_WRITE = c.CFUNCTYPE(c.c_int, _FILE, c.c_void_p, c.c_int, c.c_int64)
_TRUNCATE = c.CFUNCTYPE(c.c_int, _FILE, c.c_int64)
_SYNC = c.CFUNCTYPE(c.c_int, _FILE, c.c_int)


@contextmanager
def listening(disk: Disk) -> Iterator[Disk]:
    """Let every file that SQLCipher opens in the block go through ``disk``.

    Connections opened inside must be closed inside.
    """
    library: Any = c.CDLL(_library())
    library.sqlite3_vfs_find.restype = c.POINTER(_Vfs)
    system = library.sqlite3_vfs_find(None)
    between = _Between(disk, system)
    assert library.sqlite3_vfs_register(c.byref(between.vfs), 1) == OK
    try:
        yield disk
    finally:
        library.sqlite3_vfs_unregister(c.byref(between.vfs))
        library.sqlite3_vfs_register(system, 1)


def _library() -> str:
    from sqlcipher3 import _sqlite3

    return str(_sqlite3.__file__)


class _Between:
    """The VFS. It keeps alive every table it hands to SQLite."""

    def __init__(self, disk: Disk, system: Any) -> None:
        self._disk, self._system = disk, system
        self._names: dict[int, str] = {}
        self._theirs: dict[int, Any] = {}
        self._tables: dict[int, tuple[_Methods, list[Any]]] = {}
        self.vfs = _Vfs()
        c.memmove(c.byref(self.vfs), system, c.sizeof(_Vfs))
        self._open, self._delete = _OPEN(self._opened), _DELETE(self._deleted)
        self.vfs.next = None
        self.vfs.name = b"imena-faults"
        self.vfs.open = c.cast(self._open, c.c_void_p)
        self.vfs.delete = c.cast(self._delete, c.c_void_p)

    def _opened(self, _vfs: Any, name: int | None, file: Any, flags: int, told: Any) -> int:
        code = int(_OPEN(self._system.contents.open)(self._system, name, file, flags, told))
        if code == OK and name and file.contents.methods:
            path = c.string_at(name).decode()
            address = c.addressof(file.contents)
            # The field itself is overwritten below: this must be the address that stands in it now.
            table = c.cast(file.contents.methods, c.c_void_p).value
            theirs = c.cast(table or 0, c.POINTER(_Methods))
            self._names[address], self._theirs[address] = path, theirs
            file.contents.methods = c.pointer(self._table(theirs))
        return code

    def _table(self, theirs: Any) -> _Methods:
        """The system's table with ours in place of what changes a file."""
        key = c.addressof(theirs.contents)
        if key not in self._tables:
            table = _Methods()
            c.memmove(c.byref(table), theirs, c.sizeof(_Methods))
            ours = [
                _CLOSE(self._closed), _WRITE(self._written),
                _TRUNCATE(self._truncated), _SYNC(self._synced),
            ]  # fmt: skip
            table.close, table.write, table.truncate, table.sync = (
                c.cast(function, c.c_void_p).value for function in ours
            )
            self._tables[key] = (table, ours)
        return self._tables[key][0]

    def _of(self, file: Any) -> tuple[str, Any]:
        address = c.addressof(file.contents)
        return self._names[address], self._theirs[address].contents

    def _closed(self, file: Any) -> int:
        address = c.addressof(file.contents)
        theirs = self._theirs.pop(address)
        del self._names[address]
        file.contents.methods = theirs
        return int(_CLOSE(theirs.contents.close)(file))

    def _written(self, file: Any, data: int, size: int, at: int) -> int:
        name, theirs = self._of(file)
        code = self._disk.happens(Change("write", name, at, c.string_at(data, size)))
        return code or int(_WRITE(theirs.write)(file, data, size, at))

    def _truncated(self, file: Any, size: int) -> int:
        name, theirs = self._of(file)
        return self._disk.happens(Change("truncate", name, size)) or int(
            _TRUNCATE(theirs.truncate)(file, size)
        )

    def _synced(self, file: Any, flags: int) -> int:
        name, theirs = self._of(file)
        return self._disk.happens(Change("sync", name)) or int(_SYNC(theirs.sync)(file, flags))

    def _deleted(self, _vfs: Any, name: bytes, sync_folder: int) -> int:
        path = Path(name.decode())
        if path.exists() and not path.name.endswith(_SHARED_INDEX):
            self._disk.happens(Change("delete", str(path)))
        return int(_DELETE(self._system.contents.delete)(self._system, name, sync_folder))
