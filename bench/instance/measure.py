#!/usr/bin/env python3
"""
How long the commands take on an instance of many records. Whole processes, one run each:

  measure.py PROGRAM CHARTER SCALE FOLDER    makes FOLDER/data by `demo` first, where it is not there yet
"""

import contextlib
import http.client
import os
import pathlib
import socket
import subprocess
import sys
import time


def taken(*arguments, expected=(0, 1)):
    begun = time.monotonic()
    done = subprocess.run(arguments, stdout=subprocess.PIPE, text=True, check=False)
    seconds = time.monotonic() - begun
    if done.returncode not in expected:
        raise RuntimeError(f"{arguments[1]} ended with {done.returncode}")
    return seconds, done.stdout


def until_it_answers(program, data):
    """From the start of `serve` to the first page: opened, settled, unsealed."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    begun = time.monotonic()
    process = subprocess.Popen([program, "serve", "--data", data, "--plain", "--port", str(port)], stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL)
    try:
        while process.poll() is None:
            with contextlib.suppress(OSError):
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
                connection.request("GET", "/")
                if connection.getresponse().status == 200:
                    return time.monotonic() - begun
            time.sleep(0.005)
        raise RuntimeError("the server ended at once")
    finally:
        process.terminate()
        process.wait(600)


def main(program, charter, scale, folder):
    data = os.path.join(folder, "data")
    print(f"load at the beginning: {os.getloadavg()[0]:.1f}")
    if not os.path.exists(data):
        seconds, said = taken(program, "demo", "--data", data, "--charter", charter, "--scale", scale, expected=(0,))
        print(*[line for line in said.splitlines() if line.startswith(("There are", "  "))], f"demo: {seconds:.1f} s", sep="\n")
    files = [path for path in pathlib.Path(data).rglob("*") if path.is_file()]
    print(f"{len(files)} files, {sum(path.stat().st_size for path in files) / 1e6:.0f} MB, of them the database "
          f"{os.path.getsize(os.path.join(data, 'concordat.db')) / 1e6:.0f} MB")
    print(f"serve, until it answers: {until_it_answers(program, data):.1f} s")
    for name, arguments in {"attest": ["--json"], "fsck": [], "dispose": [], "backup": ["--to", folder]}.items():
        seconds, said = taken(program, name, "--data", data, *arguments)
        print(f"{name}: {seconds:.1f} s" + (f"   {said.strip()}" if name in ("fsck", "dispose") else ""))
    print(f"load at the end: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
