#!/usr/bin/env python3
"""
Every check that keeps a promise is removed once, and some test must then fail: tests/mutants/mutants.toml lists them. With
--long (or with MUTANT=WORD of what one removes) each is built and its test run; in every run the list is held against the source
and the charters: a mutant that no longer applies is a failure, and each kind of control by which a promise is enforced has one,
or says why not yet.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("CONCORDAT", str(ROOT / "build/release/concordat"))
COPY = ROOT / "build/mutants"
BUILD = COPY / "build/dev"  # as deep as the preset's own, so that ccache knows what it compiled there
CHARTERS = [file for file in sorted((ROOT / "charters").glob("*.toml")) if file.name != "england.toml"]


def say(name, fault=""):
    print(f"not ok {name}: {fault}" if fault else f"ok {name}", flush=True)


def enforced_kinds():
    """kind of control → the promises of class enforced that it shows."""
    kinds = {}
    for charter in CHARTERS:
        printed = subprocess.run([PROGRAM, "promises", charter, "--json"], capture_output=True, check=True, text=True).stdout
        for promise in json.loads(printed)["promises"]:
            for control in promise["control"] if promise["class"] == "enforced" else []:
                kinds.setdefault(control.split(":")[0], []).append(promise["id"])
    return kinds


def changes(mutant):
    """The places that it changes: a guard behind another one shows nothing until both are gone."""
    return [mutant, *mutant.get("also", [])]


def check_list(mutants, not_yet):
    tests = "\n".join(file.read_text() for folder in ("src", "tests") for file in sorted((ROOT / folder).rglob("*_test.cc")))
    attacks = (ROOT / "tests/attacks/run.py").read_text()
    for mutant in mutants:
        faults = [f"its text stands {count} times in {change['file']}" for change in changes(mutant)
                  if (count := (ROOT / change["file"]).read_text().count(change["text"])) != 1]
        if mutant["test"] == "attacks":
            known = f"def {mutant['filter']}(self)" in attacks
        else:
            known = mutant["filter"].replace(".", ", ").strip("*, ") in tests
        say(f"applies: {mutant['removes']}", "; ".join(faults if known else [*faults, f"no test is named {mutant['filter']}"]))
    shown = {kind for mutant in mutants for kind in mutant["controls"]}
    for kind, promises in sorted(enforced_kinds().items()):
        both = kind in shown and kind in not_yet
        say(f"{kind}, which enforces {len(promises)} promises, has a mutant or says why not",
            "" if (kind in shown) != (kind in not_yet) else "it has both" if both else "it has neither")


def build(target):
    return subprocess.run(["cmake", "--build", BUILD, "--target", target], capture_output=True, text=True, check=False)


def fails(mutant):
    """Whether the test fails; a program that does not build is a fault of the list."""
    is_attack = mutant["test"] == "attacks"
    built = build("concordat" if is_attack else mutant["test"])
    if built.returncode != 0:
        raise RuntimeError("it does not build: " + built.stdout[-600:])
    if is_attack:
        run = subprocess.run([sys.executable, COPY / "tests/attacks/run.py", mutant["filter"]], cwd=COPY, capture_output=True, text=True,
                             env={**os.environ, "CONCORDAT": str(BUILD / "concordat")}, timeout=600, check=False)
        if "ok " + mutant["filter"] not in run.stdout:
            raise RuntimeError("its test was not run: " + run.stderr[-600:])
        return run.returncode != 0
    program = next(path for path in BUILD.rglob(mutant["test"]) if path.is_file() and os.access(path, os.X_OK))
    run = subprocess.run([program, f"--gtest_filter={mutant['filter']}", "--gtest_brief=1"], cwd=COPY, capture_output=True,
                         text=True, timeout=600, check=False)
    if "] 0 tests from" in run.stdout:
        raise RuntimeError("its test was not run")
    return run.returncode != 0


def try_all(mutants):
    shutil.rmtree(COPY, ignore_errors=True)
    for name in ["src", "tests", "cmake", "charters", "assets", "scripts", "bench", "fuzz"]:
        shutil.copytree(ROOT / name, COPY / name, symlinks=True)
    for file in ["CMakeLists.txt", "CMakePresets.json", "package.json", "package-lock.json"]:
        shutil.copy2(ROOT / file, COPY / file)
    (COPY / "node_modules").symlink_to(ROOT / "node_modules")
    subprocess.run(["cmake", "--preset", "dev"], cwd=COPY, capture_output=True, check=True)
    for mutant in mutants:
        name = f"caught: {mutant['removes']}"
        whole = {change["file"]: (COPY / change["file"]).read_text() for change in changes(mutant)}
        try:
            sound = not fails(mutant)
            for change in changes(mutant):
                (COPY / change["file"]).write_text(whole[change["file"]].replace(change["text"], change["becomes"]))
            say(name, "" if sound and fails(mutant) else "its test passes without the check" if sound else "its test fails as it is")
        except (RuntimeError, subprocess.TimeoutExpired) as error:
            say(name, str(error))
        finally:
            for path, text in whole.items():
                (COPY / path).write_text(text)


def main():
    listed = tomllib.loads((ROOT / "tests/mutants/mutants.toml").read_text())
    only = os.environ.get("MUTANT", "")
    check_list(listed["mutant"], listed["not-yet"])
    if only or os.environ.get("CONCORDAT_LONG"):
        try_all([mutant for mutant in listed["mutant"] if only in mutant["removes"]])


if __name__ == "__main__":
    sys.exit(main())
