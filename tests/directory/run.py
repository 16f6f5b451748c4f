#!/usr/bin/env python3
"""
Files of a data directory that were cut short, emptied, lost, or replaced by another directory's: every command says which file it
is and what to do, ends with another code than 0 where it cannot do its work, and changes nothing.
"""

import contextlib
import hashlib
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("CONCORDAT", str(ROOT / "build/release/concordat"))


def say(name, faults):
    print(f"not ok {name}: {len(faults)} faults" if faults else f"ok {name}", *(f"  {fault}" for fault in faults[:20]), sep="\n")
    return not faults


def run(*words, seconds=60):
    return subprocess.run([PROGRAM, *map(str, words)], cwd=ROOT, capture_output=True, text=True, check=False, timeout=seconds)


def serve(data, output, until_killed=False):
    """(exit code, what it said); 0 where it served and was told to stop."""
    before = newest_head(data) if until_killed else None
    with open(output, "wb") as printed:
        process = subprocess.Popen([PROGRAM, "serve", "--data", data, "--plain", "--port", "0"], cwd=ROOT, stdin=subprocess.DEVNULL,
                                   stdout=printed, stderr=subprocess.STDOUT)
    try:
        while process.poll() is None and "http://" not in pathlib.Path(output).read_text("utf-8"):
            time.sleep(0.005)
        if until_killed:
            wait_for_a_head(data, before)
            process.kill()
        elif process.poll() is None:
            process.send_signal(signal.SIGTERM)
        return process.wait(30), pathlib.Path(output).read_text("utf-8")
    finally:
        if process.poll() is None:
            process.kill()


def leaves(database):
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return connection.execute("SELECT count(*) FROM leaves").fetchone()[0]


def newest_head(data):
    return max(int(path.stem.split("-")[1]) for path in (data / "deposits/partnership").glob("checkpoint-*.txt"))


def wait_for_a_head(data, before):
    """The night's work at the start deposits a head, a newer one than `before`, over what stands in the log of writes alone."""
    for _ in range(12000):
        if newest_head(data) > before and (data / "attestation.json").exists():
            return
        time.sleep(0.01)
    raise RuntimeError("the night's work did not come to its end")


class Directories:
    """One that is damaged in copies, and another that is foreign to it."""

    def __init__(self, place):
        self.place = pathlib.Path(place)
        self.own, self.foreign = self.place / "own", self.place / "foreign"
        for number, data in enumerate((self.own, self.foreign)):
            made = run("demo", "--data", data, "--charter", ROOT / "charters/portsmouth.toml", "--seed", number + 1)
            if made.returncode != 0:
                raise RuntimeError(made.stderr)
        self.backups = self.place / "backups"
        taken = run("backup", "--data", self.own, "--to", self.backups)
        if taken.returncode != 0:
            raise RuntimeError(taken.stderr)
        self.backup = next(self.backups.glob("backup-*"))
        serve(self.own, self.place / "printed", until_killed=True)
        serve(self.foreign, self.place / "printed", until_killed=True)

    @contextlib.contextmanager
    def copy(self):
        with tempfile.TemporaryDirectory(dir=self.place) as folder:
            data = pathlib.Path(folder) / "data"
            shutil.copytree(self.own, data)
            shutil.copy(f"{self.own}.key", f"{data}.key")
            shutil.copy(f"{self.own}.sign-ins.json", f"{data}.sign-ins.json")
            yield data


# ---- damage

def cut_short(path, _):
    path.write_bytes(path.read_bytes()[:path.stat().st_size // 2])


def emptied(path, _):
    path.write_bytes(b"")


def removed(path, _):
    shutil.rmtree(path) if path.is_dir() else path.unlink()


def foreign(path, other):
    removed(path, other)
    shutil.copytree(other, path) if other.is_dir() else shutil.copy(other, path)


WORKING = ("serve", "dispose", "backup", "drill")
WITHOUT_KEY = (*WORKING, "fsck")  # attestation reads no instance.json
ALL = (*WORKING, "attest", "fsck")

# File, what is done to it, which commands cannot do their work then, and what each of these says.
CASES = [
    ("instance.json", cut_short, WITHOUT_KEY, r"instance\.json is damaged.*Restore"),
    ("instance.json", emptied, WITHOUT_KEY, r"instance\.json is damaged.*Restore"),
    ("instance.json", removed, WITHOUT_KEY, r"no data directory at"),
    ("instance.json", foreign, WITHOUT_KEY, r"not of the same directory|not signed by this key"),
    ("secrets.sealed", cut_short, WORKING, r"root key does not open"),
    ("secrets.sealed", emptied, WORKING, r"root key does not open"),
    ("secrets.sealed", removed, WORKING, r"secrets\.sealed could not be read"),
    ("secrets.sealed", foreign, WORKING, r"root key does not open"),
    ("keyring", cut_short, ("attest",), r"key"),
    ("keyring", emptied, ("serve", "dispose", "backup", "attest"), r"is not a keyring"),
    ("keyring", removed, ("serve", "dispose", "backup", "attest"), r"[Kk]eyring (could not be|is not)"),
    ("keyring", foreign, ("serve", "dispose", "backup", "attest"), r"root key does not open|key"),
    ("concordat.db", cut_short, ALL, r"database .* (is damaged or cut short|cannot be read)"),
    ("concordat.db", emptied, ALL, r"is empty|is not a database"),
    ("concordat.db", removed, ALL, r"database is not at|no data directory"),
    ("concordat.db", foreign, ALL, r"another directory's|NOT SOUND|does not agree with the deposited head|lacks"),
    *(("concordat.db-wal", damage, ALL, r"it lacks|leaves are there|the ledger only") for damage in (cut_short, emptied, removed)),
    ("deposits", removed, WITHOUT_KEY, r"deposits"),
    ("deposits", foreign, (*WITHOUT_KEY, "attest"), r"of another directory|not signed by this key|does not agree|does not know"),
]


def commands(directories, data):
    output = data.parent / "printed"
    yield "attest", lambda: run("attest", "--data", data)
    yield "fsck", lambda: run("fsck", "--data", data)
    yield "backup", lambda: run("backup", "--data", data, "--to", data.parent / "backups")
    yield "drill", lambda: run("restore", "--drill", "--backup", directories.backup, "--deposits", directories.own / "deposits",
                               "--data", data)
    yield "serve", lambda: serve(data, output)
    yield "dispose", lambda: run("dispose", "--data", data)


def state(data):
    """Digests of all that a refused command must leave as it is. (SQLite may move its log of writes into its file.)"""
    found = {}
    for path in sorted(data.rglob("*")):
        name = str(path.relative_to(data))
        if path.is_file() and not name.startswith(("concordat.db", "tls-", "attestation.json")):
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def faults_of(directories, name, damage, refused, words, report):
    found = []
    for command in ALL:
        with directories.copy() as data:
            damage(data / name, directories.foreign / name)
            if name.startswith("concordat.db") and damage is foreign:
                for tail in ("-wal", "-shm"):
                    (data / f"concordat.db{tail}").unlink(missing_ok=True)
                    shutil.copy(directories.foreign / f"concordat.db{tail}", data / f"concordat.db{tail}")
            before = state(data)
            done = dict(commands(directories, data))[command]()
            code, said = done if isinstance(done, tuple) else (done.returncode, done.stdout + done.stderr)
            report.append((name, damage.__name__, command, code, " ".join(said.split())[:200]))
            if code < 0:
                found.append(f"{command} was ended by signal {-code}: {said[-200:]}")
            elif command in refused and code == 0:
                found.append(f"{command} ended with 0")
            elif command in refused and not re.search(words, said, re.S):
                found.append(f"{command} does not say what is wrong: {said[-200:]}")
            elif command in refused and state(data) != before:
                changed = {key for key in before.keys() | state(data).keys() if before.get(key) != state(data).get(key)}
                found.append(f"{command} was refused and changed {', '.join(sorted(changed))}")
    return found


def main():
    report = []
    with tempfile.TemporaryDirectory(prefix="concordat-directory-") as place:
        try:
            directories = Directories(place)
        except RuntimeError as error:
            return 0 if say("two directories are made", [str(error)]) else 1
        healthy = []
        for command in ALL:
            with directories.copy() as data:
                done = dict(commands(directories, data))[command]()
                code, said = done if isinstance(done, tuple) else (done.returncode, done.stdout + done.stderr)
                if code not in ((0, 1) if command == "attest" else (0,)):
                    healthy.append(f"{command} ended with {code}: {said[-200:]}")
        good = say("every command does its work where nothing is damaged", healthy)
        for name, damage, refused, words in CASES:
            good &= say(f"{name} {damage.__name__.replace('_', ' ')}", faults_of(directories, name, damage, refused, words, report))
    if os.environ.get("CONCORDAT_TELL"):
        for line in report:
            print("#", *line)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
