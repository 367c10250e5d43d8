"""Zips as students hand them in, and as nobody should: nothing leads out of them, nothing is written."""

from __future__ import annotations

import gc
import io
import os
import stat
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tuitrainer.base.errors import UserError
from tuitrainer.grading.classroom import archive
from tuitrainer.grading.classroom.intake import find_attempts
from tuitrainer.grading.classroom.intake_findings import INTAKE
from tuitrainer.grading.classroom.submitted import Attempt
from tuitrainer.grading.submission import LARGEST

EXERCISES = ("exercise03", "exercise04")
CODE = b"def softmax(logits): ...\n"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A class folder with a bystander; whatever happens, nothing else in sight changes."""
    folder = tmp_path / "class"
    (folder / "zoe").mkdir(parents=True)
    (folder / "zoe" / "exercise04.py").write_bytes(CODE)
    (tmp_path / "exercise04.py").write_bytes(b"secret")
    yield folder
    (folder / "eve.zip").unlink(missing_ok=True)
    seen = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if "tuitrainer-home" not in str(path)}
    assert seen == {"class", "class/zoe", "class/zoe/exercise04.py", "exercise04.py"}


def pack(path: Path, *members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as written:
        for name, content in members:
            written.writestr(name, content)
    return path


def member(name: str, mode: int = 0, extra: bytes = b"", day: tuple[int, int, int] = (2025, 6, 1)) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (*day, 0 if day[0] == 1980 else 10, 0, 0))
    info.external_attr, info.extra = mode << 16, extra
    return info


def patched(path: Path, *changes: tuple[bytes, int, bytes]) -> Path:
    """Bytes written over those at an offset behind every occurrence of a signature."""
    content = bytearray(path.read_bytes())
    for signature, offset, new in changes:
        begin = content.find(signature)
        while begin >= 0:
            content[begin + offset : begin + offset + len(new)] = new
            begin = content.find(signature, begin + 4)
    path.write_bytes(content)
    return path


def eve(place: Path, only: str | None = None) -> tuple[Attempt, ...]:
    attempts = find_attempts(place, EXERCISES, only)
    (bystander,) = (attempt for attempt in attempts if attempt.student == "zoe")
    assert bystander.read() == CODE
    return tuple(attempt for attempt in attempts if attempt.student == "eve")


def problem(place: Path, only: str | None = None) -> str:
    (attempt,) = eve(place, only)
    assert attempt.problem is not None
    assert INTAKE[attempt.problem.id][1].format(**attempt.problem.values)
    assert attempt.read() == b""
    return attempt.problem.id


LOCAL, CENTRAL = b"PK\x03\x04", b"PK\x01\x02"


def test_a_zip_is_a_folder(place: Path) -> None:
    pack(place / "eve.zip", (".", b""), ("./exercise04.py", CODE), ("more/Exercise03.PY", b"x = 1"),
         ("__MACOSX/._exercise04.py", b"x"), ("env/pyvenv.cfg", b""), ("env/exercise04.py", b"x"))  # fmt: skip
    assert [(a.exercise, a.file, a.read()) for a in eve(place)] == [
        ("exercise03", "eve.zip/more/Exercise03.PY", b"x = 1"), ("exercise04", "eve.zip/exercise04.py", CODE),
    ]  # fmt: skip


def test_a_zip_inside_a_folder_is_opened_and_one_inside_a_zip_is_not(place: Path) -> None:
    inner = pack(place.parent / "x.zip", ("exercise04.py", CODE)).read_bytes()
    (place.parent / "x.zip").unlink()
    (place / "zoe" / "more.zip").write_bytes(inner)
    assert len(find_attempts(place, EXERCISES)) == 2
    (place / "zoe" / "more.zip").unlink()
    pack(place / "eve.zip", ("work.zip", inner))
    assert problem(place) == "nested-zip"


CLIMBING = (
    "../exercise04.py", "a/../../exercise04.py", "/etc/passwd", "C:/exercise04.py", "c:exercise04.py",
    "a\\exercise04.py", "..\\exercise04.py", "//server/share/exercise04.py", "a/../exercise04.py", "\\\\x\\y",
)  # fmt: skip


@pytest.mark.parametrize("path", CLIMBING)
def test_paths_that_lead_out_are_refused_by_name(place: Path, path: str) -> None:
    pack(place / "eve.zip", (path, b"x"), ("exercise03.py", CODE))
    refused, fine = eve(place)
    assert refused.problem is not None
    assert refused.problem.id == "unsafe-path"
    assert refused.problem.values["path"] == path
    assert not set(refused.file.removeprefix("eve.zip/").split("/")) & {"..", "", "C:", "etc"}
    assert (fine.exercise, fine.read()) == ("exercise03", CODE)


def test_a_thousand_bad_paths_are_one_problem(place: Path) -> None:
    pack(place / "eve.zip", *((f"../{number}/exercise04.py", b"") for number in range(1000)))
    assert problem(place) == "unsafe-path"


def test_a_zero_byte_ends_no_name(place: Path) -> None:
    pack(place / "eve.zip", ("exercise04.pyX.txt", CODE))
    patched(place / "eve.zip", (b"exercise04.pyX", 13, b"\0"))
    assert problem(place) == "unsafe-path"
    pack(place / "eve.zip", ("Xxercise04.py", CODE))
    patched(place / "eve.zip", (b"Xxercise04.py", 0, b"\0"))
    assert problem(place) == "unsafe-path"


@pytest.mark.parametrize(
    ("mode", "expected"),
    [(stat.S_IFLNK | 0o777, "link"), (stat.S_IFIFO | 0o644, "special-file"), (stat.S_IFCHR | 0o644, "special-file"),
     (stat.S_IFSOCK | 0o644, "special-file")],
)  # fmt: skip
def test_links_and_devices_in_a_zip_are_refused(place: Path, mode: int, expected: str) -> None:
    pack(place / "eve.zip", (member("exercise04.py", mode), b"/etc/passwd"))
    assert problem(place) == expected


def test_what_can_not_be_unpacked_is_refused_before_it_is_tried(place: Path) -> None:
    zipped = pack(place / "eve.zip", ("exercise04.py", CODE))
    patched(zipped, (LOCAL, 6, b"\x01\0"), (CENTRAL, 8, b"\x01\0"))
    assert problem(place) == "encrypted"
    for method in (1, 9, 99):
        pack(zipped, ("exercise04.py", CODE))
        patched(zipped, (LOCAL, 8, bytes([method, 0])), (CENTRAL, 10, bytes([method, 0])))
        assert problem(place) == "compression"
    for library in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        pack(zipped, ("exercise04.py", CODE), method=library)
        assert problem(place) == "compression"


def test_a_name_that_is_there_twice_can_not_be_known(place: Path) -> None:
    pack(place / "eve.zip", ("exercise04.pA", b"1"), ("exercise04.pB", b"2"), ("./exercise04.pC", b"3"))
    patched(place / "eve.zip", *((f"04.p{letter}".encode(), 4, b"y") for letter in "ABC"))
    assert problem(place) == "twice"


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x05\x06", b"PK\x05\x06" + b"\xff" * 18, b"\0" * 1000])
def test_what_is_no_zip_is_said(place: Path, content: bytes) -> None:
    (place / "eve.zip").write_bytes(content)
    assert problem(place) == "not-a-zip"


def good(names: tuple[str, ...] = ("exercise04.py", "more/exercise03.py")) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as written:
        for name in names:
            written.writestr(member(name, extra=struct.pack("<HHBi", 0x5455, 5, 1, 1_700_000_000)), CODE * 50)
    return buffer.getvalue()


GOOD = good()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=4)), min_size=1, max_size=4),
       st.integers(0, len(GOOD)), st.booleans())  # fmt: skip
def test_a_damaged_zip_raises_nothing_but_oserror(
    place: Path, changes: list[tuple[int, bytes]], cut: int, shorten: bool
) -> None:
    content = bytearray(GOOD)
    for offset, new in changes:
        content[offset : offset + len(new)] = new
    (place / "eve.zip").write_bytes(content[:cut] if shorten else content)
    for attempt in eve(place):
        try:
            assert len(attempt.read()) <= LARGEST + 1
        except OSError:
            continue


# -- bombs -------------------------------------------------------------------------------------------------------------


def test_a_bomb_costs_no_more_than_a_submission(place: Path) -> None:
    size = 128 * 2**20
    written = zipfile.ZipFile(place / "eve.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1)
    with written, written.open("exercise04.py", "w") as file:
        for _piece in range(size // 2**20):
            file.write(bytes(2**20))
    assert (place / "eve.zip").stat().st_size < 2**20
    (attempt,) = eve(place)
    tracemalloc.start()
    try:
        assert len(attempt.read()) == LARGEST + 1
        assert tracemalloc.get_traced_memory()[1] < 8 * LARGEST
    finally:
        tracemalloc.stop()


def test_a_bomb_that_hides_its_size_is_damaged(place: Path) -> None:
    pack(place / "eve.zip", ("exercise04.py", bytes(2**22)))
    patched(place / "eve.zip", (LOCAL, 22, struct.pack("<I", 10)), (CENTRAL, 24, struct.pack("<I", 10)))
    (attempt,) = eve(place)
    with pytest.raises(OSError, match="CRC"):
        attempt.read()


def test_a_crowd_is_refused_before_it_is_listed(place: Path) -> None:
    entry = pack(place / "eve.zip", ("exercise04.py", b"")).read_bytes()
    begin, end = entry.find(CENTRAL), entry.find(b"PK\x05\x06")
    count = 400_000
    directory = entry[begin:end] * count
    tail = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 1, 1, len(directory), begin, 0)  # it says that there is one
    (place / "eve.zip").write_bytes(entry[:begin] + directory + tail)
    began = time.process_time()
    assert problem(place) == "crowded"
    assert time.process_time() - began < 5
    with pytest.raises(UserError, match="more than 100000 entries; unpack it"):
        find_attempts(place / "eve.zip", EXERCISES)


def test_a_list_of_members_that_is_too_long_is_not_even_read(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_LARGEST_LIST", 100_000)
    pack(place / "eve.zip", *((f"{number}/{'x' * 200}/exercise04.py", b"") for number in range(500)))
    assert problem(place) == "crowded"


# -- times -------------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="no zones here")
def test_the_time_of_a_member_is_exact_where_the_zip_says_so(place: Path) -> None:
    extended = struct.pack("<HHBi", 0x5455, 5, 1, 1_700_000_001)
    owner = struct.pack("<HHBBIBI", 0x7875, 11, 1, 4, 0, 4, 0)
    pack(
        place / "eve.zip", (member("a/exercise04.py", extra=owner + extended), b""), (member("b/exercise04.py"), b""),
        (member("c/exercise04.py", extra=struct.pack("<HHB", 0x5455, 1, 0)), b""),
        (member("d/exercise04.py", day=(1980, 1, 1)), b""), (member("e/exercise04.py", day=(2025, 0, 0)), b""),
    )  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "EST5EDT,M3.2.0,M11.1.0")
        time.tzset()
        times = {attempt.file[8]: attempt.submitted for attempt in eve(place)}
    time.tzset()
    local = 1_748_786_400.0  # 10 o'clock in New York, which is 14 o'clock in UTC
    assert times == {"a": 1_700_000_001.0, "b": local, "c": local, "d": None, "e": None}


# -- names -------------------------------------------------------------------------------------------------------------


def test_utf8_that_does_not_say_so_is_read_as_what_it_is(place: Path) -> None:
    """As the Finder of macOS writes it."""
    pack(place / "eve.zip", ("Hélène/exercise04.py", CODE))
    patched(place / "eve.zip", (LOCAL, 6, b"\0\0"), (CENTRAL, 8, b"\0\0"))
    (attempt,) = eve(place)
    assert (attempt.file, attempt.read()) == ("eve.zip/Hélène/exercise04.py", CODE)


def test_a_class_can_be_one_zip(tmp_path: Path) -> None:
    zipped = pack(
        tmp_path / "class.zip", ("class/zoe/exercise04.py", CODE), ("class/Ana_7_assignsubmission_file_/x.py", b"x"),
        ("class/empty/", b""), ("class/bo_exercise04.py", b"b"), ("class/../eve/exercise04.py", b"e"),
        ("__MACOSX/class/._x.py", b""), ("class/al/work.zip", GOOD), ("class/notes.txt", b""),
    )  # fmt: skip
    attempts = find_attempts(zipped, EXERCISES, "exercise04")
    assert [(a.student, a.file, a.problem and a.problem.id) for a in attempts] == [
        ("Ana_7", "class/Ana_7_assignsubmission_file_/x.py", None), ("al", "class/al/work.zip", "nested-zip"),
        ("bo", "class/bo_exercise04.py", None),
        ("class_.._eve", "class/class_.._eve_exercise04.py", "unsafe-path"),
        ("empty", "class/empty", "nothing-handed-in"), ("zoe", "class/zoe/exercise04.py", None),
    ]  # fmt: skip
    assert [a.read() for a in attempts if a.problem is None] == [b"x", b"b", CODE]
    assert attempts[0].submitted is None
    assert attempts[-1].submitted is not None


def test_the_zip_of_one_student_is_of_that_student(tmp_path: Path) -> None:
    attempts = find_attempts(pack(tmp_path / "zoe.zip", ("exercise03.py", b""), ("exercise04.py", b"")), EXERCISES)
    assert [(a.student, a.exercise) for a in attempts] == [("zoe", "exercise03"), ("zoe", "exercise04")]


@pytest.mark.parametrize("content", [b"", b"no zip", GOOD[:-30]])
def test_a_class_that_is_no_zip_is_said(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "class.zip").write_bytes(content)
    with pytest.raises(UserError, match=r"class\.zip: this can't be read: .*zip"):
        find_attempts(tmp_path / "class.zip", EXERCISES)


def test_thousands_are_listed_with_flat_memory_and_no_open_files(tmp_path: Path) -> None:
    """Their contents are not kept, and each student's zip is closed again."""
    (tmp_path / "class").mkdir()
    for number in range(300):
        pack(tmp_path / "class" / f"s{number}.zip", ("exercise04.py", os.urandom(20_000)))
    descriptors = Path("/proc/self/fd")
    gc.collect()
    before = len(list(descriptors.iterdir())) if descriptors.is_dir() else 0
    tracemalloc.start()
    try:
        attempts = find_attempts(tmp_path / "class", EXERCISES)
        assert sum(len(attempt.read()) for attempt in attempts) == 300 * 20_000
        assert tracemalloc.get_traced_memory()[0] < 300 * 10_000
    finally:
        tracemalloc.stop()
    assert not before or len(list(descriptors.iterdir())) == before
