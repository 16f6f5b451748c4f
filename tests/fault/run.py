#!/usr/bin/env python3
"""
The real program on a disk that fails: a story of twenty steps, in which one write, sync, rename, open or truncation after the
other fails, once and for good; and a disk that is full. Nothing that was acknowledged is lost, and no message tells of a person.

With CONCORDAT_LONG every call fails once in each way, without it a sample by a fixed seed.
"""

import concurrent.futures
import contextlib
import datetime
import errno
import importlib.util
import json
import os
import pathlib
import random
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("CONCORDAT", ROOT / "build/release/concordat"))
INJECTOR = PROGRAM.parent / "tests/fault/libfault_injector.so"
IS_LONG = bool(os.environ.get("CONCORDAT_LONG"))
SEED = 20_261_122
SAMPLE_SECONDS = float(os.environ.get("CONCORDAT_SWEEP_SECONDS", "13"))
LANES = os.cpu_count() or 1

# A new demonstration and what the story writes before the disk is filled.
SPARE = 3 << 20
CALLS = ["write", "sync", "rename", "open", "truncate"]
WAYS = [(errno.EIO, False), (errno.EIO, True), (errno.ENOSPC, False), (errno.ENOSPC, True), (errno.EINTR, False), (0, False)]
GUESTS = [{"name": f"{name} Fernmereham", "email": f"{name.lower()}.fernmereham@example.org", "organisation": "Quillbeckford Nursery"}
          for name in ("Ottoline", "Perpetua", "Quentilla", "Rosamunda", "Seraphina")]
NEEDS = "no sesame whatsoever"

spec = importlib.util.spec_from_file_location("privacy", ROOT / "tests/privacy/run.py")
privacy = importlib.util.module_from_spec(spec)
spec.loader.exec_module(privacy)
say, Visitor = privacy.say, privacy.Visitor


class Fault:
    """What is to fail, and the counts that the story's processes share."""

    def __init__(self, folder, call="", at=0, error=0, onward=False, budget=0, room=""):
        self.what = f"{call} {at}: {errno.errorcode.get(error, 'short')}{' from then on' if onward else ''}"
        self.call = call
        self.counts = folder / f"counts-of-{call or 'none'}"
        self.counts.write_bytes(bytes(64 + 512))
        self.environment = {**os.environ, "LD_PRELOAD": str(INJECTOR), "CONCORDAT_FAULT_DATA": str(folder / "disk"),
                            "CONCORDAT_FAULT_COUNTS": str(self.counts), "CONCORDAT_FAULT_CALL": call, "CONCORDAT_FAULT_AT": str(at),
                            "CONCORDAT_FAULT_ERROR": str(error), "CONCORDAT_FAULT_ONWARD": "1" if onward else "",
                            "CONCORDAT_FAULT_BUDGET": str(budget), "CONCORDAT_FAULT_ROOM": str(room)}

    def numbers(self):
        return struct.unpack("8Q", self.counts.read_bytes()[:64])

    def happened(self):
        return self.numbers()[len(CALLS)]

    def file(self):
        return self.counts.read_bytes()[64:].split(b"\0")[0].decode()


class Server:
    """`concordat serve`, until it is stopped or stops by itself."""

    def __init__(self, data, environment, output):
        before = output.stat().st_size
        self.process = subprocess.Popen([PROGRAM, "serve", "--data", data, "--plain", "--port", "0"], cwd=ROOT, env=environment,
                                        stdin=subprocess.DEVNULL, stdout=open(output, "ab"), stderr=subprocess.STDOUT)
        self.port = 0
        for _ in range(6000):
            found = re.search(rb"http://127\.0\.0\.1:(\d+)/", output.read_bytes()[before:])
            if found:
                self.port = int(found[1])
                return
            if self.process.poll() is not None:
                return
            time.sleep(0.005)

    def stop(self):
        """Its exit code."""
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise RuntimeError("the server does not stop") from None


class Story:
    """Twenty steps of delegates, officers and an operator. What was acknowledged is in `done`."""

    def __init__(self, folder, fault):
        self.folder, self.fault = folder, fault
        self.disk = folder / "disk"
        self.data = self.disk / "data"
        self.output = folder / "printed"
        self.output.touch()
        self.done, self.bookings = set(), {}
        self.server = self.exit_code = self.officer = self.deputy = None

    # ---- the steps; each is true where it was acknowledged

    def serve(self):
        self.server = Server(self.data, self.fault.environment, self.output)
        return self.server.port > 0

    def visitor(self):
        return Visitor(self.server.port)

    def request(self, guest):
        visitor = self.visitor()
        visitor.ask("GET", "/courses")
        course = re.search(r'href="(/courses/[0-9a-f]+)"', visitor.page)[1]
        visitor.ask("GET", course + "/book")
        if visitor.send(course + "/book", **GUESTS[guest]) != 200 or "We have your request" not in visitor.page:
            return False
        self.bookings[guest] = visitor.address
        return True

    def look(self, guest):
        visitor = self.visitor()
        return visitor.ask("GET", self.bookings[guest]) == 200 and GUESTS[guest]["name"] in visitor.page

    def sign_in(self, role):
        sign_ins = json.loads(pathlib.Path(f"{self.data}.sign-ins.json").read_text(encoding="utf-8"))["sign_ins"]
        one = next(one for one in sign_ins if one["role"] == role)
        visitor = self.visitor()
        visitor.ask("GET", "/sign-in")
        privacy.give_both(visitor, one)
        return visitor if "Sign out" in visitor.page else None

    def sign_in_officer(self):
        self.officer = self.sign_in("Training officer")
        return self.officer is not None

    def offer(self, guest):
        visitor = self.visitor()
        visitor.ask("GET", self.bookings[guest])
        officer = self.officer
        officer.ask("GET", "/workspace/courses")
        for course in dict.fromkeys(re.findall(r'href="(/workspace/courses/[0-9a-f]{32})"', officer.page)):
            officer.ask("GET", course)
            row = re.search(rf"{GUESTS[guest]['name']}.*?action=\"({course}/bookings/[0-9a-f]+)\"", officer.page, re.S)
            if row:
                sent = officer.send(row[1], to="place-offered") == 200 and "There is a problem" not in officer.page
                return sent and self.has_place(guest)
        return False

    def has_place(self, guest):
        visitor = self.visitor()
        return visitor.ask("GET", self.bookings[guest]) == 200 and "You have a place" in visitor.page

    def give_needs(self, guest):
        visitor = self.visitor()
        visitor.ask("GET", self.bookings[guest])
        return visitor.send(self.bookings[guest] + "/parts/needs", dietary=NEEDS) == 200 and NEEDS in visitor.page

    def take_back(self, guest, consent):
        visitor = self.visitor()
        visitor.ask("GET", self.bookings[guest])
        return visitor.send(self.bookings[guest] + "/withdraw", consent=consent) == 200 and "is destroyed" in visitor.page

    def hold(self):
        self.deputy = self.sign_in("Deputy manager")
        self.deputy.ask("GET", "/workspace/disposal")
        again = datetime.date.today() + datetime.timedelta(days=180)  # a year ahead at most
        review = {"review-day": again.day, "review-month": again.month, "review-year": again.year}
        placed = self.deputy.send("/workspace/disposal/hold", scope="everything", ground="A police investigation", **review)
        return placed == 200 and "Ask for the release" in self.deputy.page

    def stop(self):
        self.exit_code = self.server.stop()
        return self.exit_code == 0

    def command(self, *words, expected=(0,)):
        with open(self.output, "ab") as printed:
            done = subprocess.run([PROGRAM, *map(str, words)], cwd=ROOT, env=self.fault.environment, stdout=printed,
                                  stderr=subprocess.STDOUT, timeout=120, check=False)
        return done.returncode in expected

    def dispose(self):
        return self.command("dispose", "--data", self.data)

    def back_up(self):
        return self.command("backup", "--data", self.data, "--to", self.disk / "backups")

    def backup(self):
        found = sorted(path for path in (self.disk / "backups").glob("backup-*") if not path.name.endswith(".new"))
        return found[0]

    def restore(self, *more):
        return self.command("restore", "--backup", self.backup(), "--deposits", self.data / "deposits", "--key-file", f"{self.data}.key",
                            *more)

    def steps(self):
        return [
            ("serve", self.serve),
            ("request 0", lambda: self.request(0)), ("request 1", lambda: self.request(1)), ("request 2", lambda: self.request(2)),
            ("look", lambda: self.look(0)),
            ("sign in", self.sign_in_officer),
            ("offer 0", lambda: self.offer(0)), ("offer 1", lambda: self.offer(1)),
            ("needs 0", lambda: self.give_needs(0)), ("needs 1", lambda: self.give_needs(1)),
            ("take back needs 0", lambda: self.take_back(0, "needs")),
            ("take back 2", lambda: self.take_back(2, "training")),
            ("request 3", lambda: self.request(3)),
            ("hold", self.hold),
            ("stop", self.stop),
            ("dispose", self.dispose),
            ("backup", self.back_up),
            ("restore", lambda: self.restore("--data", self.disk / "restored")),
            ("drill", lambda: self.restore("--drill", "--data", self.data)),
            ("attest", lambda: self.command("attest", "--data", self.data, expected=(0, 1))),
        ]

    def live(self):
        """A step that fails is passed over, as people do."""
        for name, step in self.steps():
            with contextlib.suppress(OSError, LookupError, TypeError, AttributeError, subprocess.TimeoutExpired,
                                     privacy.http.client.HTTPException):
                if step():
                    self.done.add(name)
            if name == "stop":
                self.faults_while_serving = self.fault.happened()
                self.failed_file = self.fault.file()

    # ---- what must hold afterwards

    def faults(self):
        found = self.faults_of_a_failed_sync() + self.faults_of_what_was_printed()
        whole = Story(self.folder, Fault(self.folder))
        if not whole.serve():
            return found + ["the directory does not open any more: " + self.output.read_text("utf-8")[-300:]]
        try:
            whole.bookings = self.bookings
            found += self.faults_of_bookings(whole)
        finally:
            whole.stop()
        if not whole.command("fsck", "--data", self.data):
            found.append("the ledger is not sound")
        return found + self.faults_of_restored(whole)

    def faults_of_bookings(self, whole):
        found = []

        def expect(step, held, what):
            if step in self.done and not held:
                found.append(f"acknowledged and not there: {what}")
        for guest, address in self.bookings.items():
            visitor = whole.visitor()
            if visitor.ask("GET", address) != 200:
                found.append(f"the booking of guest {guest} has no page")
            taken_back = f"take back {guest}" in self.done
            if guest != 2:
                expect(f"request {guest}", GUESTS[guest]["name"] in visitor.page, f"request {guest}")
            expect(f"offer {guest}", "You have a place" in visitor.page, f"offer {guest}")
            if guest == 1:
                expect("needs 1", NEEDS in visitor.page, "needs 1")
            expect(f"take back {guest}", GUESTS[guest]["name"] not in visitor.page, f"the withdrawal of guest {guest}")
            expect(f"take back needs {guest}", NEEDS not in visitor.page, f"the withdrawal of guest {guest}'s needs")
            if taken_back and GUESTS[guest]["name"] in visitor.page:
                found.append("what was destroyed is readable")
        if "hold" in self.done:
            whole.deputy = whole.sign_in("Deputy manager")
            whole.deputy.ask("GET", "/workspace/disposal")
            expect("hold", "Ask for the release" in whole.deputy.page, "the hold")
        return found

    def faults_of_a_failed_sync(self):
        """Of what is not written anew as a whole, nobody knows what the disk holds after a sync that failed."""
        name = os.path.basename(self.failed_file)
        if self.fault.call != "sync" or self.faults_while_serving == 0 or not (name == "keyring" or name.startswith("concordat.db")):
            return []
        if "serve" not in self.done:
            return []
        found = [] if self.exit_code not in (0, None) else ["the server went on after a sync that failed"]
        if not re.search(r"[Ss]top", self.output.read_text("utf-8")):
            found.append("the server stopped without a word")
        return found

    def faults_of_what_was_printed(self):
        text = self.output.read_text("utf-8")
        told = [word for guest in GUESTS for word in guest.values() if word in text] + ([NEEDS] if NEEDS in text else [])
        return [f"\"{word}\" was printed" for word in told]

    def faults_of_restored(self, whole):
        restored = self.disk / "restored"
        opens = restored.exists() and whole.command("dispose", "--data", restored, "--key-file", f"{self.data}.key")
        if "restore" in self.done and not opens:
            return ["acknowledged and not there: what was restored"]
        if "backup" in self.done and "restore" not in self.done:
            shutil.rmtree(restored, ignore_errors=True)
            if not whole.restore("--data", restored):
                return ["a backup that was acknowledged cannot be restored: " + self.output.read_text("utf-8")[-300:]]
        return []


@contextlib.contextmanager
def copy_of(base):
    with tempfile.TemporaryDirectory(prefix="concordat-fault-") as place:
        folder = pathlib.Path(place).resolve()
        shutil.copytree(base, folder / "disk")
        yield folder


def lived(base, **fault):
    """(what was to fail, faults found, whether it failed)"""
    with copy_of(base) as folder:
        story = Story(folder, Fault(folder, **fault))
        try:
            story.live()
            happened = story.fault.happened() > 0
            return story.fault.what, story.faults(), happened
        except RuntimeError as error:
            return story.fault.what, [str(error)], True
        finally:
            if story.server and story.server.process.poll() is None:
                story.server.process.kill()


def sweep(base):
    with copy_of(base) as folder:
        story = Story(folder, Fault(folder))
        story.live()
        missed = [name for name, _ in story.steps() if name not in story.done]
        numbers = story.fault.numbers()
        good = say("the story is lived through where nothing fails", [f"{name} was refused" for name in missed] + story.faults())
        if missed:
            print(*(f"  {line}" for line in story.output.read_text("utf-8").splitlines()[-10:]), sep="\n")
        shutil.rmtree(story.data)
        shutil.copytree(base / "data", story.data)
        good &= say("losses would be seen", [] if len(story.faults()) > 4 else ["all was lost, and nobody saw it"])
    if not good:
        return False
    plan = [{"call": call, "at": at, "error": error, "onward": onward} for number, call in enumerate(CALLS)
            for at in range(1, numbers[number] + 1) for error, onward in WAYS if error or call == "write"]
    random.Random(SEED).shuffle(plan)
    ends = time.monotonic() + SAMPLE_SECONDS
    results, lock = [], threading.Lock()

    def one(fault):
        if not IS_LONG and time.monotonic() > ends:
            return
        what, found, happened = lived(base, **fault)
        with lock:
            results.append((what, found, happened))
            if len(results) % 500 == 0:
                print(f"# {len(results)} of {len(plan)} faults", flush=True)
    with concurrent.futures.ThreadPoolExecutor(LANES) as pool:
        list(pool.map(one, plan))
    named = f"{len(results)} of {len(plan)} single faults ({', '.join(f'{numbers[i]} {call}s' for i, call in enumerate(CALLS))})"
    faults = [f"{what}: {fault}" for what, found, _ in results for fault in found]
    happened = sum(happened for _, _, happened in results)
    good = say(f"nothing acknowledged is lost by {named}", faults)
    rarely = [] if happened * 10 > len(results) * 8 else [f"{happened} of {len(results)}"]
    return good & say("the faults that were planted happened", rarely)


# ---- a full disk

class FullByBudget:
    """The injector refuses what is written beyond some bytes."""

    def __init__(self, folder):
        self.room = folder / "room"
        self.folder = folder

    def fault(self):
        return Fault(self.folder, budget=1, room=self.room)

    def begin(self):
        self.make_room()

    def fill(self):
        self.room.unlink(missing_ok=True)

    def make_room(self):
        self.room.touch()


class FullByFile:
    """A small file system, filled by a file. `self.folder / "disk"` lies on it."""

    def __init__(self, folder):
        self.folder = folder
        self.filler = folder / "disk/filler"

    def fault(self):
        return Fault(self.folder)

    def begin(self):
        pass

    def fill(self):
        with open(self.filler, "wb", buffering=0) as file, contextlib.suppress(OSError):
            while file.write(b"\xff" * 4096):
                pass

    def make_room(self):
        self.filler.unlink()


def full_disk(folder, disk):
    """The story until the disk is full, while it is, and once there is room again."""
    disk.begin()
    story = Story(folder, disk.fault())
    found = []

    def expect(held, what):
        if not held:
            found.append(what)
    try:
        expect(story.serve() and story.request(0) and story.request(1) and story.look(0), "the beginning was refused")
        # The server's own start may still write; a request is answered only after its write.
        disk.fill()
        visitor = story.visitor()
        visitor.ask("GET", "/courses")
        course = re.search(r'href="(/courses/[0-9a-f]+)"', visitor.page)[1]
        visitor.ask("GET", course + "/book")
        for _ in range(50):  # what is left in the last blocks is used up
            visitor.ask("GET", course + "/book")
            status = visitor.send(course + "/book", **GUESTS[2])
            if "We have your request" not in visitor.page:
                break
        expect("We have your request" not in visitor.page and status >= 400, f"a request was taken on a full disk ({status})")
        expect(re.search(r"is full|has space|Free some space", visitor.page), "the refusal does not say that the disk is full")
        expect(not story.look(0), "what could not be logged was read")
        with contextlib.suppress(OSError, TypeError):
            expect(not story.take_back(1, "training"), "a withdrawal was acknowledged that could not be carried out")
        disk.make_room()
        expect(story.look(0) and story.request(3), "it does not go on once there is room")
        expect(story.stop(), "it did not end well")
        story.done = {"request 0", "request 3"}
        story.faults_while_serving, story.failed_file = 0, ""
        story.bookings.pop(1)
        found += story.faults()
    finally:
        if story.server and story.server.process.poll() is None:
            story.server.process.kill()
    return found


def full_disks(base):
    with copy_of(base) as folder:
        faults = full_disk(folder, FullByBudget(folder))
    return say("a full disk refuses writes and unlogged reads, and all is well once there is room", faults)


def small_disk(base, folder):
    """Runs within a namespace of its own, where anybody may mount: a real file system with a few megabytes to spare."""
    folder, disk = pathlib.Path(folder), pathlib.Path(folder) / "disk"
    disk.mkdir()
    size = sum(file.stat().st_blocks * 512 for file in pathlib.Path(base).rglob("*")) + SPARE
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", disk], check=False).returncode != 0:
        return 3
    shutil.copytree(base, disk, dirs_exist_ok=True)
    return 0 if say(f"the same on a real file system of {size >> 20} MB", full_disk(folder, FullByFile(folder))) else 1


def real_full_disk(base):
    with tempfile.TemporaryDirectory(prefix="concordat-fault-") as folder:
        done = subprocess.run(["unshare", "-Urm", sys.executable, __file__, "--small-disk", base, os.path.realpath(folder)], cwd=ROOT,
                              capture_output=True, text=True, check=False)
    if done.returncode in (0, 1) and "ok the same" in done.stdout:
        print(done.stdout, end="")
        return done.returncode == 0
    print("# a small file system of its own could not be made here: " + (done.stderr.strip().splitlines() or ["no reason given"])[-1][:200])
    return True


def main():
    if sys.argv[1:2] == ["--small-disk"]:
        return small_disk(*sys.argv[2:])
    with tempfile.TemporaryDirectory(prefix="concordat-fault-base-") as place:
        base = pathlib.Path(place) / "disk"
        base.mkdir()
        subprocess.run([PROGRAM, "demo", "--data", base / "data", "--charter", ROOT / "charters/portsmouth.toml"], cwd=ROOT, check=True,
                       capture_output=True)
        good = full_disks(base)
        good &= real_full_disk(base)
        good &= sweep(base)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
