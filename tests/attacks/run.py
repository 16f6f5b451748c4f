#!/usr/bin/env python3
"""
The attacks that README.md names and that no unit test holds alone, each tried on the program itself over HTTP: a demonstration is
made and served, and people of it sign in. Usage: run.py [WORD of a test's name]
"""

import inspect
import json
import pathlib
import re
import resource
import socket
import sys
import tempfile

sys.dont_write_bytecode = True
from office import FIXED_ADDRESS, ROOT, Browser, Office  # noqa: E402

ID = r"[0-9a-f]{32}"


class Attacks:
    """Those who are signed in, each once."""

    def __init__(self, office):
        self.office, self.signed_in = office, {}

    def as_(self, role, number=0):
        if (role, number) not in self.signed_in:
            browser = Browser(self.office)
            browser.sign_in(self.office.person(role, number))
            self.signed_in[role, number] = browser
        browser = self.signed_in[role, number]
        browser.get("/workspace")
        return browser

    def new_account(self, manager, name, email, more=()):
        manager.get("/workspace/accounts/new")
        agency = re.search(r'name="agency"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="agency"', manager.text)
        form = {"name": name, "email": email, "agency": (agency[1] or agency[2]).replace("&#39;", "'").replace("&amp;", "&"), **dict(more)}
        answer = manager.post_confirmed("/workspace/accounts/new", form)
        assert answer.status == 303, f"no account was added: {answer.status}"
        manager.get("/workspace/accounts")
        return re.search(rf'href="(/workspace/accounts/{ID})">{name}<', manager.text)[1]

    # An item of theirs that is still held, as its path.
    def own_item(self, agency):
        contact = self.as_("Agency contact", agency)
        contact.get("/workspace/agency")
        for path in contact.links(rf"/workspace/cases/{ID}/records/{ID}"):
            if contact.get(path).status == 200 and 'type="file"' in contact.text:
                return path
        raise AssertionError("that agency holds no item to which a file may be added")

    # ---- who asks

    def host_poisoning(self):
        """A link in a mail begins with the fixed address, whatever host the request named"""
        manager = self.as_("Performance")
        email = "invited@example.org"
        account = self.new_account(manager, "Invited Example", email)
        manager.get(account)
        answer = manager.post_confirmed(f"{account}/invite", host="evil.example", fields=["X-Forwarded-Host: evil.example"])
        assert answer.status == 200 and "Invitation sent" in answer.text and "evil" not in answer.text, answer.status
        mail = self.office.mail_to(email)
        assert f"{FIXED_ADDRESS}/sign-in/invitation/" in mail and "evil" not in mail, mail
        assert "Invited Example" not in mail, "a mail names nobody"

    def session_fixation(self):
        """A session that was there before the sign-in opens nothing afterwards"""
        victim = Browser(self.office, cookie="A" * 43)
        victim.sign_in(self.office.person("Agency contact", 3))
        assert victim.cookie != "A" * 43
        assert Browser(self.office, cookie="A" * 43).get("/workspace").status == 303
        attacker = Browser(self.office)
        attacker.sign_in(self.office.person("Support team"))
        planted = attacker.cookie
        victim = Browser(self.office, cookie=planted)
        victim.sign_in(self.office.person("Agency contact", 3))
        assert victim.cookie != planted and victim.get("/workspace").status == 200
        assert Browser(self.office, cookie=planted).get("/workspace").status == 303

    def forged_forms(self):
        """A form of another site, or without the session's token, does nothing: signing out too"""
        manager = self.as_("Performance")
        for path in ("/sign-out", "/workspace/disposal/hold", "/workspace/accounts/access-review"):
            assert manager.post(path, with_token=False).status == 403, path
            assert manager.post(path, site="cross-site").status == 403, path
            assert manager.post(path, {"csrf": self.as_("Deputy").token}).status == 403, path
        assert manager.get("/workspace").status == 200, "somebody was signed out by another site"

    def enumeration(self):
        """What an unknown address is answered is what a known one is"""
        known = self.office.person("Deputy")["email"]
        pages = []
        for email in (known, "nobody@example.org"):
            answer = Browser(self.office).post("/sign-in", {"email": email, "password": "wrong"})
            pages.append((answer.status, answer.text.replace(f'value="{email}"', "")))
        assert pages[0] == pages[1]

    def codes_again(self):
        """A code of the authenticator counts once"""
        browser = Browser(self.office)
        one = self.office.person("Agency contact", 2)
        browser.sign_in(one)
        other = Browser(self.office)
        _, step = other.give_password(one)
        answer = other.post("/sign-in/code", {"step": step, "second-factor": browser.last_code})
        assert answer.status == 403 and not answer.all("set-cookie"), answer.status

    def open_redirect(self):
        """Signing in leads nowhere but to a page of ours"""
        for next_ in ("https://evil.example/", "//evil.example", "/\\evil.example", "/%0d%0aLocation: //evil.example",
                      "javascript:alert(1)", "\\\\evil.example"):
            page = Browser(self.office).get(f"/sign-in?next={next_.replace(' ', '%20')}")
            assert "evil.example" not in page.text and "javascript:" not in page.text, next_
        browser = Browser(self.office)
        answer = browser.sign_in(self.office.person("Agency contact", 4), next_="//evil.example")
        assert answer.get("location") == "/workspace", answer.get("location")

    def approving_oneself(self):
        """Nobody approves the role that they proposed"""
        manager = self.as_("Performance")
        account = self.new_account(manager, "Joined Example", "joined@example.org")
        manager.get(account)
        assert manager.post_confirmed(f"{account}/propose", {"role": "support-team"}).status == 303
        manager.get("/workspace/accounts")
        proposal = re.search(rf'action="(/workspace/accounts/proposals/{ID})"', manager.text)[1]
        assert manager.post_confirmed(proposal, {"act": "approve"}).status == 409
        deputy = self.as_("Deputy")
        deputy.get("/workspace/accounts")
        assert deputy.post_confirmed(proposal, {"act": "approve"}).status == 303, "the second person may"

    # ---- what is asked for

    def smuggling(self):
        """A message that two programs might end in two places is refused, and nothing behind it is answered"""
        inner = b"GET /robots.txt HTTP/1.1\r\nHost: x\r\n\r\n"
        for fields in (b"Content-Length: 4\r\nTransfer-Encoding: chunked", b"Content-Length: 4\r\nContent-Length: 9",
                       b"Transfer-Encoding: chunked, identity", b"Transfer-Encoding : chunked", b"Transfer-Encoding: xchunked",
                       b"Transfer-Encoding:\x0bchunked", b"Content-Length: +4", b"Content-Length: 4, 4", b"X: y\r\n Content-Length: 4",
                       b"Content-Length: 4\nTransfer-Encoding: chunked", b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity"):
            head = b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\n" \
                   b"Content-Type: application/x-www-form-urlencoded\r\n" + fields + b"\r\n\r\n"
            got = self.office.raw(head + b"0\r\n\r\n" + inner)
            assert got.startswith(b"HTTP/1.1 400 "), (fields, got[:60])
            assert got.count(b"HTTP/1.1 ") == 1, (fields, "what stood behind it was answered")

    def traversal(self):
        """No address leads to a file that is not meant"""
        contact = self.as_("Agency contact")
        version = re.search(r'/assets/([^/"]+)/', contact.text)[1]
        secret = pathlib.Path(self.office.data, "concordat.db").read_bytes()[:15]
        for base in ("/workspace/agency/files/", f"/assets/{version}/", "/notice/versions/1/"):
            for climb in ("../../keyring", "..%2f..%2fconcordat.db", "%2e%2e/%2e%2e/concordat.db", "..%5c..%5cconcordat.db",
                          "....//concordat.db", "/etc/passwd", "%00", "concordat.db%00.txt", "..%252f..%252fconcordat.db",
                          "..;/concordat.db"):
                answer = contact.get(base + climb)
                assert answer.status in (400, 404), (base + climb, answer.status)
                assert secret not in answer.body and b"root:" not in answer.body

    def headers_added(self):
        """Line breaks in addresses, forms and file names add no header"""
        contact = self.as_("Agency contact")
        for path in ("/sign-in?next=/%0d%0aSet-Cookie:%20session=x", "/workspace%0d%0aSet-Cookie:%20session=x",
                     "/demonstration?from=/%0d%0aX-Added:%20y"):
            answer = Browser(self.office).get(path)
            assert not answer.all("set-cookie") and not answer.get("x-added"), path
        item = self.own_item(0)
        contact.get(item)
        place = re.search(r'action="([^"]+/files/[^"]+)"', contact.text)[1]
        for name in ("a%0d%0aX-Added: y.pdf", "b\tX-Added: y; filename=z.html"):
            contact.upload(place, name, b"%PDF-1.4 invented\nstartxref\n0\n%%EOF")
            contact.get(item)
        links = contact.links(rf"{item}/files/[^\"/]+/[0-9a-f]+")
        assert links
        for link in links:
            answer = contact.get(link)
            assert answer.status == 200 and not answer.get("x-added"), answer.fields
            assert re.fullmatch(r"attachment; filename\*=UTF-8''[\w%.~-]+", answer.get("content-disposition")), answer.fields

    def too_much(self):
        """Heads, bodies, fields and values beyond their limits are refused with a page, and what was typed comes back"""
        manager = self.as_("Performance")
        assert manager.get("/", fields=["X-Long: " + "a" * 20_000]).status == 431
        assert manager.get("/" + "a" * 20_000).status in (400, 431)
        assert manager.post("/workspace/disposal/hold", {"scope": "x" * (1 << 20)}).status == 413
        assert manager.post("/workspace/disposal/hold", {f"f{i}": "" for i in range(300)}).status == 400
        assert manager.post("/workspace/disposal/hold", {"scope": "x" * ((64 << 10) + 1)}).status == 400
        assert manager.post("/workspace/disposal/hold", {"n" * 129: ""}).status == 400
        long = "long " * 6_000
        manager.get("/workspace/charter/evidence")
        asked = manager.links(r"/workspace/charter/evidence/[a-z-]+")[0]
        manager.get(asked)
        answer = manager.post(asked, {"seen": long, "reference": "File <12>"})
        assert answer.status == 422 and long.strip() in answer.text and "File &lt;12&gt;" in answer.text, answer.status

    def strange_bytes(self):
        """Bytes that are no text are refused or shown as what they are, and break nothing"""
        manager = self.as_("Performance")
        for body in (b"scope=%ff%fe", b"scope=%00", b"scope=%ed%a0%80", b"scope=%c0%af", b"scope=%zz", b"\xff\xfe\x00", b"=&=&=",
                     b"&" * 5000):
            answer = manager.send("POST", "/workspace/disposal/hold", b"csrf=" + manager.token.encode() + b"&" + body)
            assert answer.status in (400, 422), (body, answer.status)
        for word in ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}", "${jndi:ldap://x}", "' OR 1=1 --",
                     "\u202e\u0000x"[:1]):
            answer = Browser(self.office).post("/sign-in", {"email": word, "password": "x"})
            assert word in ("{{7*7}}", "${jndi:ldap://x}", "\u202e") or word not in answer.text, word
            assert "49" not in re.findall(r'value="([^"]*)"', answer.text)

    def slow_clients(self):
        """A thousand who never finish asking keep nobody else waiting, and are cut off"""
        open_ = []
        most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(most[1], 4096), most[1]))
        try:
            for _ in range(1000):
                one = socket.create_connection(("127.0.0.1", self.office.port), 30)
                one.sendall(b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nX-Drip: ")
                open_.append(one)
            for _ in range(10):
                assert Browser(self.office).get("/notice").status == 200
            for one in open_:
                answer = one.recv(1 << 12)  # waits for the end, half a minute at most
                assert not answer or answer.startswith(b"HTTP/1.1 408 "), answer[:40]
        finally:
            for one in open_:
                one.close()
            resource.setrlimit(resource.RLIMIT_NOFILE, most)

    # ---- what is given

    def shown_elsewhere(self):
        """No page can be framed, guessed at by type, kept in a cache, or told of to where a link leads"""
        manager = self.as_("Performance")
        for path in ("/workspace", "/workspace/accounts", "/workspace/reviews", "/no-such-page", "/"):
            answer = manager.get(path)
            assert "frame-ancestors 'none'" in answer.get("content-security-policy"), path
            assert "default-src 'none'" in answer.get("content-security-policy") and "unsafe" not in answer.get("content-security-policy")
            assert answer.get("cache-control") == "no-store", (path, answer.get("cache-control"))
            assert answer.get("referrer-policy") == "same-origin" and answer.get("x-content-type-options") == "nosniff"
            assert not re.search(r"<script>|<style>|\son\w+=|style=", answer.text), path

    def other_agencys_item(self):
        """An item or file of another agency is not there, by whatever address"""
        item = self.own_item(0)
        owner = self.as_("Agency contact", 0)
        owner.get(item)
        place = re.search(r'action="([^"]+/files/[^"]+)"', owner.text)[1]
        owner.upload(place, "letter.pdf", b"%PDF-1.4 zebra-in-a-letter\nstartxref\n0\n%%EOF")
        owner.get(item)
        file = owner.links(rf"{item}/files/[^\"/]+/[0-9a-f]+")[-1]
        assert b"zebra-in-a-letter" in owner.get(file).body
        other = self.as_("Agency contact", 1)
        own = self.own_item(1)
        never = other.get("/no/such/page").body
        other_file_in_own_item = own + "/files" + file.split("/files")[1]
        other_item_in_own_case = own.split("/records/")[0] + "/records/" + item.split("/records/")[1]
        for path in (item, file, other_file_in_own_item, other_item_in_own_case):
            answer = other.get(path)
            assert answer.status == 404 and answer.body == never, (path, answer.status)
        other.get(own)
        assert other.post(f"{item}/correct", {"title": "mine"}).status == 404
        assert other.upload(place, "mine.pdf", b"%PDF-1.4 x\nstartxref\n0\n%%EOF").status == 404

    def scripts_in_files(self):
        """A file is given back to be kept, and never shown as a page of ours; one with a script in it is not even taken"""
        item = self.own_item(0)
        owner = self.as_("Agency contact", 0)
        owner.get(item)
        place = re.search(r'action="([^"]+/files/[^"]+)"', owner.text)[1]
        owner.upload(place, "x.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
        owner.upload(place, "x.html", b"<html><script>alert(1)</script></html>")
        script = b"%PDF-1.4\n/OpenAction << /S /JavaScript /JS (app.alert(1)) >>\nstartxref\n0\n%%EOF"
        owner.upload(place, "<img src=x onerror=alert(1)>.pdf", script)
        owner.get(item)
        assert "<img src=x" not in owner.text
        files = owner.links(rf"{item}/files/[^\"/]+/[0-9a-f]+")
        assert files
        for file in files:
            answer = owner.get(file)
            assert answer.get("content-type") == "application/octet-stream" and answer.get("content-disposition").startswith("attachment")
            assert answer.get("x-content-type-options") == "nosniff" and "default-src 'none'" in answer.get("content-security-policy")

    def fields_beyond_the_form(self):
        """Fields that no form has change nothing"""
        manager = self.as_("Performance")
        more = {"roles": "manager", "role": "manager", "trained": "2026-01-01", "confidentiality": "yes", "id": "0" * 32,
                "password_hash": "x"}
        account = self.new_account(manager, "Plain Example", "plain@example.org", more)
        manager.get(account)
        assert "0" * 32 not in account
        manager.get("/workspace/accounts")
        row = re.search(r"<tr[^>]*>(?:(?!</tr>).)*Plain Example.*?</tr>", manager.text, re.S)[0]
        assert "none" in row and "not recorded" in row and "manager" not in row.lower(), row

    # ---- twice

    def sent_twice(self):
        """A form that is sent again, by a double click or from the page before, is done once"""
        manager = self.as_("Performance")
        manager.get("/workspace/charter/evidence")
        asked = manager.links(r"/workspace/charter/evidence/[a-z-]+")[0]
        manager.get(asked)
        form = {"seen": "The room was looked at once", "reference": "Visit 7", "day-day": "1", "day-month": "9", "day-year": "2026",
                "csrf": manager.token}
        first, second = (manager.post(asked, form) for _ in range(2))
        assert first.status == 303 and second.status == 303, (first.status, second.status)
        assert first.get("location") == second.get("location"), (first.status, second.status)
        assert manager.get("/workspace/charter/evidence").text.count("The room was looked at once (Visit 7)") == 1

    def two_editors(self):
        """Who corrects what somebody else corrected meanwhile loses nothing, and overwrites nothing"""
        item = self.own_item(0)
        owner = self.as_("Agency contact", 0)
        owner.get(f"{item}/correct")
        fields = re.findall(r'<(?:input|textarea)[^>]* name="([^"]+)"', owner.text)
        version = re.search(r'name="version" value="(\d+)"', owner.text)[1]
        texts = [name for name in fields if name not in ("csrf", "version", "category") and "-" not in name]
        category = re.search(r'value="([^"]+)"[^>]*checked|checked[^>]*value="([^"]+)"', owner.text)
        base = {name: "As it was" for name in texts} | ({"category": category[1] or category[2]} if category else {})
        for name in re.findall(r'name="([\w-]+-(?:day|month|year))"', owner.text):
            base[name] = {"day": "1", "month": "6", "year": "2026"}[name.rsplit("-", 1)[1]]
        first = owner.post(f"{item}/correct", {**base, texts[-1]: "By the first", "version": version})
        assert first.status == 303, (first.status, re.findall(r'error-message[^<]*<[^<]*<[^<]*', first.text))
        late = owner.post(f"{item}/correct", {**base, texts[-1]: "By the second", "version": version})
        assert late.status == 409 and "By the first" in late.text and "By the second" in late.text, late.status

    def a_test_each(self):
        """Each test that README.md names is there"""
        rows = re.findall(r"^\|.*\| `([^`]+)`: `(\w+)` \|$", (ROOT / "tests/attacks/README.md").read_text(), re.M)
        assert len(rows) > 30, len(rows)
        missing = [name for file, name in rows if not re.search(rf"\b{name}\b", (ROOT / file).read_text())]
        assert not missing, missing

    # ---- what is written down; after everything else

    def zz_told_in_logs(self):
        """What people send adds no line to the log, and the log holds nothing of anybody"""
        forged = "FORGED LINE"
        browser = Browser(self.office)
        browser.post("/sign-in", {"email": f"x\r\n{forged}@example.org", "password": f"\n{forged}"})
        browser.get(f"/%0d%0a{forged.replace(' ', '%20')}")
        self.office.raw(b"GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: \x1b[2J\r\n FORGED LINE\r\n\r\n")
        self.office.close()
        said = self.office.said.decode("utf-8", "replace")
        assert said and forged not in said and "\x1b" not in said, said
        known = json.loads(pathlib.Path(self.office.people_file).read_text())["identities"]
        known += [one["email"] for one in self.office.sign_ins] + ["zebra", "Invited Example", "invited@example.org"]
        told = [one for one in known if one in said]
        assert not told, f"{len(told)} of {len(known)} names, addresses and numbers stand in the log"


def main():
    word, good = (sys.argv[1:] or [""])[0], True
    with tempfile.TemporaryDirectory(prefix="concordat-attacks-") as folder, Office(folder) as office:
        attacks = Attacks(office)
        tests = sorted((name, test) for name, test in inspect.getmembers(attacks, inspect.ismethod)
                       if test.__doc__ and word in name)
        for name, test in tests:
            try:
                test()
                print(f"ok {name}: {test.__doc__}".replace(": ", " – ", 1))
            except Exception as error:  # whatever went wrong, the others are still to be tried
                good = False
                line = inspect.trace()[-1].lineno
                print(f"not ok {name} – {test.__doc__}: {type(error).__name__}, line {line}\n  {str(error)[:600]}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
