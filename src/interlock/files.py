"""Files that are either whole or not there."""

from __future__ import annotations

import errno
import os
import re
import shutil
import signal
import stat
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from interlock.errors import InterlockError

# A run that was killed leaves such a folder behind; the number is its process.
_LEFT_BEHIND = re.compile(r"\.new-(\d+)-\w+")
_CHINESE_REASONS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "所在位置为只读",
    errno.ENOENT: "文件或上级文件夹不存在",
    errno.EEXIST: "同名文件已存在",
    errno.ENOTDIR: "路径中有一段是文件，不是文件夹",
    errno.EISDIR: "那是一个文件夹",
    errno.ENOSPC: "磁盘空间不足",
    errno.EDQUOT: "磁盘配额已用完",
    errno.ENAMETOOLONG: "路径过长",
    errno.EBUSY: "正被其他程序占用",
    errno.EIO: "读写出错",
    errno.EINVAL: "路径无效",
    errno.ELOOP: "链接循环",
}


def reason(error: OSError) -> tuple[str, str]:
    """Return why the system refused a file, in English and in Chinese."""
    english = error.strerror or str(error)
    return english, _CHINESE_REASONS.get(error.errno or 0, f"系统提示：{english}")


class CannotWrite(InterlockError):
    """A place to write to cannot be used; the text names it and the remedy."""

    @classmethod
    def file(cls, path: Path, error: OSError) -> CannotWrite:
        """Return the error of a file or folder that cannot be written."""
        english, chinese = reason(error)
        full = error.errno == errno.ENOSPC
        return cls(
            f"{path} cannot be written ({english}); {'free some room, or ' if full else ''}choose another place",
            f"无法写入 {path}（{chinese}），请{'腾出空间，或' if full else ''}换一个位置",
        )

    @classmethod
    def folder(cls, path: Path, error: OSError) -> CannotWrite:
        """Return the error of a place that is no folder to write into."""
        english, chinese = reason(error)
        return cls(
            f"{path} cannot be used as a folder ({english}); choose another place",
            f"{path} 不能用作文件夹（{chinese}），请换一个位置",
        )

    @classmethod
    def over_input(cls, out: Path, path: Path) -> CannotWrite:
        """Return the error of an output that would replace what is read."""
        return cls(
            f"{out} would overwrite {path}, which is read; name another file to write",
            f"{out} 会覆盖要读取的 {path}，请换一个输出文件名",
        )

    @classmethod
    def there_already(cls, path: Path) -> CannotWrite:
        """Return the error of a form to fill in that would replace a file, which may be filled in already."""
        return cls(
            f"{path} is there already and may be filled in; name another file to write",
            f"{path} 已存在，可能已填写，请换一个输出文件名",
        )

    @classmethod
    def otherwise_named(cls, path: Path, endings: Sequence[str]) -> CannotWrite:
        """Return the error of a file whose name says that it is something else."""
        known = " / ".join(endings)
        return cls(f"{path}: the file's name must end in {known}", f"{path}：文件名须以 {known} 结尾")


def refuse_overwriting(outs: Iterable[Path], inputs: Iterable[Path]) -> None:
    """Raise :class:`CannotWrite` where a file to write is one that is read, by whatever name or link."""
    read = list(inputs)
    for out in outs:
        for path in read:
            if _same_file(out, path):
                raise CannotWrite.over_input(out, path)


def refuse_existing(path: Path) -> None:
    """Raise :class:`CannotWrite` where a file is there already."""
    if path.is_file():
        raise CannotWrite.there_already(path)


def check_ending(path: Path, endings: Sequence[str]) -> None:
    """Make sure that a file to write is named by what it is to be. Raises :class:`CannotWrite`."""
    if path.suffix.lower() not in endings:
        raise CannotWrite.otherwise_named(path, endings)


def _same_file(out: Path, path: Path) -> bool:
    try:
        return out.samefile(path)
    except OSError:
        return False


@contextmanager
def written(path: Path) -> Iterator[Path]:
    """Give a temporary path beside ``path`` to write to; it takes the name ``path`` only when all went well.

    A device or a pipe keeps its name: what was written goes into it.
    """
    if _takes_a_stream(path):
        with _through(path) as temporary_file:
            yield temporary_file
        return
    new = _missing(path.parent)
    temporary: Path | None = None
    try:
        _make_folder(path.parent)
        temporary = _temporary_file(path)
        yield temporary
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except OSError as error:
        raise CannotWrite.file(path, error) from None
    finally:
        if temporary:
            temporary.unlink(missing_ok=True)
        _remove_empty(new)


def _takes_a_stream(path: Path) -> bool:
    """Whether a path is a device or a pipe, which a file that takes its name would destroy."""
    try:
        kind = path.stat().st_mode
    except OSError:
        return False
    if stat.S_ISBLK(kind) or stat.S_ISSOCK(kind):
        raise CannotWrite.file(path, OSError(errno.EEXIST, os.strerror(errno.EEXIST)))
    return stat.S_ISCHR(kind) or stat.S_ISFIFO(kind)


@contextmanager
def _through(path: Path) -> Iterator[Path]:
    try:
        with tempfile.TemporaryDirectory() as folder:
            temporary = Path(folder) / path.name
            yield temporary
            with temporary.open("rb") as made, path.open("wb") as into:
                shutil.copyfileobj(made, into)
    except OSError as error:
        raise CannotWrite.file(path, error) from None


@contextmanager
def written_folder(folder: Path, own: re.Pattern[str] | None = None) -> Iterator[Path]:
    """Give an empty temporary folder; what is in it then takes its place in ``folder``, file by file.

    Everything else in ``folder`` stays, at any depth, but for files of a renewed folder within it whose names match
    ``own``: those are what an earlier run made there. What a run that was killed left behind is removed.
    """
    new = _missing(folder)
    temporary: Path | None = None
    try:
        _make_folder(folder)
        _clear_left_behind(folder)
        temporary = Path(tempfile.mkdtemp(prefix=f".new-{os.getpid()}-", dir=folder))
        yield temporary
        with _whole():
            for made in sorted(temporary.iterdir()):
                _take_place(made, folder / made.name, own)
    except OSError as error:
        raise CannotWrite.file(folder, error) from None
    finally:
        if temporary:
            shutil.rmtree(temporary, ignore_errors=True)
        _remove_empty(new)


def check_folder(folder: Path) -> None:
    """Make sure that files can be written into a folder, there or not yet; nothing is left behind.

    Raises :class:`CannotWrite`.
    """
    new = _missing(folder)
    try:
        _make_folder(folder)
        _try_file(folder / "plan")
    finally:
        _remove_empty(new)


def check_file(path: Path) -> None:
    """Make sure that a file can be written; nothing is left behind. Raises :class:`CannotWrite`."""
    if path.is_dir():
        raise CannotWrite.file(path, IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR)))
    check_folder(path.parent)


def _try_file(path: Path) -> None:
    try:
        _temporary_file(path).unlink()
    except OSError as error:
        raise CannotWrite.folder(path.parent, error) from None


def _missing(folder: Path) -> list[Path]:
    """Return the folder and those above it that are not there yet, innermost first."""
    try:
        return [place for place in (folder, *folder.parents) if not place.exists()]
    except OSError:
        return []


def _remove_empty(folders: list[Path]) -> None:
    """Remove folders that were made for nothing; what is in use stays."""
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()


def _temporary_file(path: Path) -> Path:
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    return Path(name)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        raise CannotWrite.folder(folder, error) from None


def _clear_left_behind(folder: Path) -> None:
    for place in folder.glob(".new-*"):
        named = _LEFT_BEHIND.fullmatch(place.name)
        if named and place.is_dir() and not _is_running(int(named[1])):
            shutil.rmtree(place, ignore_errors=True)


def _is_running(process: int) -> bool:
    """Tell whether another process of that number may be at work; where nobody can tell, it may."""
    if process == os.getpid():
        return False
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _take_place(made: Path, place: Path, own: re.Pattern[str] | None) -> None:
    """Files change in one step each; of a folder that is there already, only files of its own kind go."""
    if not (made.is_dir() and place.is_dir()):
        made.replace(place)
        return
    fresh = {entry.name for entry in made.iterdir()}
    for entry in sorted(made.iterdir()):
        _take_place(entry, place / entry.name, own)
    for entry in place.iterdir():
        if own and own.fullmatch(entry.name) and entry.name not in fresh and entry.is_file():
            entry.unlink()


@contextmanager
def _whole() -> Iterator[None]:
    """Hold back the signals to stop for the moment in which new files take the place of old ones."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
