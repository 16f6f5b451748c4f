#!/usr/bin/env python3
"""
No personal data in the clear: nothing that was invented for a demonstration stands in any file of its data directory or of
its backups, nor in what the server prints, in any usual encoding. Each search is shown able to find what it looks for.
"""

import base64
import contextlib
import http.client
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("CONCORDAT", str(ROOT / "build/release/concordat"))
CHARTERS = ["portsmouth", "stockport"]
GUEST = {"name": "Ottoline Fernmereham", "email": "ottoline.fernmereham@example.org", "organisation": "Quillbeckford Nursery",
         "telephone": "01632 960 777"}
CHUNK = 1 << 22


def content_of(file):
    """Of a live directory: a file that is being put in its place has gone under its first name, and is there under its last."""
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""


def base64_forms(raw):
    """As it stands within longer base64, at each of the three alignments: what depends on neighbours is cut off."""
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + raw + b"\0" * (-(len(raw) + before) % 3))
        first = (before * 8 + 5) // 6
        last = (before + len(raw)) * 8 // 6
        yield coded[first:last]
        yield coded[first:last].translate(bytes.maketrans(b"+/", b"-_"))


ENCODINGS = {
    "UTF-8": lambda text: [text.encode()],
    "UTF-16LE": lambda text: [text.encode("utf-16-le")],
    "UTF-16BE": lambda text: [text.encode("utf-16-be")],
    "hex": lambda text: [text.encode().hex().encode()],
    "hex in capitals": lambda text: [text.encode().hex().upper().encode()],
    "base64": lambda text: list(base64_forms(text.encode())),
    "URL encoding": lambda text: [urllib.parse.quote(text, safe="").encode(), urllib.parse.quote_plus(text).encode()],
    "JSON": lambda text: [json.dumps(text)[1:-1].encode()],
    "capitals and small letters exchanged": lambda text: [text.swapcase().encode()],
    "small letters": lambda text: [text.lower().encode()],
    "capitals": lambda text: [text.upper().encode()],
}


class Search:
    """All identities in all encodings, as one expression."""

    def __init__(self, identities):
        self.meaning = {}
        for identity in identities:
            for encoding, forms in ENCODINGS.items():
                for form in forms(identity):
                    self.meaning.setdefault(form, (identity, encoding))
        self.longest = max(map(len, self.meaning))
        # Alternatives behind a common beginning are tried only where that stands.
        self.pattern = re.compile(trie_pattern(self.meaning))

    def in_bytes(self, data):
        return {self.meaning[match[0]] for match in self.pattern.finditer(data)}

    def in_file(self, path):
        found = set()
        with open(path, "rb") as file:
            tail = b""
            while chunk := file.read(CHUNK):
                found |= self.in_bytes(tail + chunk)
                tail = (tail + chunk)[-self.longest:]
        return found

    def in_folder(self, folder):
        """(number of files, ["FILE: WHAT in ENCODING"])"""
        files = sorted(path for path in pathlib.Path(folder).rglob("*") if path.is_file())
        return len(files), [f"{path.relative_to(folder)}: \"{identity}\" in {encoding}"
                            for path in files for identity, encoding in sorted(self.in_file(path))]


def trie_pattern(words):
    """One expression for many words: what they begin with in common is written once."""
    trie = {}
    for word in words:
        node = trie
        for byte in word:
            node = node.setdefault(byte, {})
        node[None] = {}

    def written(node):
        branches = []
        for byte, below in node.items():
            if byte is not None:
                branches.append(re.escape(bytes([byte])) + written(below))
        if not branches:
            return b""
        joined = branches[0] if len(branches) == 1 else b"(?:" + b"|".join(branches) + b")"
        return b"(?:" + joined + b")?" if None in node else joined
    return written(trie)


def say(name, faults):
    if faults:
        print(f"not ok {name}: {len(faults)} faults", *(f"  {fault}" for fault in faults[:20]), sep="\n")
    else:
        print(f"ok {name}")
    return not faults


# ---- the search can find

def search_finds_what_is_planted(search, data, folder):
    faults = []
    copy = pathlib.Path(folder) / "planted"
    shutil.copytree(data, copy)
    identity = sorted(search.meaning.values(), key=lambda one: -len(one[0]))[0][0]
    names = [path.relative_to(copy) for path in copy.rglob("*") if path.is_file()]
    for number, (encoding, forms) in enumerate(ENCODINGS.items()):
        for form in forms(identity):
            file = copy / names[number % len(names)]
            sound = content_of(file)
            middle = len(sound) // 2
            file.write_bytes(sound[:middle] + form + sound[middle:])
            if not any(identity == what for what, _ in search.in_file(file)):
                faults.append(f"an identity in {encoding} in {file.name} is not found")
            file.write_bytes(sound)
    edge = b"\0" * (CHUNK - 3) + identity.encode() + b"\0" * 9
    (copy / "edge").write_bytes(edge)
    if not search.in_file(copy / "edge"):
        faults.append("an identity across two blocks is not found")
    return faults


def search_finds_within_base64(search):
    faults = []
    for before in range(3):
        text = b"{[<"[:before] + GUEST["email"].encode() + b"\"]}"
        if not search.in_bytes(base64.b64encode(text)):
            faults.append(f"an address {before} bytes into base64 is not found")
    return faults


# ---- while serving

@contextlib.contextmanager
def serving(data, output):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with open(output, "wb") as printed:
        process = subprocess.Popen([PROGRAM, "serve", "--data", data, "--plain", "--port", str(port)], cwd=ROOT,
                                   stdin=subprocess.DEVNULL, stdout=printed, stderr=subprocess.STDOUT)
        try:
            wait_for(process, port, output)
            yield port
        finally:
            process.terminate()
            process.wait(30)


def wait_for(process, port, output):
    for _ in range(3000):
        if process.poll() is not None:
            raise RuntimeError("the server ended at once: " + pathlib.Path(output).read_text(encoding="utf-8"))
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.01)
    raise RuntimeError("the server accepted no connection in 30 s")


class Visitor:
    """Just enough of a browser: a cookie, and forms filled in by name."""

    def __init__(self, port):
        self.port = port
        self.cookies = {}
        self.page = ""
        self.address = "/"

    def ask(self, method, path, fields=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Sec-Fetch-Site": "same-origin", "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if fields is not None:
            body = urllib.parse.urlencode(fields)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        self.page, self.address = answer.read().decode(), path
        connection.close()
        if answer.status in (302, 303):
            return self.ask("GET", answer.headers["Location"])
        return answer.status

    def hidden(self):
        found = {}
        for tag in re.findall(r"<input[^>]*>", self.page):
            if 'type="hidden"' in tag or 'type="checkbox"' in tag:
                found[re.search(r'name="([^"]*)"', tag)[1]] = re.search(r'value="([^"]*)"', tag)[1]
        return found

    def send(self, path, **fields):
        return self.ask("POST", path, {**self.hidden(), **fields})


def give_both(visitor, one):
    """Password and second factor, whose code a demonstration shows. The status of the last page."""
    status = visitor.send("/sign-in", email=one["email"], password=one["password"])
    code = re.search(r'id="demonstration-code">(\d{6})<', visitor.page)
    return visitor.send("/sign-in/code", **{"second-factor": code[1]}) if code else status


def expect(visitor, status, word):
    if status != 200 or word not in visitor.page:
        raise RuntimeError(f"{visitor.address} answered {status} without \"{word}\"")


def request_place(port):
    visitor = Visitor(port)
    visitor.ask("GET", "/courses")
    course = re.search(r'href="(/courses/[0-9a-f]+)"', visitor.page)[1]
    visitor.ask("GET", course)
    form = re.search(rf'href="({course}/[a-z/-]+[^"]*)"', visitor.page)[1]
    visitor.ask("GET", form)
    expect(visitor, visitor.send(form, **GUEST), "We have your request")
    expect(visitor, visitor.ask("GET", visitor.address), GUEST["name"])
    visitor.ask("GET", "/" + urllib.parse.quote(GUEST["email"]))  # a slip of the hand: not echoed, not logged
    visitor.ask("GET", "/courses?name=" + urllib.parse.quote(GUEST["name"]))


def sign_in(port, data, role, where, word):
    sign_ins = json.loads(pathlib.Path(f"{data}.sign-ins.json").read_text(encoding="utf-8"))["sign_ins"]
    one = next(one for one in sign_ins if one["role"].startswith(role))
    visitor = Visitor(port)
    visitor.ask("GET", "/sign-in")
    visitor.send("/sign-in", email=one["email"], password="wrong")
    expect(visitor, give_both(visitor, one), "Today")
    expect(visitor, visitor.ask("GET", where), word)
    return visitor


def live_a_while(charter, port, data):
    """Somebody who is signed in, and the address of a page whose reading is an entry of the ledger."""
    if charter == "portsmouth":
        request_place(port)
        visitor = sign_in(port, data, "Training officer", "/workspace", "Waiting for you")
        return visitor, re.search(r"/workspace/courses/[0-9a-f]{32}", visitor.page)[0]
    visitor = sign_in(port, data, "Support team", "/workspace/reviews", "Reviews")
    return visitor, re.search(r"/workspace/cases/[0-9a-f]{32}", visitor.page)[0]


def copy_of_log(visitor, page, data, folder):
    """A copy of the write-ahead log while there is something in it: after a second of quiet it is cut to nothing."""
    os.mkdir(folder)
    for _ in range(20):
        visitor.ask("GET", page)
        shutil.copy(os.path.join(data, "concordat.db-wal"), folder)
        if os.path.getsize(os.path.join(folder, "concordat.db-wal")) > 0:
            return []
    return ["it is empty"]


# ----

def lacking(identities):
    """What of a person is not among what was invented: the search would find none of it."""
    forms = {"a name": r"[A-Z][a-z]+ [A-Z][a-z]+$", "a mail address": r"[^ ]+@example\.org$", "a telephone": r"01632 960\d{3}$",
             "an address": r"\d+ [A-Z][a-z]+ [A-Z][a-z]+, "}
    return [what for what, form in forms.items() if not any(re.match(form, identity) for identity in identities)]


def try_charter(charter, folder):
    data = os.path.join(folder, charter)
    people = data + ".people.json"
    subprocess.run([PROGRAM, "demo", "--data", data, "--charter", ROOT / f"charters/{charter}.toml", "--people-out", people],
                   cwd=ROOT, check=True, capture_output=True)
    identities = set(json.loads(pathlib.Path(people).read_text(encoding="utf-8"))["identities"])
    search = Search(identities | set(GUEST.values()))
    good = [say(f"{charter}: there is something to search for", [] if len(identities) > 50 else ["hardly anybody was invented"])]
    good.append(say(f"{charter}: names, mails, telephones and addresses are among it", lacking(identities)))
    count, found = search.in_folder(data)
    good.append(say(f"{charter}: no invented identity stands in any of {count} files at rest", found))
    output = data + ".printed"
    with serving(data, output) as port:
        visitor, page = live_a_while(charter, port, data)
        good.append(say(f"{charter}: the write-ahead log is there to be searched", copy_of_log(visitor, page, data, data + ".log")))
        count, found = search.in_folder(data)
        good.append(say(f"{charter}: nor in any of {count} files while people work with it", found + search.in_folder(data + ".log")[1]))
    good.append(say(f"{charter}: nor in any file after the server ended", search.in_folder(data)[1]))
    backups = data + ".backups"  # where the demonstration has put one already
    subprocess.run([PROGRAM, "backup", "--data", data, "--to", backups], cwd=ROOT, check=True, capture_output=True)
    count, found = search.in_folder(backups)
    good.append(say(f"{charter}: nor in any of {count} files of a backup", found if count > 3 else ["there are hardly any"]))
    good.append(say(f"{charter}: nor in what the server printed", sorted(map(str, search.in_file(output)))))
    planted = search_finds_what_is_planted(search, data, folder)
    good.append(say(f"{charter}: the search finds an identity planted in each encoding", planted))
    good.append(say(f"{charter}: the search finds an address within base64", search_finds_within_base64(search)))
    return all(good)


def main():
    good = True
    for charter in CHARTERS:
        with tempfile.TemporaryDirectory(prefix="concordat-privacy-") as folder:
            try:
                good &= try_charter(charter, folder)
            except (RuntimeError, OSError, subprocess.SubprocessError) as error:
                good = say(f"{charter}: as a whole", [f"{type(error).__name__}: {error}"])
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
