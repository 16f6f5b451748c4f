#!/usr/bin/env python3
"""
Each partnership of charters/, whatever their number: its notice shows every fact of its charter, and a demonstration of it is
made, served and attested.
"""

import contextlib
import copy
import html.parser
import http.client
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("CONCORDAT", str(ROOT / "build/release/concordat"))
sys.path.insert(0, str(ROOT / "tests/oracle"))
import notice_facts  # noqa: E402

PAGES = ["/", "/notice", "/notice/children", "/promises", "/rights", "/contacts", "/concern", "/cookies", "/accessibility"]


def say(name, faults):
    print(f"not ok {name}: {len(faults)} faults" if faults else f"ok {name}", *(f"  {fault}" for fault in faults[:20]), sep="\n")
    return not faults


def run(*arguments, expected=(0,)):
    done = subprocess.run([PROGRAM, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode not in expected:
        raise RuntimeError(f"{arguments[0]} ended with {done.returncode}: {done.stderr.strip()[-300:]}")
    return done.stdout


# ---- each fact is in the notice

def missing(charter, page):
    return [what for what, shown in notice_facts.facts(charter, page) if not shown]


def texts_of(charter):
    """A place in the raw TOML for each text that a fact is made of, as the keys that lead there."""
    keys = {"title", "says", "text", "why", "label", "post", "telephone", "email", "website", "address", "host", "place", "transfers",
            "operates", "run_by", "sources", "must_give", "sending", "automated_decisions", "name", "abbreviation", "area", "controller",
            "registration", "who_pays"}
    shown = {"partnership", "storage", "collection", "contact", "agency", "purpose", "recipient", "right", "link", "promise",
             "consent", "publication", "refusal", "payment"}

    def walk(node, path):
        for key, value in node.items():
            if isinstance(value, dict):
                yield from walk(value, [*path, key])
            elif isinstance(value, str) and key in keys and value != "unstated" and (path[0] != "promise" or key == "says"):
                yield [*path, key]

    for table in shown & charter.own.keys():
        yield from walk(charter.own[table], [table])


def unnoticed(charter, page):
    """Texts of the charter that could be changed without a fact being missed."""
    found = []
    before = missing(charter, page)
    for path in texts_of(charter):
        changed = copy.copy(charter)
        changed.own = copy.deepcopy(charter.own)
        place = changed.own
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] += " zebra"
        if missing(changed, page) == before:
            found.append(".".join(path))
    return found


def check_notice(path):
    name = path.stem
    charter = notice_facts.Charter(path)
    page = notice_facts.Page(run("notice", path))
    count = sum(1 for _ in notice_facts.facts(charter, page))
    good = say(f"{name}: each fact of the charter is in its notice", missing(charter, page))
    good &= say(f"{name}: there are facts to look for", [] if count > 100 else [f"only {count}"])
    return good & say(f"{name}: whatever text of the charter were changed, the notice would be found wrong", unnoticed(charter, page))


# ---- the demonstration

@contextlib.contextmanager
def serving(data):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([PROGRAM, "serve", "--data", data, "--plain", "--port", str(port)], cwd=ROOT,
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(3000):
            if process.poll() is not None:
                raise RuntimeError("the server ended at once")
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.01)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def ask(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse()
    page = answer.read().decode()
    connection.close()
    return answer.status, page


class Form(html.parser.HTMLParser):
    """The first form of a page that is sent to the page's own address, filled in as someone might."""

    def __init__(self, page, action):
        super().__init__()
        self.action, self.is_within, self.fields = action, False, {}
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.is_within = given.get("action") == self.action
        if not self.is_within or "name" not in given:
            return
        if tag == "textarea":
            self.fields[given["name"]] = "1 Example Road, Exampleton"
        elif tag == "input":
            self.fill(given)

    def fill(self, given):
        answers = {"email": "ottoline@example.org", "tel": "01632 960777", "hidden": given.get("value"), "checkbox": given.get("value"),
                   "radio": given.get("value")}
        self.fields.setdefault(given["name"], answers.get(given.get("type", "text"), "Ottoline Fernmereham"))


def faults_of_booking(charter, port):
    """Whoever asks for a place is asked what the charter says, and gets it."""
    course = re.search(r'href="(/courses/[0-9a-f]+)"', ask(port, "/courses")[1])
    if not course:
        return ["no course is open for booking"]
    path = course[1] + "/book"
    form = Form(ask(port, path)[1], path)
    booking = charter.one("record", "booking")["part"].values()
    wanted = {field for part in booking if "at-request" in part["ask"] for field in part["fields"]}
    faults = [f"the form does not ask for {field}" for field in sorted(wanted - form.fields.keys())]
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", path, urllib.parse.urlencode(form.fields), headers)
    answer = connection.getresponse()
    answer.read()
    where = answer.headers.get("Location", "")
    if answer.status not in (302, 303) or "We have your request" not in ask(port, where)[1]:
        faults.append(f"a request for a place was answered with {answer.status}")
    return faults


def faults_of_pages(charter, port):
    faults = []
    for path in PAGES:
        status, page = ask(port, path)
        if status != 200 or charter.own["partnership"]["name"] not in page:
            faults.append(f"{path} answered {status}")
    _, promises = ask(port, "/promises")
    faults += [f"/promises lacks {name}" for name in charter.own["promise"] if f'id="{name}"' not in promises]
    if "course-run" in charter.own["case"]:
        faults += faults_of_booking(charter, port)
    return faults


def check_demonstration(path, folder):
    name = path.stem
    charter = notice_facts.Charter(path)
    data = os.path.join(folder, name)
    run("demo", "--data", data, "--charter", path)
    with serving(data) as port:
        good = say(f"{name}: a demonstration is made and served", faults_of_pages(charter, port))
    findings = json.loads(run("attest", "--data", data, "--json", expected=(0, 1)))["promises"]
    told = {finding["id"]: finding["status"] for finding in findings}
    faults = [f"{promise} is {told.get(promise, 'not told of')}" for promise in charter.own["promise"]
              if told.get(promise, "broken") == "broken"]
    return good & say(f"{name}: each promise is attested, and none is broken", faults)


def main():
    paths = notice_facts.partnerships(ROOT / "charters")
    good = say("the partnerships are found", [] if len(paths) >= 5 else [f"only {len(paths)}"])
    for path in paths:
        with tempfile.TemporaryDirectory(prefix="concordat-partnership-") as folder:
            try:
                good &= check_notice(path)
                good &= check_demonstration(path, folder)
            except (RuntimeError, OSError, LookupError, ValueError) as error:
                good = say(f"{path.stem}: as a whole", [f"{type(error).__name__}: {error}"])
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
