"""What a backup refuses, and what it leaves behind when it does: nothing."""

import io
import sqlite3
import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from api.backup import stage
from api.backup.manifest import File, Manifest
from api.backup.pack import files_of, pack, verify
from api.backup.restore import restore
from api.backup.take import take
from api.cli import main
from api.errors import Refused
from api.keys import Keys
from api.office import opened
from api.roles import Role


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with a token, an audit trail and a flow's file."""
    folder = tmp_path / "data"
    with opened(folder) as office, office.write() as stores:
        stores.tokens.add("historian", Role.of("viewer"), None)
    (folder / "flows" / "flows").mkdir(parents=True)
    with closing(sqlite3.connect(folder / "flows" / "flows" / "f.db")) as ledger:
        ledger.execute("PRAGMA journal_mode=WAL")
        ledger.execute("CREATE TABLE frames (number INTEGER)")
        ledger.executemany("INSERT INTO frames VALUES (?)", [(i,) for i in range(1000)])
        ledger.commit()
    (folder / "kernels").mkdir()
    (folder / "kernels" / "judge.nbi").write_text("machine code")
    return folder


def there(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def packed(tmp_path: Path, manifest: Callable[[Manifest], Manifest], *more: str) -> Path:
    """A backup of one file, its manifest changed."""
    staged, file = tmp_path / "staged", tmp_path / "made.tar"
    staged.mkdir()
    (staged / "a.txt").write_text("a")
    whole = Manifest(version="0.1.0", taken="", database="postgresql", key=False, files=files_of(staged))
    raw = msgspec.json.encode(manifest(whole))
    with tarfile.open(file, "w") as tar:
        for name, content in [("manifest.json", raw), ("a.txt", b"a"), *((name, b"") for name in more)]:
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return file


def test_everything_comes_back_but_what_is_made_anew(data: Path, tmp_path: Path) -> None:
    manifest = take(data, tmp_path / "b.tar.gz", key=True)
    assert {"flows/flows/f.db", "secret.key", "tundish.db"} == {one.path for one in manifest.files}
    done = restore(tmp_path / "b.tar.gz", tmp_path / "new")
    assert (True, 1) == (done.key, done.audited)
    with closing(sqlite3.connect(tmp_path / "new" / "flows" / "flows" / "f.db")) as ledger:
        assert 1000 == ledger.execute("SELECT count(*) FROM frames").fetchone()[0]
    assert 0o700 == (tmp_path / "new").stat().st_mode & 0o777
    assert 0o600 == (tmp_path / "new" / "tundish.db").stat().st_mode & 0o777


def test_the_key_is_in_it_only_when_asked_for(data: Path, tmp_path: Path) -> None:
    sealed = Keys.of(data).seal({"password": "p"})
    assert not take(data, tmp_path / "b.tar").key
    assert not restore(tmp_path / "b.tar", tmp_path / "without").key
    restore(tmp_path / "b.tar", tmp_path / "with", key=data / "secret.key")
    assert {"password": "p"} == Keys.of(tmp_path / "with").unseal(sealed)


def test_what_is_written_while_it_is_taken_is_not_half_in_it(data: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(data / "flows" / "flows" / "f.db", isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM frames WHERE number < 500")
        take(data, tmp_path / "b.tar")
        writer.execute("COMMIT")
    restore(tmp_path / "b.tar", tmp_path / "new")
    with closing(sqlite3.connect(tmp_path / "new" / "flows" / "flows" / "f.db")) as ledger:
        assert 1000 == ledger.execute("SELECT count(*) FROM frames").fetchone()[0]


@pytest.mark.parametrize("at", [0.2, 0.5, 0.8])
def test_one_wrong_byte_is_found_and_nothing_is_left_behind(data: Path, tmp_path: Path, at: float) -> None:
    take(data, tmp_path / "b.tar")
    raw = bytearray((tmp_path / "b.tar").read_bytes())
    raw[int(at * len(raw))] ^= 1
    (tmp_path / "b.tar").write_bytes(raw)
    with pytest.raises(Refused):
        restore(tmp_path / "b.tar", tmp_path / "new")
    assert {"b.tar", "data"} == there(tmp_path)


def test_half_a_backup_is_refused(data: Path, tmp_path: Path) -> None:
    take(data, tmp_path / "b.tar.gz")
    raw = (tmp_path / "b.tar.gz").read_bytes()
    (tmp_path / "b.tar.gz").write_bytes(raw[: len(raw) // 2])
    with pytest.raises(Refused):
        verify(tmp_path / "b.tar.gz")


def test_a_changed_audit_trail_is_refused(data: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(data / "tundish.db")) as database:
        triggers = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
        for trigger in triggers:
            database.execute(f"DROP TRIGGER {trigger}")
        database.execute("UPDATE audit SET user = 'nobody'")
        database.commit()
    take(data, tmp_path / "b.tar")
    with pytest.raises(Refused, match="The audit trail does not hold: entry 1 was changed"):
        restore(tmp_path / "b.tar", tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("change", "more", "sentence"),
    [
        (lambda m: msgspec.structs.replace(m, version="99.0"), (), "was made by Tundish 99.0"),
        (lambda m: msgspec.structs.replace(m, format="tundish.backup/9"), (), "no backup that this version can read"),
        (lambda m: msgspec.structs.replace(m, files=(File("../evil", 1, ""),)), (), "outside of the data folder"),
        (lambda m: msgspec.structs.replace(m, files=(File("/evil", 1, ""),)), (), "outside of the data folder"),
        (lambda m: msgspec.structs.replace(m, files=(File("a\0b", 1, ""),)), (), "outside of the data folder"),
        (lambda m: msgspec.structs.replace(m, files=(*m.files, File("b", 1, ""))), (), "is not whole: b is missing"),
        (lambda m: m, ("b.txt",), "of which its manifest says nothing"),
        (lambda m: m, ("a.txt",), "of which its manifest says nothing"),
    ],
    ids=[
        "newer version",
        "other format",
        "up and out",
        "absolute",
        "no name",
        "a file less",
        "a file more",
        "a file twice",
    ],
)
def test_what_cannot_be_trusted_is_refused(
    tmp_path: Path, change: Callable[[Manifest], Manifest], more: tuple[str, ...], sentence: str
) -> None:
    file = packed(tmp_path, change, *more)
    with pytest.raises(Refused, match=sentence):
        restore(file, tmp_path / "new")
    assert {"made.tar", "staged"} == there(tmp_path)


def test_a_folder_with_something_in_it_is_never_touched(data: Path, tmp_path: Path) -> None:
    take(data, tmp_path / "b.tar")
    with pytest.raises(Refused, match="is not empty"):
        restore(tmp_path / "b.tar", data)


def test_an_empty_folder_is_filled(data: Path, tmp_path: Path) -> None:
    take(data, tmp_path / "b.tar")
    (tmp_path / "new").mkdir()
    restore(tmp_path / "b.tar", tmp_path / "new")
    assert (tmp_path / "new" / "tundish.db").exists()


def test_wrong_places_are_refused(data: Path, tmp_path: Path) -> None:
    for file, folder, sentence in (
        (tmp_path / "b.tar", tmp_path / "nothing", "is no data folder"),
        (data / "b.tar", data, "lies in the data folder itself"),
        (tmp_path / "none" / "b.tar", data, "There is no folder"),
        (data / "tundish.db", data, "exists"),
    ):
        with pytest.raises(Refused, match=sentence):
            take(folder, file)


def test_a_backup_is_replaced_only_when_told(data: Path, tmp_path: Path) -> None:
    take(data, tmp_path / "b.tar")
    assert 1 == main(["backup", str(tmp_path / "b.tar"), "--data", str(data)])
    assert 0 == main(["backup", str(tmp_path / "b.tar"), "--data", str(data), "--force"])


def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    (tmp_path / "b.tar").write_text("hello")
    with pytest.raises(Refused, match="cannot be read"):
        verify(tmp_path / "b.tar")


def test_of_the_history_the_listed_files_are_taken(data: Path, tmp_path: Path) -> None:
    history = data / "history"
    (history / "log").mkdir(parents=True)
    (history / "2026-11-21").mkdir()
    with closing(sqlite3.connect(history / "log" / "w.db")) as log:
        log.execute("CREATE TABLE files (name TEXT PRIMARY KEY)")
        log.execute("INSERT INTO files VALUES ('2026-11-21/w-1.parquet')")
        log.commit()
    for name in ("w-1.parquet", "w-0.parquet"):
        (history / "2026-11-21" / name).write_bytes(b"PAR1")
    names = {one.path for one in take(data, tmp_path / "b.tar").files}
    assert {"history/log/w.db", "history/2026-11-21/w-1.parquet"} == {n for n in names if n.startswith("history")}
    (history / "2026-11-21" / "w-1.parquet").unlink()
    with pytest.raises(Refused, match="The data folder changed again and again"):
        take(data, tmp_path / "c.tar")


def test_a_flow_that_is_deleted_meanwhile_stays_deleted(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger, ranked = data / "flows" / "flows" / "f.db", stage._rank

    def deleted(folder: Path, path: Path) -> tuple[int, str]:
        ledger.unlink(missing_ok=True)
        return ranked(folder, path)

    monkeypatch.setattr(stage, "_rank", deleted)
    assert "flows/flows/f.db" not in {one.path for one in take(data, tmp_path / "b.tar").files}
    assert not ledger.exists()


def test_a_flow_that_is_made_meanwhile_is_in_it(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What people edit, copied last, names it already."""
    made, ranked = data / "flows" / "flows" / "g.db", stage._rank

    def new(folder: Path, path: Path) -> tuple[int, str]:
        with closing(sqlite3.connect(made)) as ledger:
            ledger.execute("CREATE TABLE IF NOT EXISTS frames (number INTEGER)")
        return ranked(folder, path)

    monkeypatch.setattr(stage, "_rank", new)
    assert "flows/flows/g.db" in {one.path for one in take(data, tmp_path / "b.tar").files}


def test_what_would_not_fit_on_the_disk_is_not_begun(tmp_path: Path) -> None:
    """Also a small file that says it holds very much."""
    file = packed(tmp_path, lambda m: msgspec.structs.replace(m, files=(*m.files, File("b", 2**60, ""))))
    with pytest.raises(Refused, match="There is no room"):
        restore(file, tmp_path / "new")
    assert {"made.tar", "staged"} == there(tmp_path)


def test_a_file_of_another_size_than_it_says_is_not_written(tmp_path: Path) -> None:
    file, hole = tmp_path / "made.tar", 2**50
    manifest = Manifest(version="0.1.0", taken="", database="postgresql", key=False, files=(File("a", 1, ""),))
    raw = msgspec.json.encode(manifest)
    head, sparse = tarfile.TarInfo("manifest.json"), tarfile.TarInfo("a")
    head.size, sparse.pax_headers = len(raw), {"GNU.sparse.map": f"0,0,{hole},0", "GNU.sparse.size": str(hole)}
    with tarfile.open(file, "w", format=tarfile.PAX_FORMAT) as tar:
        tar.addfile(head, io.BytesIO(raw))
        tar.addfile(sparse, io.BytesIO(b""))
    with pytest.raises(Refused, match="is damaged: a is not what was put in"):
        restore(file, tmp_path / "new")


def test_a_manifest_without_end_is_not_read(tmp_path: Path) -> None:
    file, entry = tmp_path / "made.tar", tarfile.TarInfo("manifest.json")
    entry.size = 2**40
    file.write_bytes(entry.tobuf())
    with pytest.raises(Refused, match="is no backup of Tundish"):
        verify(file)


def test_packing_leaves_nothing_half_done(tmp_path: Path) -> None:
    staged = tmp_path / "staged"
    staged.mkdir()
    (staged / "a").write_text("a")
    wrong = Manifest(version="0", taken="", database="sqlite", key=False, files=(File("a", 1, "wrong"),))
    with pytest.raises(Refused, match="is damaged"):
        pack(staged, tmp_path / "b.tar", wrong)
    assert {"staged"} == there(tmp_path)


def test_a_folder_beside_postgresql_is_taken_without_its_database(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    (data / "flows" / "flows").mkdir(parents=True)
    (data / "lock").touch()
    with closing(sqlite3.connect(data / "flows" / "flows" / "f.db")) as ledger:
        ledger.execute("CREATE TABLE frames (number INTEGER)")
    url = "postgresql+psycopg://tundish:p@db.example/tundish"
    assert 0 == main(["backup", str(tmp_path / "b.tar"), "--data", str(data), "--database", url])
    assert "The PostgreSQL database is not in it" in capsys.readouterr().out
    assert 0 == main(["restore", str(tmp_path / "b.tar"), "--data", str(tmp_path / "new")])
    assert "restore its dump as well" in capsys.readouterr().out
    assert (tmp_path / "new" / "flows" / "flows" / "f.db").exists()


def test_a_backup_of_an_older_version_is_restored(tmp_path: Path) -> None:
    file = packed(tmp_path, lambda m: msgspec.structs.replace(m, version="0.0.9"))
    assert "0.0.9" == restore(file, tmp_path / "new").manifest.version
