#!/usr/bin/env python3
"""
Who may do what, derived from the raw TOML of a charter by code that shares nothing with the program.

Usage: policy_oracle.py CHARTER.toml [CELLS.tsv]   prints the table, tab-separated, one cell a line; with CELLS.tsv, holds it
                                                   against the cells that people wrote from the notice: each that differs is
                                                   told on standard error, exit code 1 if any does

A cell: charter, actor, act, record, part, state of the case, clearance, use, decision.
  actor      role:NAME            someone of the office with that role
             Of roles that are by task, the same person,
             +appointed           appointed to the case by name, in this role
             +tasked              whose group has the case as its task
             +agreed              who was involved, and agreed to contribute
             and so that it opens nothing: +appointed-as-another (in a role that another rule may name), +another-appointed
             (somebody else), +appointment-over (its last day has passed), +appointment-ended (early), +appointment-to-come,
             +task-ended, +agreed-as-another, +involved (and has not agreed)
             Of other roles: +deputy (holds no role, and this one is lent to them), +deputy-over, +deputy-proposed (nobody
             has approved it)
             Of every role, and of contact:owner: +emergency (broke the glass of this case, within the hour), +emergency-over,
             +emergency-of-another
             contact:owner        the contact of the agency that owns (or would own) the record, asked to contribute
             contact:owner-unasked  the same, not asked
             contact:other        the contact of another agency, asked to contribute as well
             link:owner           somebody of the agency that owns the record, without an account: by the link and code of an
                                  involvement check of this case; link:owner-elsewhere: of another; link:other: of another agency
             public, subject:own (by the link to this record), subject:other (by the link to another), delegate:here (by the link
             of a booking that is a place in this case), delegate:elsewhere (in another)
  clearance  current: trained, confidentiality accepted; never, lapsed: not trained, or longer ago than a year;
             unsigned: trained, confidentiality not accepted. The public and subjects have none: "-".
  use        free; restricted (UK GDPR, Article 18), objected (Article 21): the person stopped the use of the record;
             recalled: the agency that owns it has asked for it back. With "+",
             somebody says on which ground it is used all the same. Asked for whom it does not depend on a task, in the first
             state of a case.
Who comes by task or deputyship is asked with clearance "current" alone: without it nothing opens to anybody.
"""

import collections
import functools
import itertools
import pathlib
import sys
import tomllib

CHARTERS = pathlib.Path(__file__).resolve().parent.parent.parent / "charters"

ACTS = ("add", "read", "correct", "recall")
CLEARANCES = ("current", "never", "lapsed", "unsigned")
BY_TASK = ("appointed", "tasked", "agreed", "appointed-as-another", "another-appointed", "appointment-over", "appointment-ended",
           "appointment-to-come", "task-ended", "agreed-as-another", "involved")
BY_LOAN = ("deputy", "deputy-over", "deputy-proposed")
IN_EMERGENCY = ("emergency", "emergency-over", "emergency-of-another")
GROUNDS = ("consent", "legal-claims", "rights-of-another", "public-interest")  # Article 18(2)
STOPPED = ("restricted", "objected", "recalled", "restricted+no-reason", "both+legal-claims",
           *(f"{right}+{ground}" for right in ("restricted", "objected", "recalled") for ground in GROUNDS))
# What a condition asks of the person who comes; and whether an emergency makes up for its lack (docs/decisions/0042).
TASKS = {"actor.appointed": ("appointed", True), "actor.own-course": ("appointed", True), "group.has-task": ("tasked", True),
         "actor.agreed-to-contribute": ("agreed", False)}


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
    if (kept := written.pop("only", None)) is not None and table == "record":  # a part that loses its last field is not there
        copied["part"] = {name: part for name, part in copied["part"].items() if set(part["fields"]) & set(kept)}
    return {**copied, **written, **replaced}


def load(path):
    """The charter's own tables, and those of the base that it extends."""
    path = pathlib.Path(path)
    own = tomllib.loads(path.read_text(encoding="utf-8"))
    base_name = own["extends"].partition("@")[0]
    return own, tomllib.loads((path.parent / f"{base_name}.toml").read_text(encoding="utf-8"))


class Charter:
    def __init__(self, path):
        own, base = load(path)
        self.name = pathlib.Path(path).stem
        self.records = {name: entry(own, base, "record", name) for name in own["record"]}
        self.cases = {name: entry(own, base, "case", name) for name in own["case"]}
        self.roles = own["role"]
        self.has_agencies = bool(own.get("agency"))
        self.rules = own["allow"]
        self.payment = own.get("payment")
        self.needs_training = own["security"]["staff_need_training"]

    def actors(self):
        for name, role in self.roles.items():
            if not role.get("of_agency", False):
                yield f"role:{name}"
                extras = BY_TASK if role.get("task_only", False) else BY_LOAN
                yield from (f"role:{name}+{extra}" for extra in extras + IN_EMERGENCY)
        if self.has_agencies:
            yield from ("contact:owner", "contact:owner-unasked", "contact:other")
            yield from (f"contact:owner+{extra}" for extra in IN_EMERGENCY)
            yield from ("link:owner", "link:owner-elsewhere", "link:other")
        yield from ("public", "subject:own", "subject:other", "delegate:here", "delegate:elsewhere")

    def clearances(self, actor):
        if not actor.startswith(("role:", "contact:")):
            return ("-",)
        return CLEARANCES if "+" not in actor or "+emergency" in actor else ("current",)

    def is_meant(self, who, actor, record):
        if who.startswith("role:"):
            if who[5:] not in self.roles:
                raise ValueError(f"{self.name}: a rule names the role {who}, which is not there")
            if self.roles[who[5:]].get("of_agency", False):
                return actor.startswith("contact:")
            name, _, extra = actor.partition("+")
            return name == who and extra not in ("deputy-over", "deputy-proposed")
        owned_by_agency = record["owner"] == "supplier"
        actor = actor.partition("+")[0]
        if who == "agency:owner" and actor == "link:owner":
            return owned_by_agency and bool(record.get("asks_about") or record.get("messages_from"))
        if who == "agency:owner":
            return owned_by_agency and actor in ("contact:owner", "contact:owner-unasked")
        if who == "agency:supplier":
            return owned_by_agency and actor == "contact:owner"
        if who == "subject":
            return actor == "subject:own"
        if who == "delegate":
            return actor == "delegate:here"
        if who == "public":
            return actor == "public"
        raise ValueError(f"{self.name}: who is {who}?")

    def holds(self, condition, actor, record, state, emergency):
        extra = actor.partition("+")[2]
        if condition == "case.not-concluded":
            return state != self.cases[record["case"]]["states"][-1]
        if condition == "case.open-for-booking":
            return state == "open"
        if condition == "case.in-rapid-review":
            return state == "rapid-review"
        if condition in TASKS:
            wanted, is_lifted = TASKS[condition]
            if condition == "actor.own-course" and not self.is_course(record["case"]):
                return False
            return extra == wanted or (emergency and is_lifted)
        raise ValueError(f"{self.name}: what is {condition}?")

    def is_course(self, case):
        return any(step.get("event") == "course.held" for step in self.cases[case].get("step", []))

    @staticmethod
    def is_stopped(use, actor, owned_by_agency):
        """What the person stopped goes on for themselves, what its owner asked back for the owner, and on a ground of the article."""
        right, _, ground = use.partition("+")
        if right == "free" or actor in ("subject:own", "delegate:here"):
            return False
        if right == "recalled" and actor.partition("+")[0] in ("contact:owner", "contact:owner-unasked") and owned_by_agency:
            return False
        allowed = {"restricted": GROUNDS, "recalled": GROUNDS, "objected": ("legal-claims",), "both": ("legal-claims",)}[right]
        return ground not in allowed

    def decides(self, actor, act, kind, part, state, clearance, use):
        emergency = actor.endswith("+emergency") and act == "read"
        cleared = ("current", "-") + (("never", "lapsed") if emergency else ())
        record = self.records[kind]
        if (self.needs_training and clearance not in cleared) or self.is_stopped(use, actor, record["owner"] == "supplier"):
            return False
        return any(all(self.holds(condition, actor, record, state, emergency) for condition in rule.get("when", []))
                   for rule in self.rules_for(actor, act, kind, part))

    @functools.cache
    def rules_for(self, actor, act, kind, part):
        return [rule for rule in self.rules
                if act in rule["may"] and kind in rule["on"] and part in rule.get("parts", [part])
                and any(self.is_meant(who, actor, self.records[kind]) for who in rule["who"])]

    def table(self):
        for kind, record in self.records.items():
            states = self.cases[record["case"]]["states"]
            for part, state, actor, act in itertools.product(record["part"], states, self.actors(), ACTS):
                for clearance in self.clearances(actor):
                    may_be_stopped = state == states[0] and clearance in ("current", "-") and (
                        "+" not in actor or actor.endswith("+emergency"))
                    for use in ("free",) + (STOPPED if may_be_stopped else ()):
                        allowed = self.decides(actor, act, kind, part, state, clearance, use)
                        yield (self.name, actor, act, kind, part, state, clearance, use, "allow" if allowed else "deny")


def written_cells(path):
    """(place, promise, cell); in a cell "*" stands for every value, "a|b" for either."""
    for number, line in enumerate(pathlib.Path(path).read_text(encoding="utf-8").splitlines(), 1):
        if line and not line.startswith("#"):
            promise, _notice_line, *cell = line.split("\t")
            yield f"{path}:{number}", promise, cell


def covers(wanted, cell):
    return all(values is None or value in values for values, value in zip(wanted, cell))


def check_cells(path, charter_name, table):
    by_record = collections.defaultdict(list)  # most lines speak of few
    for cell in table:
        by_record[cell[3]].append(cell)
    for place, promise, (*pattern, decision) in written_cells(path):
        if not (CHARTERS / f"{pattern[0]}.toml").exists():
            yield f"{place}: {promise}: there is no charter {pattern[0]}"
        if pattern[0] != charter_name:
            continue
        wanted = [None if part == "*" else set(part.split("|")) for part in pattern]
        meant = [cell for record in wanted[3] or by_record for cell in by_record[record] if covers(wanted, cell)]
        if not meant:
            yield f"{place}: {promise}: no cell is meant by this line"
        yield from (f"{place}: {promise}: {' '.join(cell[:-1])}: {cell[-1]}, not {decision}" for cell in meant if cell[-1] != decision)


def main(arguments):
    if len(arguments) not in (1, 2) or arguments[0].startswith("-"):
        print(__doc__.strip(), file=sys.stderr)
        return 2
    charter = Charter(arguments[0])
    table = list(charter.table())
    sys.stdout.writelines("\t".join(cell) + "\n" for cell in table)
    faults = list(check_cells(arguments[1], charter.name, table)) if len(arguments) == 2 else []
    print("\n".join(faults), end="\n" if faults else "", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
