#!/usr/bin/env python3
"""
Usage: ./test [--quick] [--long] [--only WORD]

  --quick       the unit tests (as preset dev builds them) and the repository check only
  --long        before a release: every unit test under each sanitizer, an hour for each fuzzer, the long fault tests
  --only WORD   only the parts whose name contains WORD, with the builds they need

A part is one of:
  a program that CTest knows    GoogleTest; one folder of src/, or one of tests/ with *_test.cc in it
  tests/NAME/run.py, run.mjs    prints "ok NAME" or "not ok NAME: why" a line; indented lines after it say more
  fuzz/NAME.cc                  libFuzzer, bounded in time; any finding is a failure

The last line says "N passed, N failed". Exit code 0: all passed; 1: not; 2: misuse.
"""

import argparse
import concurrent.futures
import dataclasses
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
CORES = os.cpu_count() or 1
BUILT_BY_CLANG = {"asan", "fuzz"}
# What holds the promises up: these folders' unit tests run under AddressSanitizer always, not only with --long.
CORE = ["base", "crypto", "charter", "store", "parties", "policy", "ledger", "vault"]
NEEDS_NO_BUILD = {"coverage", "repository"}
FIRST = ["browser", "access"]  # the longest: what is short fills the gaps at the end
LONGEST = 10 * 3600  # seconds that one part of --long may take: a million power cuts, every byte of a ledger




def scratch():
    """The folder for what tests write: in memory where there is enough, as they make data directories by the hundred and sync each."""
    memory = pathlib.Path("/dev/shm")
    free = re.search(r"^MemAvailable: +(\d+) kB$", pathlib.Path("/proc/meminfo").read_text(encoding="ascii"), re.M)
    if not memory.is_dir() or shutil.disk_usage(memory).free < 2 << 30 or int(free[1]) < 4 << 20:
        return None
    return memory


SCRATCH = scratch()


@dataclasses.dataclass
class Outcome:
    name: str
    passed: bool
    detail: str = ""
    says: str = ""  # what a test that passed has to tell, as how much it covers


@dataclasses.dataclass
class Finished:
    code: int
    output: str
    seconds: float
    work: float  # seconds of a processor, of all that it started and waited for


def run(command, seconds, cwd=ROOT, env=None):
    """Runs a command in a process group of its own; whatever it leaves behind is ended with it."""
    began = time.monotonic()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, cwd=cwd, env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL,
                                   stdout=output, stderr=subprocess.STDOUT, start_new_session=True)
        is_late = threading.Event()

        def end():
            is_late.set()
            end_group(process)
        limit = threading.Timer(seconds, end)
        limit.start()
        try:
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        finally:
            limit.cancel()
            end_group(process)
        output.seek(0)
        text = output.read().decode("utf-8", "replace")
    if is_late.is_set():
        process.returncode, text = -1, text + f"\nended after {seconds} s without having finished\n"
    return Finished(process.returncode, text, time.monotonic() - began, used.ru_utime + used.ru_stime)


def end_group(process):
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def ending(finished):
    if finished.code < 0:
        return f"ended by signal {-finished.code}\n{tail(finished.output)}"
    return f"ended with exit code {finished.code}\n{tail(finished.output)}"


def tail(text, lines=60):
    return "\n".join(text.strip().splitlines()[-lines:])


def read_tap(finished):
    """Outcomes from lines "ok NAME" and "not ok NAME: why", each with the indented lines that follow it; "# WORDS" tells more."""
    outcomes = []
    for line in finished.output.splitlines():
        match = re.match(r"(not )?ok (.+)$", line)
        if match and match[1]:
            name, _, why = match[2].partition(": ")
            outcomes.append(Outcome(name, False, why))
        elif match:
            outcomes.append(Outcome(match[2], True))
        elif outcomes and line.startswith("# "):
            outcomes[-1].says = line[2:]
        elif outcomes and not outcomes[-1].passed and line.startswith((" ", "\t")):
            outcomes[-1].detail += "\n" + line
    if not outcomes:
        outcomes.append(Outcome("the part as a whole", False, "no test was run; it " + ending(finished)))
    elif finished.code != 0 and all(outcome.passed for outcome in outcomes):
        outcomes.append(Outcome("the part as a whole", False, ending(finished)))
    return outcomes


def read_googletest(report, finished):
    """Outcomes from GoogleTest's JSON. A skipped test counts as failed: on a machine that is set up, none has to be."""
    try:
        suites = json.loads(pathlib.Path(report).read_text(encoding="utf-8"))["testsuites"]
    except (OSError, ValueError, KeyError):
        return [Outcome("the program as a whole", False, ending(finished))]
    outcomes = []
    for suite in suites:
        for test in suite["testsuite"]:
            failures = [failure["failure"] for failure in test.get("failures", [])]
            if test.get("result") == "SKIPPED":
                failures.append("skipped: " + str(test.get("skipped", "")))
            outcomes.append(Outcome(f"{suite['name']}.{test['name']}", not failures, "\n".join(failures), test.get("says", "")))
    if not outcomes:
        outcomes.append(Outcome("the program as a whole", False, "it holds no test"))
    elif finished.code != 0 and all(outcome.passed for outcome in outcomes):
        outcomes.append(Outcome("the program as a whole", False, ending(finished)))
    return outcomes


class Session:
    """All parts of one run: what was printed, what passed and what failed."""

    def __init__(self, options):
        self.options = options
        self.began = time.monotonic()
        self.lock = threading.Lock()
        self.passed = 0
        self.work = 0.0
        self.failures = []  # (part, outcome)
        self.pool = concurrent.futures.ThreadPoolExecutor(max_workers=CORES)
        self.futures = []

    def wants(self, part):
        return not self.options.only or self.options.only in part

    def record(self, part, outcomes, finished):
        good = sum(outcome.passed for outcome in outcomes)
        bad = len(outcomes) - good
        with self.lock:
            self.passed += good
            self.failures += [(part, outcome) for outcome in outcomes if not outcome.passed]
            print(f"{part:<32} {good:>5} passed {f'{bad} FAILED' if bad else '':>10} "
                  f"{finished.seconds:>7.1f} s {finished.work:>7.1f} s of work", flush=True)
            self.work += finished.work
            for outcome in outcomes:
                if outcome.says:
                    print(f"    {outcome.says}", flush=True)

    def start(self, part, work):
        """Runs `work`, which returns (outcomes, Finished), when a core is free."""
        def guarded():
            try:
                outcomes, finished = work()
            except Exception as error:  # a fault of the runner or of a missing tool is a failure of the part, told as one
                outcomes = [Outcome("the part as a whole", False, f"{type(error).__name__}: {error}")]
                finished = Finished(-1, "", 0.0, 0.0)
            self.record(part, outcomes, finished)
        if self.wants(part):
            self.futures.append(self.pool.submit(guarded))

    def finish(self):
        for future in self.futures:
            future.result()
        for part, outcome in self.failures:
            print(f"\nFAILED  {part}: {outcome.name}")
            print("\n".join("    " + line for line in outcome.detail.splitlines()))
        print(f"\n{time.monotonic() - self.began:.0f} s in all, {self.work:.0f} s of work")
        print(f"{self.passed} passed, {len(self.failures)} failed")
        return 1 if self.failures else 0


def build(session, preset, targets):
    """Builds, and counts the build as a test of its own. Returns whether it worked."""
    print(f"building preset {preset} ...", flush=True)
    options = clang_option() if preset in BUILT_BY_CLANG else []
    unity = [] if preset == "dev" else ["-DCONCORDAT_UNITY=ON"]  # dev is built again after each change, the others from nothing
    finished = run([ROOT / "scripts/build", preset, *targets, "--", *unity, *options], 3600)
    detail = "" if finished.code == 0 else finished.output
    session.record(f"build {preset}", [Outcome(f"preset {preset}", finished.code == 0, detail)], finished)
    return finished.code == 0


def start_unit_tests(session, preset, folders=None):
    """Every program that CTest knows in this preset, or only those of some folders."""
    suffix = f" ({preset})" if preset in ("asan", "tsan") else ""
    sample = {"CONCORDAT_SAMPLE": "1"} if suffix and not session.options.long else {}
    listing = subprocess.run(["ctest", "--test-dir", ROOT / "build" / preset, "--show-only=json-v1"],
                             capture_output=True, text=True, check=True)
    for test in json.loads(listing.stdout)["tests"]:
        if folders is None or test["name"] in folders:
            start_googletest(session, f"unit {test['name']}{suffix}", test["command"], sample)


def start_googletest(session, part, command, environment):
    def work():
        with tempfile.TemporaryDirectory(prefix="concordat-test-", dir=SCRATCH) as folder:
            report = os.path.join(folder, "report.json")
            finished = run([*command, f"--gtest_output=json:{report}"], LONGEST if session.options.long else 300,
                           env={"TMPDIR": folder, **environment, **part_environment(session)})
            return read_googletest(report, finished), finished
    session.start(part, work)


def part_environment(session):
    return {
        "CONCORDAT": str(ROOT / "build/release/concordat"),
        "CONCORDAT_LONG": "1" if session.options.long else "",
        "CONCORDAT_NO_PICTURES": "" if session.options.long else "1",  # they are for people to look at
        "ASAN_OPTIONS": "detect_leaks=1:strict_string_checks=1",
        "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def script_parts():
    """tests/NAME/run.py and tests/NAME/run.mjs, as (NAME, command)."""
    scripts = [*ROOT.glob("tests/*/run.py"), *ROOT.glob("tests/*/run.mjs")]
    for script in sorted(scripts, key=lambda one: ([*FIRST, one.parent.name].index(one.parent.name), one)):
        yield script.parent.name, ["python3" if script.suffix == ".py" else "node", str(script)]


def start_script(session, part, command):
    def work():
        # A browser's last process may still write while the folder goes.
        with tempfile.TemporaryDirectory(prefix="concordat-test-", dir=SCRATCH, ignore_cleanup_errors=True) as folder:
            finished = run(command, LONGEST if session.options.long else 900, env={"TMPDIR": folder, **part_environment(session)})
            return read_tap(finished), finished
    session.start(part, work)


def start_fuzzer(session, preset, name):
    def work():
        seconds = 3600 if session.options.long else 5
        findings = ROOT / "build" / preset / "findings"
        findings.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="concordat-fuzz-") as found:  # new inputs go here, not into the kept corpus
            corpus = ROOT / "fuzz/corpus" / name
            finished = run([ROOT / f"build/{preset}/fuzz/{name}_fuzz", found, *([corpus] if corpus.is_dir() else []),
                            f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=1",
                            f"-artifact_prefix={findings}/{name}-"], seconds + 120, env=part_environment(session))
        runs = re.search(r"number_of_executed_units:\s*(\d+)", finished.output)
        if finished.code == 0 and runs and int(runs[1]) > 0:
            return [Outcome(name, True, says=f"{runs[1]} inputs")], finished
        return [Outcome(name, False, f"the input is in {findings}\n" + ending(finished))], finished
    session.start(f"fuzz {name}", work)


def fuzz_names():
    return sorted(path.stem for path in ROOT.glob("fuzz/*.cc"))


def clang_option():
    """The preset names Debian 12's clang; a later Debian has another."""
    if shutil.which("clang++-14"):
        return []
    return next(([f"-DCMAKE_CXX_COMPILER={name}"] for name in ("clang++-19", "clang++") if shutil.which(name)), [])


def run_parts(session):
    options = session.options
    scripts = [(name, command) for name, command in script_parts() if session.wants(name)]
    for name, command in scripts:
        if name in NEEDS_NO_BUILD:
            start_script(session, name, command)
    scripts = [(name, command) for name, command in scripts if name not in NEEDS_NO_BUILD]

    unit = not options.only or options.only.startswith("unit")
    if options.quick:
        if build(session, "dev", ["all"]):
            start_unit_tests(session, "dev")
        return
    if (unit or scripts) and build(session, "release", ["all"] if unit else ["concordat", "fault_injector", "access_server"]):
        for name, command in scripts:  # the longest of all is among them
            start_script(session, name, command)
        if unit:
            start_unit_tests(session, "release")
    fuzzers = [name for name in fuzz_names() if session.wants(f"fuzz {name}")]
    start_sanitized(session, unit, fuzzers)


def start_sanitized(session, unit, fuzzers):
    if session.options.long:
        for preset in ("asan", "tsan") if unit else ():
            if build(session, preset, ["all"]):
                start_unit_tests(session, preset)
        preset, folders = "fuzz", []
    else:
        preset, folders = "asan", [name for name in CORE if list((ROOT / "src" / name).glob("**/*_test.cc"))] if unit else []
    targets = [f"{name}_test" for name in folders] + (["fuzzers"] if fuzzers else [])
    if targets and build(session, preset, targets):
        start_unit_tests(session, preset, folders)
        for name in fuzzers:
            start_fuzzer(session, preset, name)


def main():
    parser = argparse.ArgumentParser(prog="./test", usage=__doc__.strip().removeprefix("Usage: "), add_help=False)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--only", default="")
    session = Session(parser.parse_args())
    run_parts(session)
    return session.finish()


if __name__ == "__main__":
    sys.exit(main())
