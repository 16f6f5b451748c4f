"""What access_server says is there, and a plain client of it."""

import dataclasses
import socket


@dataclasses.dataclass(frozen=True)
class Session:
    cookie: str
    token: str
    is_confirmed: bool

    def without_token(self):
        return dataclasses.replace(self, token="")


@dataclasses.dataclass(frozen=True)
class Person:
    name: str
    role: str
    agency: str
    clearance: str
    plain: Session
    confirmed: Session
    leaving: Session


@dataclasses.dataclass(eq=False)
class Case:
    id: str
    kind: str
    state: str
    mark: str
    asked: frozenset
    tasks: list = dataclasses.field(default_factory=list)    # (role, name of a person or None, how)
    records: list = dataclasses.field(default_factory=list)


@dataclasses.dataclass(eq=False)
class Record:
    id: str
    case: Case
    kind: str
    owner: str
    parts: dict = dataclasses.field(default_factory=dict)  # name to mark


class Office:
    def __init__(self, lines, charter):
        self.people, self.cases, self.routes, self.links, self.payments = [], [], [], {}, {}
        self.unfilled, self.marks, self.port, self.other = set(), {}, 0, ""
        self.by_id, self.records = {}, {}
        self.evidence = next(iter(charter.evidence), None)
        tasks, roles = [], {}
        for line in lines:
            word, *rest = line.rstrip("\n").split("\t")
            if word == "task":
                tasks.append(rest)
            elif word == "person":
                roles[rest[0]] = rest[1]
            getattr(self, f"take_{word}")(*rest)
            if word == "port":
                break
        for case, name, how in tasks:
            self.by_id[case].tasks.append((name, None, how) if how == "group" else (roles[name], name, how))

    def take_case(self, number, kind, state, asked, mark):
        case = Case(number, kind, state, mark, frozenset(asked.split(",")) - {""})
        self.cases.append(case)
        self.by_id[number] = case
        self.marks[mark] = f"the reference of a {kind} that is {state}"

    def take_task(self, *_):
        pass

    def take_record(self, number, case, kind, owner):
        record = Record(number, self.by_id[case], kind, "" if owner == "-" else owner)
        self.records[number] = record
        record.case.records.append(record)

    def take_part(self, record, part, mark):
        self.records[record].parts[part] = mark
        self.marks[mark] = f"part {part} of a {self.records[record].kind} in a case that is {self.records[record].case.state}"

    def take_link(self, record, link, payment):
        self.links[self.records[record]] = link
        self.payments[self.records[record]] = payment

    def take_unfilled(self, _case, kind):
        self.unfilled.add(kind)

    def take_route(self, method, pattern, door, uploads):
        self.routes.append((method, pattern, door, uploads))

    def take_person(self, name, role, agency, clearance, *sessions):
        plain, confirmed, leaving = (Session(*sessions[i:i + 2], i == 2) for i in (0, 2, 4))
        self.people.append(Person(name, role, "" if agency == "-" else agency, clearance, plain, confirmed, leaving))

    def take_other(self, number):
        self.other = number

    def take_port(self, port):
        self.port = int(port)

    def cases_for(self, name):
        """For an address of courses, every course and one case that is none."""
        if name == "case":
            return self.cases
        others = [case for case in self.cases if case.kind != "course-run"]
        return [case for case in self.cases if case.kind == "course-run"] + others[:1]

    def record_outside(self, case):
        return next(record for record in self.records.values() if record.case is not case and record.parts)

    def what_is(self, mark):
        return self.marks.get(mark, mark)

    def about(self, place):
        words = []
        if place.case:
            words.append(f"{place.case.kind} that is {place.case.state}{', with tasks' if place.case.tasks else ''}")
        if place.record:
            words.append(f"{place.record.kind} of {place.record.owner or 'the partnership'}")
        return "; ".join(words) or ("nothing of ours" if place.is_foreign else "no case")


@dataclasses.dataclass
class Answer:
    status: int
    headers: dict
    body: bytes


class Client:
    """One connection that is kept, opened again where the server closed it."""

    def __init__(self, port):
        self.port, self.socket, self.rest = port, None, b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.socket:
            self.socket.close()

    def ask(self, method, path, session=None, site="same-origin", body=None):
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost"]
        if session:
            lines.append(f"Cookie: session={session.cookie}")
        if method == "POST":
            body = f"csrf={session.token}" if session and body is None else body or ""
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
            lines += [f"Sec-Fetch-Site: {site}"] if site else []
        request = ("\r\n".join(lines) + "\r\n\r\n" + (body or "")).encode()
        for attempt in range(2):
            try:
                return self.exchange(request)
            except ConnectionError:
                self.socket = None
                if attempt:
                    raise

    def exchange(self, request):
        if self.socket is None:
            self.socket, self.rest = socket.create_connection(("127.0.0.1", self.port), 60), b""
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(request)
        while b"\r\n\r\n" not in self.rest:
            self.receive()
        head, _, self.rest = self.rest.partition(b"\r\n\r\n")
        status, *fields = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (field.partition(":") for field in fields)}
        length = int(headers.get("content-length", 0))
        while len(self.rest) < length:
            self.receive()
        body, self.rest = self.rest[:length], self.rest[length:]
        if headers.get("connection") == "close":
            self.socket.close()
            self.socket = None
        return Answer(int(status.split()[1]), headers, body)

    def receive(self):
        got = self.socket.recv(1 << 18)
        if not got:
            raise ConnectionError("the server closed the connection")
        self.rest += got
