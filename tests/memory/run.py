#!/usr/bin/env python3
"""
The server's memory, files and threads stay what they were however many requests it answers: a demonstration is served, people of
it read its pages, send what is refused, knock at the sign-in and come and go without finishing. What a round leaves behind for good
is the ledger's alone. With --long the rounds go on for an hour.
"""

import http.client
import os
import pathlib
import re
import socket
import sys
import tempfile
import time
import urllib.parse

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/attacks"))
from office import Browser, Office  # noqa: E402

IS_LONG = bool(os.environ.get("CONCORDAT_LONG"))
HOUR = 3600
ROUNDS = 24             # of the short test; the first third fills caches and the allocator's pools
MOST_KEPT = 512         # bytes a request, for good: an act's leaf in the ledger's tree, and its index
SLACK = 3 << 20         # what the allocator may hold more at one moment than at another
CLOSING = 50            # connections, at most
PUBLIC = ["/", "/notice", "/promises", "/rights", "/courses", "/sign-in", "/no/such/page"]


def say(name, faults):
    print(f"not ok {name}: {len(faults)} faults" if faults else f"ok {name}", *(f"  {fault}" for fault in faults), sep="\n", flush=True)
    return not faults


class Process:
    """What the kernel says of the server."""

    def __init__(self, number):
        self.folder = pathlib.Path(f"/proc/{number}")

    def status(self, name):
        return int(re.search(rf"^{name}:\s+(\d+)", (self.folder / "status").read_text(), re.M)[1])

    def memory(self):
        return self.status("RssAnon") * 1024

    def files(self):
        """Open files and devices, and those connections that are more than may be closing just now."""
        names = []
        for link in (self.folder / "fd").iterdir():
            try:
                names.append(os.readlink(link))
            except FileNotFoundError:
                continue
        sockets = [name for name in names if name.startswith("socket:")]
        return sorted(set(names) - set(sockets)) + sockets[CLOSING:]


class Reader:
    """Somebody who is signed in, on a connection that is kept."""

    def __init__(self, office, role, places):
        browser = Browser(office)
        browser.sign_in(office.person(role))
        self.connection = http.client.HTTPConnection("127.0.0.1", office.port, timeout=60)
        self.headers = {"Cookie": f"session={browser.cookie}"}
        self.paths = ["/workspace", *(path for path in places if self.get(path) == 200)]
        for pattern in (r"/workspace/cases/[0-9a-f]{32}", r"/workspace/cases/[0-9a-f]{32}/people"):
            for place in list(self.paths):
                self.get(place)
                linked = sorted(set(re.findall(f'href="({pattern})"', self.page)) - set(self.paths))
                self.paths += [path for path in linked if self.get(path) == 200][:3]

    def get(self, path):
        self.connection.request("GET", path, headers=self.headers)
        answer = self.connection.getresponse()
        self.page = answer.read().decode("utf-8", "replace")
        return answer.status

    def round(self):
        for path in self.paths:
            assert self.get(path) == 200, path
        assert self.get("/workspace/search?for=" + urllib.parse.quote("Wren")) in (200, 404)
        self.connection.request("POST", "/workspace/disposal/hold", b"csrf=wrong",
                                {**self.headers, "Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"})
        answer = self.connection.getresponse()
        answer.read()
        assert answer.status == 403, answer.status
        return len(self.paths) + 2


def strangers(office, number):
    """Who reads, who knocks under a name that nobody knows, who brings a session of their own, who leaves in the middle."""
    for path in PUBLIC:
        Browser(office, cookie=f"{number:043d}").get(path)
    for half in (b"GET / HTTP/1.1\r\nHost: lo", b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000\r\n\r\nemail="):
        with socket.create_connection(("127.0.0.1", office.port), 30) as one:
            one.sendall(half)
    office.raw(b"\x16\x03\x01 no request at all\r\n\r\n")
    if number % 4 == 0:
        Browser(office).post("/sign-in", {"email": f"nobody-{number}@example.org", "password": "wrong"})
    return len(PUBLIC) + 3


def live(office, readers):
    """[(requests so far, bytes, files, threads)] after each round."""
    server = Process(office.process.pid)
    told, asked, began = [], 0, time.monotonic()
    number = 0
    while number < ROUNDS or (IS_LONG and time.monotonic() - began < HOUR):
        for _ in range(5):
            asked += sum(reader.round() for reader in readers)
        asked += strangers(office, number)
        told.append((asked, server.memory(), server.files(), server.status("Threads")))
        number += 1
    return told


def main():
    with tempfile.TemporaryDirectory(prefix="concordat-memory-") as folder, Office(folder) as office:
        places = ["/workspace/reviews", "/workspace/board", "/workspace/ledger", "/workspace/disposal", "/workspace/accounts",
                  "/workspace/charter", "/workspace/agency", "/workspace/courses"]
        readers = [Reader(office, role, places) for role in ("Performance", "Support team", "Agency contact")]
        told = live(office, readers)
    settled, end = told[len(told) // 3], told[-1]
    requests, grown = end[0] - settled[0], end[1] - settled[1]
    allowed = SLACK + MOST_KEPT * requests
    if os.environ.get("CONCORDAT_TELL"):
        for asked, memory, files, threads in told:
            print("#", asked, memory, len(files), threads)
    good = say("memory stays what it was but for the ledger's leaves",
               [] if grown <= allowed and requests > 500 else [f"{grown} bytes more after {requests} requests; {allowed} are allowed"])
    print(f"# {end[0]} requests; {grown // 1024} KiB more after the last {requests} of them")
    good &= say("no file stays open", [] if len(end[2]) <= len(settled[2]) else [f"{set(end[2]) - set(settled[2])} stayed open"])
    good &= say("no thread is left behind", [] if end[3] <= settled[3] else [f"{end[3]} threads, not {settled[3]}"])
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
