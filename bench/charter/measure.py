#!/usr/bin/env python3
"""
How long a whole process of `concordat check` and `concordat notice` takes on the largest charter.

Usage: bench/charter/measure.py PROGRAM [RUNS]    PROGRAM: a release build of concordat; 100 runs where none are given
"""

import os
import pathlib
import statistics
import subprocess
import sys
import time


def milliseconds(command):
    began = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)} ended with {done.returncode}")
    return (time.perf_counter() - began) * 1000


def main(arguments):
    if len(arguments) not in (1, 2):
        print(__doc__.strip(), file=sys.stderr)
        return 2
    program, runs = arguments[0], int(arguments[1]) if len(arguments) == 2 else 100
    charters = [path for path in pathlib.Path("charters").glob("*.toml") if "extends =" in path.read_text(encoding="utf-8")]
    largest = max(charters, key=lambda path: path.stat().st_size)
    print(f"{largest}: {largest.stat().st_size} bytes, {runs} runs, load {os.getloadavg()[0]:.1f}")
    commands = {"nothing (--help)": [program, "check", "--help"], "check": [program, "check", str(largest)]}
    for form in ("html", "md", "json", "jsonld"):
        commands[f"notice, {form}"] = [program, "notice", str(largest), "--format", form]
    for name, command in commands.items():
        times = sorted(milliseconds(command) for _ in range(runs))
        print(f"{name:18} p50 {statistics.median(times):6.1f} ms   p99 {times[int(runs * 0.99) - 1]:6.1f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
