#!/usr/bin/env python3
"""
Holds docs/coverage/AREA.tsv complete: each line of a notice stands in the charter of that area, or holds no fact.

A row: number of the line, a tab, what holds its facts: ids of promises or entries of the charter ("contact.requests",
"schedule"), with ", " between several; or "no fact". The notices are not part of this project. Where they lie beside it,
in ../shared/notices, every line of theirs must have its row; where they do not, this says so and checks the rows alone.

And docs/coverage/controls.md: each kind of control by which a promise is enforced names the tests that show it, which there are.
"""

import pathlib
import re
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parents[2]
NOTICES = ROOT.parent / "shared" / "notices"
NO_FACT = "no fact"

# What the notices state in numbers, and the line: a charter that says another number would still compile and be in order.
STATED = {
    ("portsmouth", 70, "record.booking.part.contact.keep"):
        {"from": "course.held", "round": "financial-year-end", "years": 1, "then": "keep-counts"},
    ("portsmouth", 74, "publication.review-report.public_months"): 12,
    ("hampshire", 72, "publication.review-report.public_months"): 12,
    ("somerset", 58, "record.booking.part.contact.keep"): {"from": "course.held", "years": 4, "then": "keep-counts"},
    ("somerset", 63, "record.subscriber.keep"): {"from": "subscription.ended", "days": 0, "then": "destroy"},
    ("stockport", 82, "record.agency-item.keep"):
        {"from": "case.concluded", "days": 0, "then": "destroy", "certificate": True, "weighty": True},
}


def stands(anchor, charter):
    if anchor in charter.get("promise", {}):
        return True
    table, _, name = anchor.partition(".")
    entry = charter.get(table)
    return isinstance(entry, dict) and (not name or name in entry)


def faults_of_rows(rows, charter):
    faults, promised = [], {}
    for number, anchors in rows:
        if number in promised:
            faults.append(f"line {number} has two rows")
        promised[number] = set(anchors.split(", "))
        if anchors != NO_FACT:
            faults += [f"line {number}: the charter has no {one}" for one in promised[number] if not stands(one, charter)]
    for name, promise in charter.get("promise", {}).items():
        faults += [f"line {line}: {name} says that it stands there, its row does not"
                   for line in promise.get("lines", []) if name not in promised.get(line, set())]
        if not promise.get("lines"):
            faults.append(f"{name} does not say on which line of the notice it stands")
    return faults


def faults_of_notice(rows, notice):
    numbers = [number for number, _ in rows]
    faults = [] if numbers == list(range(1, len(notice) + 1)) else [f"the notice has {len(notice)} lines, the rows are others"]
    return faults + [f"line {number} is empty, but its row says {anchors}" for number, anchors in rows
                     if number <= len(notice) and not notice[number - 1].strip() and anchors != NO_FACT]


def faults_of_numbers(area, charter):
    def at(path):
        entry = charter
        for key in path.split("."):
            entry = entry.get(key, {})
        return entry
    return [f"line {line}: {path} is {at(path)}, not {stated}"
            for (name, line, path), stated in STATED.items() if name == area and at(path) != stated]


def rows_of(path):
    pairs = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    return [(int(number), anchors) for number, anchors in pairs]


def controls_of_enforced(charters):
    """The kinds of control that promises of class enforced use."""
    promises = [promise for charter in charters for promise in charter.get("promise", {}).values()]
    controls = [promise["control"] for promise in promises if promise.get("class") == "enforced"]
    return {one.split(":")[0] for control in controls for one in ([control] if isinstance(control, str) else control)}


def all_tests():
    """Every test by its name: Suite.Name of GoogleTest, and the path of a script of commands."""
    found = {str(path.relative_to(ROOT)) for path in (ROOT / "tests" / "charter").glob("*.test")}
    for folder in ("src", "tests"):
        for path in (ROOT / folder).rglob("*_test.cc"):
            text = path.read_text(encoding="utf-8")
            found |= {".".join(names) for names in re.findall(r"^TEST(?:_F|_P)?\((\w+), (\w+)\)", text, re.MULTILINE)}
    return found


def faults_of_controls(page, wanted, tests):
    rows = {cells[0].strip(" `"): cells[1:] for cells in
            (line.strip("|").split("|") for line in page.splitlines() if line.startswith("| `"))}
    faults = [f"promises are enforced by {kind}, which has no row" for kind in sorted(wanted - rows.keys())]
    faults += [f"{kind} has a row, but enforces no promise" for kind in sorted(rows.keys() - wanted)]
    for kind, (refused, found) in rows.items():
        faults += [f"{kind}: there is no test {name}" for name in re.findall(r"`([^`]+)`", refused + found) if name not in tests]
        if "`" not in refused and not refused.strip().startswith("nothing: "):
            faults.append(f"{kind}: no test shows that it is refused, nor is it said why not")
        if "`" not in found:
            faults.append(f"{kind}: no test shows that attestation finds it")
    return faults


def report(name, faults):
    print(f"ok {name}" if not faults else f"not ok {name}: {len(faults)} faults")
    for fault in faults:
        print(f"  {fault}")
    return not faults


def planted():
    """Each kind of fault, planted, is found."""
    charter = {"promise": {"EX-01": {"lines": [1]}}, "contact": {"us": {}}}
    good = [(1, "EX-01, contact.us"), (2, NO_FACT)]
    bad = [[(1, "EX-01"), (1, "EX-01")], [(1, "EX-01, contact.them")], [(1, "contact.us")], [(1, "EX-02, EX-01")]]
    missed = [f"not found: {rows}" for rows in bad if not faults_of_rows(rows, charter)]
    missed += [f"not found: {notice}" for notice in (["a"], ["a", "b", "c"], ["", "b"]) if not faults_of_notice(good, notice)]
    rows = "| `ask` | `A.B` | `A.C` |\n"
    bad = [("", {"ask"}), (rows, set()), (rows.replace("A.C", "A.D"), {"ask"}), (rows.replace("`A.B`", ""), {"ask"}),
           (rows.replace("`A.C`", ""), {"ask"})]
    missed += [f"not found: {page} {kinds}" for page, kinds in bad if not faults_of_controls(page, kinds, {"A.B", "A.C"})]
    missed += faults_of_controls(rows, {"ask"}, {"A.B", "A.C"})
    missed += [] if faults_of_numbers("somerset", charter) else ["not found: a number of a notice that a charter lacks"]
    return missed + faults_of_rows(good, charter) + faults_of_notice(good, ["a", ""])


def main():
    passed = [report("planted faults are found", planted())]
    files = sorted((ROOT / "docs" / "coverage").glob("*.tsv"))
    passed.append(report("there are coverage files", [] if files else ["docs/coverage holds none"]))
    charters = [tomllib.loads((ROOT / "charters" / f"{path.stem}.toml").read_text(encoding="utf-8")) for path in files]
    page = (ROOT / "docs" / "coverage" / "controls.md").read_text(encoding="utf-8")
    faults = faults_of_controls(page, controls_of_enforced(charters), all_tests())
    passed.append(report("every control that enforces names its tests", faults))
    for path in files:
        charter = tomllib.loads((ROOT / "charters" / f"{path.stem}.toml").read_text(encoding="utf-8"))
        rows = rows_of(path)
        faults = faults_of_rows(rows, charter)
        notice = NOTICES / path.with_suffix(".txt").name
        if notice.exists():
            faults += faults_of_notice(rows, notice.read_text(encoding="utf-8").split("\n"))
        else:
            print(f"the notice of {path.stem} is not here: only that its rows lead somewhere is checked")
        passed.append(report(f"{path.stem} has the numbers of its notice", faults_of_numbers(path.stem, charter)))
        passed.append(report(f"every line of {path.stem} is accounted for", faults))
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
