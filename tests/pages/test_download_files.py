"""A file made on a click can be fetched for a minute, however many scripts run meanwhile."""

import pytest
from streamlit import runtime
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileStorageError
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from pages.shared.download_files import KEPT_S, Spaced, keep


@pytest.fixture
def storage() -> MemoryMediaFileStorage:
    return MemoryMediaFileStorage("/media")


@pytest.fixture
def files(storage: MemoryMediaFileStorage) -> MediaFileManager:
    return MediaFileManager(storage)


def clicked(files: MediaFileManager) -> str:
    """The name of a file that a click has just made."""
    button = files.add_deferred(
        lambda: b"a,b\n1,2\n", "text/csv", coordinates="1.0", file_name="x.csv"
    )
    return files.execute_deferred(button).rsplit("/", 1)[1]


def test_streamlit_alone_drops_it_after_two_runs_of_anybody(
    files: MediaFileManager, storage: MemoryMediaFileStorage
) -> None:
    name = clicked(files)
    files.remove_orphaned_files()
    assert storage.get_file(name).content == b"a,b\n1,2\n"
    files.remove_orphaned_files()
    with pytest.raises(MediaFileStorageError):
        storage.get_file(name)


def test_it_stays_for_a_minute_and_goes_after_two(
    files: MediaFileManager, storage: MemoryMediaFileStorage
) -> None:
    now = [0.0]
    clean = Spaced(files.remove_orphaned_files, clock=lambda: now[0])
    now[0] = KEPT_S - 1
    name = clicked(files)
    for _ in range(200):
        clean()
        now[0] += 0.3
    assert storage.get_file(name).content == b"a,b\n1,2\n"
    for _ in range(300):
        clean()
        now[0] += 0.3
    with pytest.raises(MediaFileStorageError):
        storage.get_file(name)


def test_the_running_app_does_so_once(
    files: MediaFileManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Running:
        media_file_mgr = files

    monkeypatch.setattr(runtime, "exists", lambda: True)
    monkeypatch.setattr(runtime, "get_instance", Running)
    keep()
    first = files.remove_orphaned_files
    keep()
    assert isinstance(first, Spaced)
    assert files.remove_orphaned_files is first
