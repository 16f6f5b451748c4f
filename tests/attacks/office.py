"""A demonstration that is served by the program itself, and people who come to it with a browser of their own."""

import email
import html
import json
import os
import pathlib
import re
import socket
import subprocess
import threading
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("CONCORDAT", str(ROOT / "build/release/concordat"))
FIXED_ADDRESS = "https://safeguarding.example.org"


class Answer:
    def __init__(self, raw):
        head, _, self.body = raw.partition(b"\r\n\r\n")
        status, *fields = head.decode("latin-1").split("\r\n")
        self.status = int(status.split()[1])
        self.fields = [(name.strip().lower(), value.strip()) for name, _, value in (field.partition(":") for field in fields)]
        self.text = self.body.decode("utf-8", "replace")

    def get(self, name):
        return next((value for field, value in self.fields if field == name), "")

    def all(self, name):
        return [value for field, value in self.fields if field == name]


class Office:
    """The server, over data that are its own."""

    def __init__(self, folder, charter="stockport"):
        self.data = os.path.join(folder, "data")
        self.people_file = os.path.join(folder, "people.json")
        self.mails = os.path.join(folder, "mails")
        os.mkdir(self.mails)
        subprocess.run([PROGRAM, "demo", "--data", self.data, "--charter", f"charters/{charter}.toml", "--people-out", self.people_file],
                       cwd=ROOT, check=True, capture_output=True)
        self.sign_ins = json.loads(pathlib.Path(f"{self.data}.sign-ins.json").read_text())["sign_ins"]
        self.sink = subprocess.Popen(["/usr/bin/python3", ROOT / "tests/mail/server.py", self.mails], stdin=subprocess.PIPE,
                                     stdout=subprocess.PIPE, text=True)
        mail_port = self.sink.stdout.readline().strip()
        pathlib.Path(self.data, "mail.toml").write_text(
            f'server = "127.0.0.1"\nport = {mail_port}\nfrom = "office@example.org"\naddress = "{FIXED_ADDRESS}"\ntls = "offered"\n')
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process = subprocess.Popen([PROGRAM, "serve", "--data", self.data, "--plain", "--port", str(self.port)], cwd=ROOT,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.said = b""
        self.reader = threading.Thread(target=self.read_out, daemon=True)
        self.reader.start()
        latest = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                if self.process.poll() is not None or time.monotonic() > latest:
                    raise RuntimeError(f"the server did not start: {self.said.decode()}") from None
                time.sleep(0.02)

    def read_out(self):
        for line in self.process.stdout:
            self.said += line

    def close(self):
        self.process.terminate()
        self.process.wait(60)
        self.reader.join(10)
        self.sink.stdin.close()
        self.sink.wait(10)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.close()

    def raw(self, request, timeout=30):
        """All that comes back until the server closes, or says nothing more."""
        with socket.create_connection(("127.0.0.1", self.port), timeout) as connection:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
            answer = b""
            while piece := connection.recv(1 << 16):
                answer += piece
        return answer

    def mail_to(self, address):
        latest = time.monotonic() + 30
        while time.monotonic() < latest:
            for file in sorted(pathlib.Path(self.mails).glob("*.json")):
                try:
                    mail = json.loads(file.read_text())
                except ValueError:
                    continue
                if address in mail["to"]:
                    return str(email.message_from_string(mail["data"]).get_payload(decode=True), "utf-8")
            time.sleep(0.05)
        raise AssertionError(f"no mail came for {address}")

    def person(self, role, number=0):
        return [one for one in self.sign_ins if one["role"].startswith(role)][number]


class Browser:
    def __init__(self, office, cookie=""):
        self.office, self.cookie, self.token, self.text = office, cookie, "", ""

    def send(self, method, path, body=b"", fields=(), host="localhost", site="same-origin", type_="application/x-www-form-urlencoded"):
        lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Connection: close", *fields]
        if self.cookie:
            lines.append(f"Cookie: session={self.cookie}")
        if method == "POST":
            lines += [f"Content-Type: {type_}", f"Content-Length: {len(body)}", f"Sec-Fetch-Site: {site}"]
        answer = Answer(self.office.raw("\r\n".join(lines).encode() + b"\r\n\r\n" + body))
        for cookie in answer.all("set-cookie"):
            self.cookie = cookie.partition(";")[0].partition("=")[2]
        if answer.status < 400 or b"csrf" in answer.body:
            self.text = answer.text
            token = re.search(r'name="csrf" value="([^"]+)"', answer.text)
            self.token = token[1] if token else self.token
        return answer

    def get(self, path, **more):
        return self.send("GET", path, **more)

    def post(self, path, form=(), with_token=True, **more):
        form = dict(form)
        if with_token and self.cookie:
            form.setdefault("csrf", self.token)
        return self.send("POST", path, urllib.parse.urlencode(form, doseq=True).encode(), **more)

    def upload(self, path, name, content, token=None):
        boundary = "xXboundaryXx"
        body = (f'--{boundary}\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{token or self.token}\r\n--{boundary}\r\n'
                f'Content-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: text/html\r\n\r\n').encode()
        end = f"\r\n--{boundary}--\r\n".encode()
        return self.send("POST", path, body + content + end, type_=f"multipart/form-data; boundary={boundary}")

    def links(self, pattern):
        return [html.unescape(found) for found in re.findall(rf'href="({pattern})"', self.text)]

    def code_shown(self):
        for _ in range(40):  # each counts once, and there is a new one every half minute
            shown = re.search(r'id="demonstration-code">(\d{6})<', self.text)
            if shown:
                return shown[1]
            time.sleep(1)
            self.text = self.again().text
        raise AssertionError("no code is shown")

    def give_password(self, one, next_="", **more):
        self.get("/sign-in")
        form = {"email": one["email"], "password": one["password"], "next": next_}
        self.again = lambda: self.post("/sign-in", form, **more)
        answer = self.again()
        step = re.search(r'name="step" value="([^"]+)"', answer.text)
        return answer, step[1] if step else ""

    def sign_in(self, one, next_=""):
        answer, step = self.give_password(one, next_)
        assert step, f"{one['role']} could not give a password: {answer.status}"
        code = self.code_shown()
        step = re.search(r'name="step" value="([^"]+)"', self.text)[1]
        answer = self.post("/sign-in/code", {"step": step, "second-factor": code}, with_token=bool(self.token))
        assert answer.status == 303, f"{one['role']} could not sign in: {answer.status}"
        self.last_code = code
        self.get("/workspace")
        return answer

    def post_confirmed(self, path, form=(), **more):
        """What asks for the second factor again is given it."""
        answer = self.post(path, form, **more)
        if "Confirm that it is you" not in answer.text:
            return answer
        self.again = lambda: self.post(path, form, **more)
        code = self.code_shown()
        answer = self.post(path, {**dict(form), "second-factor": code}, **more)
        self.get("/workspace")
        return answer
