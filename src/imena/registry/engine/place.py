"""Where a database file lies: what kind of disk, how much room is left on it.

The field's two ways to lose a database are a stick and a full disk. On a full ext4 disk the next
program that opens an SQLite database with a write-ahead log is killed (its shared index cannot be
allocated), so the room is looked at *before* the file is opened, and a file of ballast lies beside
it that can be given up to get out.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from imena.language import message
from imena.registry.engine.judgement import Judgement, Level

MIB = 1024**2
BALLAST = "ballast"

_MOUNTS = Path("/proc/self/mountinfo")
_DEVICES = Path("/sys/dev/block")

#: File systems on other machines: their locks and syncs are promises of a network.
_NETWORK = {
    "9p", "afs", "ceph", "cifs", "davfs", "fuse.davfs2", "fuse.glusterfs", "fuse.gvfsd-fuse",
    "fuse.rclone", "fuse.s3fs", "fuse.sshfs", "ncpfs", "nfs", "nfs4", "smb3", "smbfs",
}  # fmt: skip
#: File systems of sticks and cards: no journal, no rights.
_STICK = {"exfat", "fuse.exfat", "msdos", "vfat"}
_MEMORY = {"ramfs", "tmpfs"}


@dataclass(frozen=True, slots=True)
class Room:
    """How much room a case file wants, in bytes."""

    warn: int = 1024 * MIB
    floor: int = 256 * MIB
    ballast: int = 256 * MIB

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Room:
        """``IMENA_SPACE_WARN``, ``IMENA_SPACE_FLOOR`` and ``IMENA_BALLAST``, in MiB.

        Raises
        ------
        ValueError
            For what is no whole number of MiB, or a floor above the warning.
        """
        asked = {
            "warn": environment.get("IMENA_SPACE_WARN"),
            "floor": environment.get("IMENA_SPACE_FLOOR"),
            "ballast": environment.get("IMENA_BALLAST"),
        }
        room = cls(**{name: int(mib) * MIB for name, mib in asked.items() if mib})
        if not 0 <= room.floor <= room.warn or room.ballast < 0:
            raise ValueError("IMENA_SPACE_FLOOR must not be above IMENA_SPACE_WARN, nor below 0")
        return room


@dataclass(frozen=True, slots=True)
class Place:
    """A folder's disk: its file system, whether it can be pulled out, ``free`` bytes for us."""

    filesystem: str
    removable: bool
    free: int


def free_bytes(path: Path) -> int:
    """Bytes that this user may still write where ``path`` is or would be."""
    status = os.statvfs(_existing(path))
    return status.f_bavail * status.f_frsize


def place_of(path: Path, *, mounts: Path = _MOUNTS, devices: Path = _DEVICES) -> Place:
    """Look at the disk on which ``path`` is or would be; what cannot be seen is not suspected."""
    here = _existing(path).resolve()
    mounted = [m for m in _mounted(mounts) if here.is_relative_to(m.point)]
    if not mounted:
        return Place("", removable=False, free=free_bytes(here))
    # Of the longest mount points the last one hides the others.
    mount = max(reversed(mounted), key=lambda m: len(m.point.parts))
    return Place(mount.filesystem, _can_be_pulled(devices / mount.device), free_bytes(here))


@dataclass(frozen=True, slots=True)
class _Mount:
    device: str
    point: Path
    filesystem: str


def _mounted(mounts: Path) -> Iterator[_Mount]:
    if not mounts.exists():
        return
    for line in mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines():
        before, _, after = line.partition(" - ")
        _, _, device, _, point, *_ = before.split(" ")
        yield _Mount(device, Path(_plain(point)), after.split(" ")[0])


def _plain(escaped: str) -> str:
    for code, character in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        escaped = escaped.replace(code, character)
    return escaped


def _can_be_pulled(device: Path) -> bool:
    """Whether a disk says it is removable, or one that lies under its encryption and volumes."""
    if not device.exists():
        return False
    disk = device.resolve()
    if any(_can_be_pulled(under) for under in (disk / "slaves").glob("*")):
        return True
    flags = (disk / "removable", disk.parent / "removable")
    return any(f.exists() and f.read_text(encoding="ascii").strip() == "1" for f in flags)


def _existing(path: Path) -> Path:
    path = path.absolute()
    while not path.exists():
        path = path.parent
    return path


def judge_place(place: Place, room: Room) -> list[Judgement]:
    """Whether a database file may be written there."""
    return [_kind(place), judge_space(place.free, room)]


def _kind(place: Place) -> Judgement:
    values = {"filesystem": place.filesystem}
    if place.filesystem in _NETWORK:
        return Judgement(
            "disk", Level.REFUSE,
            message("The data folder is on a network share ({filesystem})."),
            message("Move it to a disk in this machine; for several machines use PostgreSQL."),
            values,
        )  # fmt: skip
    if place.removable or place.filesystem in _STICK:
        return Judgement(
            "disk", Level.REFUSE,
            message("The data folder is on a removable stick or card ({filesystem})."),
            message("Move it to a disk in this machine; a stick may carry a backup."),
            values,
        )  # fmt: skip
    if place.filesystem in _MEMORY:
        return Judgement(
            "disk", Level.WARN,
            message("The data folder is in memory ({filesystem}) and is lost with the power."),
            message("Keep real records on a disk."),
            values,
        )  # fmt: skip
    return Judgement("disk", Level.OK, message("The data folder is on a disk of this machine."))


def judge_space(free: int, room: Room) -> Judgement:
    """Whether ``free`` bytes are enough."""
    values = {"free": free // MIB, "floor": room.floor // MIB, "warn": room.warn // MIB}
    if free < room.floor:
        return Judgement(
            "space", Level.REFUSE,
            message("{free} MiB are free; below {floor} MiB nothing is written."),
            message(
                "Make room on the disk; “imena doctor --release-ballast” gives back what was kept "
                "for this."
            ),
            values,
        )  # fmt: skip
    if free < room.warn:
        return Judgement(
            "space", Level.WARN,
            message("{free} MiB are free; below {floor} MiB writing will stop."),
            message("Make room on the disk soon."),
            values,
        )  # fmt: skip
    return Judgement("space", Level.OK, message("{free} MiB are free."), values=values)


def judge_ballast(folder: Path, room: Room) -> Judgement:
    """Whether the ballast lies in ``folder``."""
    kept = folder / BALLAST
    if kept.exists() and kept.stat().st_size >= room.ballast:
        return Judgement(
            "ballast", Level.OK,
            message("{size} MiB are kept for a full disk."), values={"size": room.ballast // MIB},
        )  # fmt: skip
    return Judgement(
        "ballast", Level.WARN,
        message("Nothing is kept for a full disk."),
        message("“imena doctor --keep-ballast” puts {size} MiB aside."),
        {"size": room.ballast // MIB},
    )  # fmt: skip


def keep_ballast(folder: Path, room: Room) -> None:
    """Put ``room.ballast`` bytes aside in ``folder``.

    Raises
    ------
    OSError
        When there is no room for them above the floor; nothing is left behind.
    """
    if free_bytes(folder) < room.ballast + room.floor:
        raise OSError(f"less than {(room.ballast + room.floor) // MIB} MiB are free")
    new = folder / f"{BALLAST}.new"
    try:
        with new.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, room.ballast)
            os.fsync(file.fileno())
        new.replace(folder / BALLAST)
    finally:
        new.unlink(missing_ok=True)


def release_ballast(folder: Path) -> int:
    """Give the ballast up; gives how many bytes that freed."""
    kept = folder / BALLAST
    if not kept.exists():
        return 0
    size = kept.stat().st_size
    kept.unlink()
    return size
