#!/usr/bin/env python3
"""
Every route of the server, for everybody: each role of each charter, of the office and of agencies, cleared or not, with and
without a task, over each state of each kind of case, by GET and by POST. What each is answered is compared with an oracle that
reads the raw TOML (tests/oracle) and a table of what each route needs (routes.tsv). A route that is not in the table fails.

Each answer must carry the security headers, must show no mark of a record or case that its reader may not see, and where it is
404, must be the very page that an address which never was is answered with.
"""

import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/oracle"), str(ROOT / "tests/access")]
import access_oracle  # noqa: E402
from office import Client, Office  # noqa: E402

PROGRAM = pathlib.Path(os.environ.get("CONCORDAT", ROOT / "build/release/concordat")).parent / "tests/access/access_server"
TABLE = ROOT / "tests/access/routes.tsv"
PLACES_FOR_ALL, ONE_IN_ALIKE, ONE_IN_PLAIN = 2, 53, 13
MARK = re.compile(rb"Zq\d{5}qZ")
MOST_TOLD = int(os.environ.get("MOST_TOLD", 30))
NOBODY_ID = "0" * 32
HEADERS = {  # of every answer
    "content-security-policy": "default-src 'none'", "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin", "x-content-type-options": "nosniff", "referrer-policy": "same-origin",
    "permissions-policy": "camera=()", "cache-control": ""}
# Of whatever is given out. Spreadsheets of cases come by a form that was filled in: src/casework/cases/export_test.cc.
TYPES = ("text/html", "text/plain", "text/calendar", "text/csv", "application/pdf", "application/xml", "application/atom+xml",
         "application/octet-stream")
# Sign-outs and what ends a session or clears its owner come after everything else.
# What is asked back nobody else reads any more.
LAST = ("/workspace/agency/items/{record}", "/workspace/agency/items/{record}/keep", "/sign-out", "/confidentiality",
        "/workspace/your-sign-in/authenticator")
PUBLIC_VALUES = {"number": "1", "version": "none", "token": "00", "file": "none.txt", "evidence": "hosting", "agency": "none",
                 "mail": NOBODY_ID, "arrival": NOBODY_ID, "proposal": NOBODY_ID, "entry": NOBODY_ID, "warrant": NOBODY_ID,
                 "emergency": NOBODY_ID, "task": NOBODY_ID, "restriction": NOBODY_ID, "request": NOBODY_ID, "rule": NOBODY_ID,
                 "person": NOBODY_ID, "scope": "everything", "target": "all", "kind": "none", "part": "none",
                 "partner": "partner-00000000", "text": "charter.toml", "code": "C-2026-001-0000000000000000"}


def read_table():
    rows = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            method, pattern, needs, allowed = line.split("\t")
            rows[method, pattern] = (needs.split(","), {int(one) for one in allowed.split("|")} if allowed != "-" else set())
    return rows


def places(pattern, office, charter):
    """Addresses that the pattern can stand for, and what each names."""
    place = access_oracle.Place
    nobody = place(is_foreign=True)
    values = dict(PUBLIC_VALUES, account=office.other)
    if "{evidence}" in pattern and not office.evidence:
        yield {**values}, nobody
        return
    values["evidence"] = office.evidence or "none"
    if "{account}" in pattern and pattern.startswith("/workspace"):
        yield {**values}, place()
        yield {**values, "account": NOBODY_ID}, nobody
        return
    if pattern in ("/workspace/cases/open/{kind}", "/workspace/cases/of/{kind}", "/workspace/cases/of/{kind}/export",
                   "/forms/{kind}"):
        for kind in charter.cases:
            yield {"kind": kind}, place(kind=kind)
        return
    if "{booking}" in pattern and "{course}" not in pattern:
        for record, link in office.links.items():
            for part in charter.records[record.kind]["part"] if "{part}" in pattern else ("",):
                yield {"booking": link, "part": part}, place(case=record.case, record=record, part=part)
        yield {"booking": "00" * 32, "part": "contact"}, nobody
        return
    if "{payment}" in pattern:
        for record, token in office.payments.items():
            yield {"payment": token}, place(case=record.case, record=record)
            yield {"payment": office.links[record]}, nobody
        return
    if pattern.startswith("/check/"):
        yield {**values, "question": NOBODY_ID}, place()
        yield {**values, "question": office.cases[0].id, "agency": (charter.agencies or ["none"])[0]}, place()
        return
    if pattern.startswith("/workspace/agency/items/"):
        yield {**values, "record": NOBODY_ID}, nobody
        for case in office.cases:
            for record in case.records:
                yield {**values, "record": record.id}, place(case, record)
        return
    name = next((one for one in ("course", "case") if "{" + one + "}" in pattern), None)
    if name is None:
        yield values, place()
        return
    yield {**values, name: NOBODY_ID, "record": NOBODY_ID, "booking": NOBODY_ID, "kind": "report", "part": "x"}, nobody
    for case in office.cases_for(name):
        yield from places_in_case(pattern, {**values, name: case.id}, case, office, charter)


def places_in_case(pattern, values, case, office, charter):
    place = access_oracle.Place
    wrong_kind = "{course}" in pattern and case.kind != "course-run"
    if "{record}" in pattern or "{booking}" in pattern:
        name = "record" if "{record}" in pattern else "booking"
        elsewhere = office.record_outside(case)
        yield {**values, name: elsewhere.id, "part": next(iter(elsewhere.parts))}, place(is_foreign=True)
        for record in case.records:
            parts = charter.records[record.kind]["part"] if "{part}" in pattern else ("",)
            for part in parts:
                yield {**values, name: record.id, "part": part}, place(case, record, part, is_foreign=wrong_kind)
    elif "{agency}" in pattern:
        for agency in charter.agencies[:3]:
            yield {**values, "agency": agency}, place(case, kind=agency)
        yield {**values, "agency": "no-such-agency"}, place(is_foreign=True)
    elif "{kind}" in pattern:
        for kind, record in charter.records.items():
            if record["case"] == case.kind:
                yield {**values, "kind": kind}, place(case, kind=kind)
        yield {**values, "kind": "no-such-kind"}, place(is_foreign=True)
    else:
        yield values, place(case, is_foreign=wrong_kind)


class Matrix:
    def __init__(self, office, charter, client):
        self.office, self.charter, self.client = office, charter, client
        self.faults, self.count, self.asked = [], 0, 0
        self.alike = self.those_alike()
        self.not_there = client.ask("GET", "/no/such/page").body
        self.marks = {person: charter.readable_marks(person, office.cases) for person in [None, *office.people]}

    def those_alike(self):
        """Who is not cleared, or is treated as somebody before them: they try every route, and not every case and record."""
        known, alike = set(), set()
        for person in self.office.people:
            twin = self.charter.twin(person)
            if person.clearance != "current" or twin in known:
                alike.add(person)
            known.add(twin)
        return set() if os.environ.get("CONCORDAT_LONG") else alike

    def one_in(self, person, place):
        """How many of the places that a pattern stands for are tried by this person, so that all of it takes under a minute."""
        is_plain = place.case is not None and not place.case.tasks and not place.case.asked
        return ONE_IN_ALIKE if person in self.alike else ONE_IN_PLAIN if is_plain and self.alike else 1

    def fault(self, what):
        self.count += 1
        if len(self.faults) < MOST_TOLD:
            self.faults.append(what)

    def look(self, who, method, path, answer, marks, own_page=False):
        """What holds of every answer."""
        self.asked += 1
        named = f"{who}: {method} {path}"
        for header, beginning in HEADERS.items():
            if not answer.headers.get(header, "-").startswith(beginning):
                self.fault(f"{named}: {header} is {answer.headers.get(header)}")
        if answer.body and not answer.headers.get("content-type", "").startswith(TYPES):
            self.fault(f"{named}: is of the type {answer.headers.get('content-type')}")
        shown = {mark.decode() for mark in MARK.findall(answer.body)} - marks
        if shown:
            self.fault(f"{named}: shows {self.office.what_is(sorted(shown)[0])}, which is not for this reader")
        if answer.status == 404 and not own_page and answer.body != self.not_there:
            self.fault(f"{named}: says 404 on another page than what was never there")
        if answer.status >= 500 and answer.status != 503:
            self.fault(f"{named}: {answer.status}")

    def try_cell(self, row, method, path, person, session, place):
        needs, allowed = row
        is_confirmed = session is not None and session.is_confirmed
        who = "nobody" if person is None else person.name + (" (confirmed)" if is_confirmed else "")
        refusal = self.charter.refusal(needs, person, is_confirmed, place)
        answer = self.client.ask(method, path, session)
        marks = self.marks[person]
        if needs[0] == "link" and not place.is_foreign:
            marks = marks | set(place.record.parts.values()) | {place.case.mark}
        self.look(who, method, path, answer, marks, own_page=refusal is None and 404 in allowed)
        if refusal == "confirm":
            good = answer.status == 200 and b"Confirm that it is you" in answer.body
        else:
            good = answer.status in (allowed if refusal is None else {refusal}) and b"Confirm that it is you" not in answer.body
        if not good:
            self.fault(f"{who}: {method} {path}: answered {answer.status}, not {refusal or sorted(allowed)}; {self.office.about(place)}")

    def try_strangers(self, method, pattern, door, path, refused):
        """Whoever is not signed in; who comes without a token, or from another site."""
        if door == "signed-in":
            answer = self.client.ask(method, path)
            self.look("nobody", method, path, answer, self.marks[None])
            where = answer.headers.get("location", "")
            if answer.status != 303 or not where.startswith("/sign-in") or any(mark in where for mark in self.marks[None]):
                self.fault(f"nobody: {method} {path}: answered {answer.status} {where}, not the way to sign in")
        if method == "GET":
            return
        person = self.office.people[0]
        for session, site in ((person.confirmed.without_token(), "same-origin"), (person.confirmed, "cross-site"), (None, "cross-site"),
                              (person.confirmed, None)):
            answer = self.client.ask(method, path, session, site=site)
            self.look("a forged form", method, path, answer, self.marks[None])
            if answer.status != refused:
                self.fault(f"a forged form ({site}): POST {pattern}: answered {answer.status}, not {refused}")

    def try_route(self, route, row):
        method, pattern, door, takes = route
        for index, (values, place) in enumerate(places(pattern, self.office, self.charter)):
            path = re.sub(r"\{(\w+)\}", lambda found: values[found[1]], pattern)
            if index == 0:
                self.try_strangers(method, pattern, door, path, 404 if takes == "messages" else 403)  # no form is looked at there
            if door == "public":
                self.try_cell(row, method, path, None, None, place)
                if index > 0 and "link" not in row[0]:
                    continue
            for number, person in enumerate(self.office.people):
                if index >= PLACES_FOR_ALL and (index + number) % self.one_in(person, place):
                    continue
                if row[0][0] == "step-up":
                    self.try_cell(row, method, path, person, person.plain, place)
                session = person.confirmed if row[0][0] == "step-up" else person.leaving if pattern == "/sign-out" else person.plain
                self.try_cell(row, method, path, person, session, place)

    def try_all(self, table):
        for route in sorted(self.office.routes, key=lambda route: (route[1] in LAST and LAST.index(route[1]) + 1, route[0] == "POST")):
            row = table.get(route[:2])
            if row is None:
                self.fault(f"{route[0]} {route[1]} is not in tests/access/routes.tsv: say there what it needs")
            else:
                self.try_route(route, row)
        self.try_other_methods()

    def try_other_methods(self):
        methods = {}
        for method, pattern, *_ in self.office.routes:
            methods.setdefault(pattern, set()).add(method)
        for pattern, known in methods.items():
            path = re.sub(r"\{(\w+)\}", NOBODY_ID, pattern)
            for method in {"PUT", "DELETE", "PATCH", "OPTIONS", "GET", "POST"} - known:
                answer = self.client.ask(method, path, self.office.people[0].plain)
                self.asked += 1
                if answer.status != 405 and not (method in ("GET", "POST") and answer.status in (404, 303, 403)):
                    self.fault(f"{method} {path}: answered {answer.status}, not 405")


def check(name):
    charter = access_oracle.Charter(ROOT / f"charters/{name}.toml")
    table = read_table()
    process = subprocess.Popen([PROGRAM, f"charters/{name}.toml"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        office = Office(process.stdout, charter)
        with Client(office.port) as client:
            matrix = Matrix(office, charter, client)
            if office.unfilled:
                matrix.fault(f"no record could be put in: {', '.join(sorted(office.unfilled))}")
            matrix.try_all(table)
    finally:
        process.stdin.close()
        code = process.wait(60)
    if code != 0:
        matrix.fault(f"the server ended with {code}")
    return name, matrix.asked, matrix.count, matrix.faults, {route[:2] for route in office.routes}


def main():
    names = sys.argv[1:] or sorted(path.stem for path in (ROOT / "charters").glob("*.toml") if "\nextends" in path.read_text())
    failed, known = False, set()
    with concurrent.futures.ProcessPoolExecutor(2) as pool:
        for name, asked, count, faults, routes in pool.map(check, names):
            known |= routes
            failed |= bool(faults) or asked < 1000
            title = f"{name}: each route answers each person as the charter says, {asked} requests"
            print(f"not ok {title}: {count} faults" if faults else f"ok {title}", *(f"  {fault}" for fault in faults), sep="\n")
    unknown = set() if sys.argv[1:] else read_table().keys() - known
    print("not ok the table names routes that are not there" if unknown else "ok each line of the table is a route",
          *(f"  {method} {pattern}" for method, pattern in sorted(unknown)), sep="\n")
    return 1 if failed or unknown else 0


if __name__ == "__main__":
    sys.exit(main())
