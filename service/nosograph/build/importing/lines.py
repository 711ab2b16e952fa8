"""Reading a user's files line by line, with errors that say where."""

from __future__ import annotations

import gzip
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from lzma import LZMAError
from pathlib import Path
from typing import IO, cast

from nosograph.errors import InvalidInput, SourceError

#: Lines between two reports of how much has been read.
BETWEEN_REPORTS = 10_000
#: All packets of Orphanet, the most that a source has, are some ten thousand files.
MOST_FILES = 50_000


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of a source, perhaps compressed, perhaps in an archive; ``size`` is in bytes.

    The size is that of what is read, or of the compressed file where only that is known.
    """

    name: str
    size: int
    open: Callable[[], IO[bytes]]

    @contextmanager
    def opened(self) -> Iterator[IO[bytes]]:
        """Open the file; one that turns out to be damaged is a SourceError."""
        try:
            with self.open() as stream:
                yield stream
        except (zipfile.BadZipFile, OSError, EOFError, zlib.error, LZMAError) as error:
            reason = f"damaged or cut short: {type(error).__name__}"
            raise SourceError(self.name, None, reason) from error

    def lines(self, report: Callable[[int], None] = lambda read: None) -> Iterator[str]:
        """Yield the lines without their ends; one that is not UTF-8 is a SourceError."""
        number, read = 0, 0
        with self.opened() as stream:
            for number, raw in enumerate(stream, 1):
                read += len(raw)
                if number % BETWEEN_REPORTS == 0:
                    report(read)
                try:
                    yield raw.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
                except UnicodeDecodeError as error:
                    raise SourceError(self.name, number, "not UTF-8") from error

    def rows(
        self, columns: Sequence[str], report: Callable[[int], None] = lambda read: None
    ) -> Iterator[tuple[int, list[str]]]:
        """Yield line number and cells of a tab-separated table whose header must be ``columns``."""
        lines = self.lines(report)
        header = next(lines, "").split("\t")
        if header != list(columns):
            raise SourceError(self.name, 1, f"the columns must be {', '.join(columns)}")
        width = len(columns)
        for number, line in enumerate(lines, 2):
            cells = line.split("\t")
            if len(cells) == width:
                yield number, cells
            elif line:
                raise SourceError(self.name, number, f"{len(cells)} columns instead of {width}")


def source_files(path: Path) -> Iterator[SourceFile]:
    """Yield the files of a path: those below a folder, those of a zip archive, or the file itself.

    Hidden files and folders are left; a folder of everything is refused.
    """
    if path.is_dir():
        for file in below(path):
            yield plain(file, str(file.relative_to(path)))
    elif path.suffix == ".zip":
        yield from archived(path)
    else:
        yield plain(path, path.name)


def below(folder: Path) -> list[Path]:
    """Return the files below a folder, sorted."""
    found: list[Path] = []
    for place, folders, names in os.walk(folder):
        folders[:] = (name for name in folders if not name.startswith("."))
        found += (Path(place, name) for name in names if not name.startswith("."))
        if len(found) > MOST_FILES:
            reason = f"{folder} holds more than {MOST_FILES:,} files: name the folder of the source"
            raise InvalidInput(reason)
    return sorted(filter(Path.is_file, found))


def plain(path: Path, name: str) -> SourceFile:
    """Return a file by itself; ``.gz`` is read as what it holds."""
    return SourceFile(name, path.stat().st_size, partial(opened, path))


def opened(path: Path) -> IO[bytes]:
    """Open a file to read what it holds."""
    return cast(IO[bytes], gzip.open(path)) if path.suffix == ".gz" else path.open("rb")


def archived(path: Path) -> Iterator[SourceFile]:
    """Yield the files of a zip archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            listed = [item for item in archive.infolist() if not item.is_dir()]
    except (zipfile.BadZipFile, OSError) as error:
        raise SourceError(path.name, None, "no zip archive, or cut short") from error
    for item in sorted(listed, key=lambda item: item.filename):
        name = f"{path.name}/{item.filename}"
        yield SourceFile(name, item.file_size, partial(inside, path, item))


def inside(path: Path, item: zipfile.ZipInfo) -> IO[bytes]:
    """Open a file of an archive to read what it holds; the archive is closed with it."""
    archive = zipfile.ZipFile(path)
    try:
        stream = archive.open(item)
        return cast(IO[bytes], gzip.open(stream)) if item.filename.endswith(".gz") else stream
    except RuntimeError as error:
        name = f"{path.name}/{item.filename}"
        raise SourceError(name, None, "encrypted, or compressed in an unknown way") from error
    finally:
        archive.close()
