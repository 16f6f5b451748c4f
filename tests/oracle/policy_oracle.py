#!/usr/bin/env python3
"""
Who may do what, derived from the raw TOML of a charter by code that shares nothing with the program.

Usage: policy_oracle.py charters/NAME.toml               prints the table, tab-separated, one cell a line
       policy_oracle.py --cells CELLS.tsv CHARTER.toml…  holds the tables against cells that people wrote from the notices;
                                                         prints each that differs, exit code 1 if any does

A cell: charter, actor, act, record, part, state of the case, clearance, decision.
  actor      role:NAME            someone of the office with that role
             role:NAME+appointed  the same, appointed to the case; only of roles that are by task
             role:NAME+agreed     the same, who was involved and agreed to contribute; only of roles that are by task
             contact:owner        the contact of the agency that owns (or would own) the record, asked to contribute
             contact:owner-unasked  the same, not asked
             contact:other        the contact of another agency, asked to contribute as well
             public, subject:own (by the link to this record), subject:other (by the link to another)
  clearance  current: trained, confidentiality accepted; never, lapsed: not trained, or longer ago than a year;
             unsigned: trained, confidentiality not accepted. The public and subjects have none: "-".
"""

import collections
import itertools
import pathlib
import sys
import tomllib

ACTS = ("add", "read", "correct")
CLEARANCES = ("current", "never", "lapsed", "unsigned")


def entry(own, base, table, name):
    """An entry of the charter with what it uses of the base or of its own table: copied, then added to, then replaced."""
    written = dict(own.get(table, {})[name])
    used = written.pop("use", None)
    if used is None:
        return written
    source, _, key = used.rpartition(":")
    copied = dict(base[table][key]) if source else entry(own, base, table, key)
    replaced = written.pop("replace", {})
    written.pop("reason", None)
    return {**copied, **written, **replaced}


class Charter:
    def __init__(self, path):
        path = pathlib.Path(path)
        own = tomllib.loads(path.read_text(encoding="utf-8"))
        base_name = own["extends"].partition("@")[0]
        base = tomllib.loads((path.parent / f"{base_name}.toml").read_text(encoding="utf-8"))
        self.name = path.stem
        self.records = {name: entry(own, base, "record", name) for name in own["record"]}
        self.cases = {name: entry(own, base, "case", name) for name in own["case"]}
        self.roles = own["role"]
        self.has_agencies = bool(own.get("agency"))
        self.rules = own["allow"]
        self.needs_training = own["security"]["staff_need_training"]

    def actors(self):
        for name, role in self.roles.items():
            if not role.get("of_agency", False):
                yield f"role:{name}"
                if role.get("task_only", False):
                    yield from (f"role:{name}+appointed", f"role:{name}+agreed")
        if self.has_agencies:
            yield from ("contact:owner", "contact:owner-unasked", "contact:other")
        yield from ("public", "subject:own", "subject:other")

    def clearances(self, actor):
        return CLEARANCES if actor.startswith(("role:", "contact:")) else ("-",)

    def is_meant(self, who, actor, record):
        if who.startswith("role:"):
            if who[5:] not in self.roles:
                raise ValueError(f"{self.name}: a rule names the role {who}, which is not there")
            if self.roles[who[5:]].get("of_agency", False):
                return actor.startswith("contact:")
            return actor.partition("+")[0] == who
        owned_by_agency = record["owner"] == "supplier"
        if who == "agency:owner":
            return owned_by_agency and actor in ("contact:owner", "contact:owner-unasked")
        if who == "agency:supplier":
            return owned_by_agency and actor == "contact:owner"
        if who == "subject":
            return actor == "subject:own"
        if who == "public":
            return actor == "public"
        raise ValueError(f"{self.name}: who is {who}?")

    def holds(self, condition, actor, record, state):
        if condition == "case.not-concluded":
            return state != self.cases[record["case"]]["states"][-1]
        if condition == "case.open-for-booking":
            return state == "open"
        if condition == "case.in-rapid-review":
            return state == "rapid-review"
        if condition == "actor.appointed":
            return actor.endswith("+appointed")
        if condition == "actor.agreed-to-contribute":
            return actor.endswith("+agreed")
        raise ValueError(f"{self.name}: what is {condition}?")

    def decides(self, actor, act, kind, part, state, clearance):
        if self.needs_training and clearance not in ("current", "-"):
            return False
        record = self.records[kind]
        return any(
            act in rule["may"] and kind in rule["on"] and part in rule.get("parts", [part])
            and any(self.is_meant(who, actor, record) for who in rule["who"])
            and all(self.holds(condition, actor, record, state) for condition in rule.get("when", []))
            for rule in self.rules)

    def table(self):
        for kind, record in self.records.items():
            states = self.cases[record["case"]]["states"]
            for part, state, actor, act in itertools.product(record["part"], states, self.actors(), ACTS):
                for clearance in self.clearances(actor):
                    allowed = self.decides(actor, act, kind, part, state, clearance)
                    yield (self.name, actor, act, kind, part, state, clearance, "allow" if allowed else "deny")


def written_cells(path):
    """(place, promise, cell); in a cell "*" stands for every value, "a|b" for either."""
    for number, line in enumerate(pathlib.Path(path).read_text(encoding="utf-8").splitlines(), 1):
        if line and not line.startswith("#"):
            promise, _notice_line, *cell = line.split("\t")
            yield f"{path}:{number}", promise, cell


def covers(wanted, cell):
    return all(values is None or value in values for values, value in zip(wanted, cell))


def check_cells(path, charters):
    tables = collections.defaultdict(list)  # by charter and record: most lines speak of few
    for charter in charters:
        for cell in charter.table():
            tables[cell[0], cell[3]].append(cell)
    faults = []
    for place, promise, (*pattern, decision) in written_cells(path):
        wanted = [None if part == "*" else set(part.split("|")) for part in pattern]
        meant = [cell for key, cells in tables.items() if covers((wanted[0], wanted[3]), key) for cell in cells if covers(wanted, cell)]
        if not meant:
            faults.append(f"{place}: {promise}: no cell is meant by this line")
        faults += [f"{place}: {promise}: {' '.join(cell[:-1])}: {cell[-1]}, not {decision}" for cell in meant if cell[-1] != decision]
    return faults


def main(arguments):
    if arguments[:1] == ["--cells"] and len(arguments) > 2:
        faults = check_cells(arguments[1], [Charter(path) for path in arguments[2:]])
        print("\n".join(faults))
        return 1 if faults else 0
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print(__doc__.strip(), file=sys.stderr)
        return 2
    for cell in Charter(arguments[0]).table():
        print("\t".join(cell))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
