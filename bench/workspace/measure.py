#!/usr/bin/env python3
"""
The workspace under load, audit on: each reading is in the ledger, durably, before its answer leaves.

usage: measure.py BUILD CHARTER FOLDER [--only pages|load|slow] [--seconds N] [--rounds N] [--long]

  pages   the ten commonest pages under 64 connections, beside nginx with the same bytes in the same rounds
  load    500 sessions, 100 requests a second, one in twenty of them a write; and the server's memory meanwhile
  slow    another client's p99 on a page, alone and beside 1,000 slow clients
  --long  load for an hour

BUILD holds `concordat` and `bench/workspace/workspace_server` of a release build. FOLDER/data is made by `demo` where it is missing.
Needs nginx and wrk.
"""

import argparse
import asyncio
import html
import os
import pathlib
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
ID = "[0-9a-f]{32}"
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}
SESSIONS, RATE, CONNECTIONS, SLOW = 500, 100, 64, 1000
NGINX = """
worker_processes 1; daemon off; pid {folder}/pid; error_log stderr crit;
events {{ worker_connections 8192; }}
http {{ access_log off; keepalive_requests 1000000; default_type "text/html; charset=utf-8"; open_file_cache max=20; sendfile on;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder}; uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{ listen 127.0.0.1:{port}; root {folder}; }} }}
"""


class Server:
    def __init__(self, build, data):
        program = build / "bench/workspace/workspace_server"
        self.process = subprocess.Popen([program, data, str(SESSIONS)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        self.sessions = []
        for line in self.process.stdout:
            word, *rest = line.rstrip("\n").split("\t")
            if word == "session":
                self.sessions.append(rest)  # roles, agency, cookie
            elif word == "port":
                self.port = int(rest[0])
                return
        raise RuntimeError("the server did not start")

    def cookie(self, is_wanted):
        return next((cookie for roles, agency, cookie in self.sessions if is_wanted(set(roles.split(",")), agency)), None)

    def memory(self):
        """Resident, in MB."""
        return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{self.process.pid}/status").read_text())[1]) / 1024

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    def close(self):
        self.process.stdin.close()
        self.process.wait(120)


async def ask(port, path, cookie, form=None):
    """(status, text, where it leads) over a connection of its own."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body = urllib.parse.urlencode(form).encode() if form is not None else b""
    head = f"{'GET' if form is None else 'POST'} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: session={cookie}\r\n"
    if form is not None:
        head += f"Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
    writer.write(head.encode() + b"\r\n" + body)
    answer = await reader.read()
    writer.close()
    top, _, text = answer.partition(b"\r\n\r\n")
    where = re.search(rb"\r\nLocation: ([^\r]+)", top)
    return int(top.split()[1]), text.decode(), where[1].decode() if where else ""


def get(server, path, cookie):
    status, text, _ = asyncio.run(ask(server.port, path, cookie))
    return text if status == 200 else ""


def first_link(text, pattern):
    found = re.search(f'href="({pattern})"', text)
    return found[1] if found else None


def pages(server):
    """The ten commonest, by what each is: (path, cookie). Those that this charter does not have are left out."""
    cookies = [cookie for _, agency, cookie in server.sessions[:60] if agency == "-"]
    contact = next((cookie for _, agency, cookie in server.sessions if agency != "-"), None)
    found = {}

    def keep(name, path, cookie):
        if path and name not in found and get(server, path, cookie):
            found[name] = (path, cookie)

    for cookie in cookies:
        keep("today", "/workspace", cookie)
        keep("board of reviews", "/workspace/reviews", cookie)
        board = get(server, "/workspace/reviews", cookie)
        for review in list(dict.fromkeys(re.findall(rf'href="(/workspace/cases/{ID})"', board)))[:8]:
            text = get(server, review, cookie)
            record = first_link(text, f"{review}/records/{ID}")
            keep("a record of a review", record, cookie)
            if record:
                keep("a review", review, cookie)
            keep("people of a review", first_link(text, f"{review}/people"), cookie)
            keep("a form", first_link(text, f"{review}/add/[a-z-]+"), cookie)
        for name, path in (("courses", "/workspace/courses"), ("disposal", "/workspace/disposal"), ("accounts", "/workspace/accounts"),
                           ("ledger", "/workspace/ledger"), ("charter", "/workspace/charter"), ("tasks", "/workspace/tasks")):
            keep(name, path, cookie)
        keep("a course", first_link(get(server, "/workspace/courses", cookie), f"/workspace/courses/{ID}"), cookie)
    if contact:
        keep("your agency", "/workspace/agency", contact)
    order = ["today", "board of reviews", "a review", "people of a review", "a record of a review", "a form", "your agency", "a course",
             "disposal", "ledger", "courses", "accounts", "tasks", "charter"]
    return {name: found[name] for name in order if name in found}


def wrk(url, seconds, connections, cookie=None):
    """Requests a second, p50 and p99 in milliseconds."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "--latency", url]
    command += ["-H", f"Cookie: session={cookie}"] if cookie else []
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in text or "Socket errors" in text:
        raise RuntimeError(f"{url} did not answer every request:\n{text}")
    at = {share: float(number) * UNITS[unit] for share, number, unit in re.findall(r"(50|99)%\s+([\d.]+)(us|ms|s)\b", text)}
    return float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1]), at["50"], at["99"]


def measure_pages(server, options):
    chosen = dict(list(pages(server).items())[:10])
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder).chmod(0o755)
        for number, (path, cookie) in enumerate(chosen.values()):
            pathlib.Path(folder, str(number)).write_text(get(server, path, cookie))
        configuration = pathlib.Path(folder, "nginx.conf")
        port = 8099
        configuration.write_text(NGINX.format(folder=folder, port=port))
        nginx = subprocess.Popen(["nginx", "-e", "stderr", "-c", str(configuration)])
        try:
            print(f"{CONNECTIONS} connections, audit on, medians of {options.rounds} rounds of {options.seconds} s\n")
            print("| page | bytes | requests/s | p50, ms | p99, ms | nginx, requests/s | its p50, ms | its p99, ms |")
            print("|---" * 8 + "|")
            for number, (name, (path, cookie)) in enumerate(chosen.items()):
                ours, theirs = [], []
                for _ in range(options.rounds):
                    ours.append(wrk(server.url(path), options.seconds, CONNECTIONS, cookie))
                    theirs.append(wrk(f"http://127.0.0.1:{port}/{number}", options.seconds, CONNECTIONS))
                told = [[statistics.median(values) for values in zip(*runs)] for runs in (ours, theirs)]
                size = os.path.getsize(os.path.join(folder, str(number)))
                print(f"| {name} | {size:,} |", *(f"{rate:,.0f} | {half:.1f} | {most:.1f} |" for rate, half, most in told), flush=True)
        finally:
            nginx.terminate()
            nginx.wait()


# ---- load

def filled(text, action):
    """The form of that page with something in each field."""
    form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', text, re.S)
    values = {}
    for tag in re.findall(r"<(?:input|textarea|select)[^>]*>", form[0]) if form else []:
        name, value, kind = (re.search(rf'\b{word}="([^"]*)"', tag) for word in ("name", "value", "type"))
        if not name or name[1] in values:
            continue
        part = name[1].rsplit("-", 1)[-1]
        said = html.unescape(value[1]) if value else ""
        typed = {"day": "1", "month": "9", "year": "2026"}.get(part, said or "Invented")
        values[name[1]] = said if kind and kind[1] in ("hidden", "radio", "checkbox") else typed
    return values


async def write(server, path, cookie):
    """Adds a record as somebody does: loads the form, fills it in, sends it. Only the sending counts."""
    _, text, _ = await ask(server.port, path, cookie)
    form = filled(text, path)
    begun = time.monotonic()
    status, answer, where = await ask(server.port, path, cookie, form)
    return begun, status if status != 200 else 599, answer, where


async def under_load(server, options, reads, writes):
    seconds = 3600 if options.long else max(options.seconds * 6, 30)
    taken, failures, memory, running = {"read": [], "write": []}, [], [], set()
    cookies = {}
    for roles, agency, cookie in server.sessions:
        cookies.setdefault((roles, agency), []).append(cookie)
    same_as = {cookie: pool for pool in cookies.values() for cookie in pool}
    rng = random.Random(1)

    async def one(due):
        is_write = writes and rng.random() < 0.05
        path, owner = rng.choice(writes if is_write else reads)
        cookie = rng.choice(same_as[owner])
        if is_write:
            begun, status, _, _ = await write(server, path, cookie)
        else:
            begun = due  # when it should have been sent: a server that stalls is charged for those who wait
            status, _, _ = await ask(server.port, path, cookie)
        taken["write" if is_write else "read"].append((time.monotonic() - begun) * 1000)
        if status not in (200, 303):
            failures.append((path, status))

    begun = time.monotonic()
    for number in range(RATE * seconds):
        due = begun + number / RATE
        await asyncio.sleep(max(0, due - time.monotonic()))
        task = asyncio.ensure_future(one(due))
        running.add(task)
        task.add_done_callback(running.discard)
        if number % RATE == 0:
            memory.append(server.memory())
    await asyncio.gather(*running)
    return seconds, taken, failures, memory


def share(values, percent):
    return sorted(values)[min(len(values) - 1, int(len(values) * percent / 100))]


def measure_load(server, options):
    chosen = list(pages(server).items())
    reads = [place for name, place in chosen if name != "a form"]
    writes = [place for name, place in chosen if name == "a form"]
    seconds, taken, failures, memory = asyncio.run(under_load(server, options, reads, writes))
    print(f"{SESSIONS} sessions, {RATE} requests/s for {seconds} s; {len(failures)} were refused {set(failures) or ''}\n")
    print("| | requests | p50, ms | p99, ms | longest, ms |\n|---|---|---|---|---|")
    for kind, values in taken.items():
        if values:
            print(f"| {kind} | {len(values):,} | {share(values, 50):.1f} | {share(values, 99):.1f} | {max(values):.1f} |")
    quarter = max(1, len(memory) // 4)
    quarters = [statistics.mean(memory[i * quarter:(i + 1) * quarter]) for i in range(4) if memory[i * quarter:(i + 1) * quarter]]
    print(f"\nresident memory, MB, at the beginning {memory[0]:.1f}, mean of each quarter {', '.join(f'{one:.1f}' for one in quarters)}")


def measure_slow(server, options):
    path, cookie = next(iter(pages(server).values()))
    told = [("alone", wrk(server.url(path), options.seconds, 1, cookie))]
    slow = subprocess.Popen([sys.executable, ROOT / "bench/http/slow_clients.py", "127.0.0.1", str(server.port), "/notice", str(SLOW)],
                            stdout=subprocess.PIPE, text=True)
    try:
        told.append(("as they arrive", wrk(server.url(path), options.seconds, 1, cookie)))
        slow.stdout.readline()
        told.append(("beside them", wrk(server.url(path), options.seconds, 1, cookie)))
    finally:
        slow.terminate()
        slow.wait()
    print(f"one client of {path}, and {SLOW:,} slow ones\n\n| | requests/s | p50, ms | p99, ms |\n|---|---|---|---|")
    for when, (rate, half, most) in told:
        print(f"| {when} | {rate:,.0f} | {half:.2f} | {most:.2f} |")


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("usage: ")[1])
    parser.add_argument("build", type=lambda path: pathlib.Path(path).resolve())
    parser.add_argument("charter")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--only", choices=["pages", "load", "slow"])
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--long", action="store_true")
    options = parser.parse_args()
    data = options.folder / "data"
    if not data.exists():
        options.folder.mkdir(parents=True, exist_ok=True)
        subprocess.run([options.build / "concordat", "demo", "--data", data, "--charter", options.charter], check=True,
                       stdout=subprocess.DEVNULL)
    for name, measure in (("pages", measure_pages), ("load", measure_load), ("slow", measure_slow)):
        if options.only in (None, name):
            print(f"\n## {name}, load {os.getloadavg()[0]:.1f}\n")
            server = Server(options.build, data)
            try:
                measure(server, options)
            finally:
                server.close()
    print(f"\nload at the end {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
