"""Where a case file may lie: a disk of this machine with room on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from imena.registry.engine import place
from imena.registry.engine.judgement import Level, UnsafeError, refuse_unsafe
from imena.registry.engine.place import (
    MIB,
    Place,
    Room,
    judge_ballast,
    judge_place,
    judge_space,
    keep_ballast,
    place_of,
    release_ballast,
)

LARGE = 10_000 * MIB


def _level(filesystem: str = "ext4", *, removable: bool = False, free: int = LARGE) -> Level:
    levels = {j.level for j in judge_place(Place(filesystem, removable, free), Room())}
    return max(levels, key=[Level.OK, Level.WARN, Level.REFUSE].index)


@pytest.mark.parametrize("filesystem", ["ext4", "xfs", "btrfs", "overlay", "zfs", ""])
def test_a_disk_is_good(filesystem: str) -> None:
    assert _level(filesystem) is Level.OK


@pytest.mark.parametrize("filesystem", ["nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "9p"])
def test_a_network_share_is_refused(filesystem: str) -> None:
    assert _level(filesystem) is Level.REFUSE


@pytest.mark.parametrize("filesystem", ["vfat", "exfat", "msdos"])
def test_a_stick_s_file_system_is_refused(filesystem: str) -> None:
    assert _level(filesystem) is Level.REFUSE


def test_a_disk_that_can_be_pulled_out_is_refused() -> None:
    assert _level("ext4", removable=True) is Level.REFUSE


def test_memory_is_a_warning() -> None:
    assert _level("tmpfs") is Level.WARN


@pytest.mark.parametrize(
    ("free", "level"),
    [
        (1024 * MIB, Level.OK),
        (1024 * MIB - 1, Level.WARN),
        (256 * MIB, Level.WARN),
        (256 * MIB - 1, Level.REFUSE),
        (0, Level.REFUSE),
    ],
)
def test_room_is_minded_before_it_is_gone(free: int, level: Level) -> None:
    assert judge_space(free, Room()).level is level


def test_an_office_sets_its_own_sizes() -> None:
    room = Room.from_environment({"IMENA_SPACE_FLOOR": "10", "IMENA_BALLAST": "20"})
    assert room == Room(warn=1024 * MIB, floor=10 * MIB, ballast=20 * MIB)
    assert judge_space(11 * MIB, room).level is Level.WARN


@pytest.mark.parametrize(
    "environment",
    [{"IMENA_SPACE_FLOOR": "2000"}, {"IMENA_SPACE_FLOOR": "much"}, {"IMENA_BALLAST": "-1"}],
)
def test_sizes_that_make_no_sense_are_refused(environment: dict[str, str]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - int() says it in its own words
        Room.from_environment(environment)


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A machine whose /sys and mount table are ours: a stick, and an encrypted disk on another."""
    for device, removable in (("8:0", "0"), ("8:16", "1")):
        disk = tmp_path / "sys" / device
        (disk / "part").mkdir(parents=True)
        (disk / "removable").write_text(removable)
    encrypted = tmp_path / "sys" / "253:0"
    (encrypted / "slaves").mkdir(parents=True)
    (encrypted / "slaves" / "sdb").symlink_to(tmp_path / "sys" / "8:16")
    (tmp_path / "home" / "the stick").mkdir(parents=True)
    return tmp_path


def _mounted(machine: Path, *lines: tuple[str, str, str]) -> Path:
    table = machine / "mountinfo"
    texts = (
        f"30 1 {device} / {str(point).replace(' ', chr(92) + '040')} rw - {kind} none rw"
        for device, point, kind in lines
    )
    table.write_text("\n".join(texts) + "\n")
    return table


def test_the_disk_of_a_folder_is_the_one_mounted_nearest_to_it(machine: Path) -> None:
    stick = str(machine / "home" / "the stick")
    mounts = _mounted(machine, ("8:0", "/", "ext4"), ("8:16", stick, "xfs"))
    seen = place_of(Path(stick) / "new" / "imena.sqlite3", mounts=mounts, devices=machine / "sys")
    assert (seen.filesystem, seen.removable) == ("xfs", True)
    seen = place_of(machine / "home", mounts=mounts, devices=machine / "sys")
    assert (seen.filesystem, seen.removable) == ("ext4", False)


def test_what_is_mounted_last_on_one_point_counts(machine: Path) -> None:
    mounts = _mounted(machine, ("8:0", "/", "ext4"), ("0:50", "/", "nfs4"))
    assert place_of(machine, mounts=mounts, devices=machine / "sys").filesystem == "nfs4"


def test_a_stick_is_seen_through_its_encryption(machine: Path) -> None:
    mounts = _mounted(machine, ("253:0", "/", "ext4"))
    assert place_of(machine, mounts=mounts, devices=machine / "sys").removable


def test_what_cannot_be_seen_is_not_suspected(machine: Path) -> None:
    assert place_of(machine, mounts=machine / "none").filesystem == ""


def test_a_refusal_says_what_the_doctor_says() -> None:
    judgements = judge_place(Place("nfs", removable=False, free=0), Room())
    with pytest.raises(UnsafeError, match=r"network share \(nfs\)\. 0 MiB are free") as refused:
        refuse_unsafe(judgements)
    assert refused.value.judgements == tuple(judgements)


def test_ballast_is_put_aside_and_given_back(tmp_path: Path) -> None:
    room = Room(warn=0, floor=0, ballast=MIB)
    assert judge_ballast(tmp_path, room).level is Level.WARN
    keep_ballast(tmp_path, room)
    kept = tmp_path / place.BALLAST
    assert judge_ballast(tmp_path, room).level is Level.OK
    assert kept.stat().st_blocks * 512 >= MIB, "a sparse file keeps no room"
    assert release_ballast(tmp_path) == MIB
    assert release_ballast(tmp_path) == 0
    assert list(tmp_path.iterdir()) == []


def test_ballast_is_not_taken_from_what_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, "free_bytes", lambda path: 3 * MIB)
    with pytest.raises(OSError, match="less than 4 MiB"):
        keep_ballast(tmp_path, Room(floor=2 * MIB, ballast=2 * MIB))
    assert list(tmp_path.iterdir()) == []
