"""
Who gets into which page, derived from the raw TOML of a charter and the words of tests/access/routes.tsv by code that shares
nothing with the program. What may be read, added and corrected is policy_oracle's to say; here is what a page asks beside that.

`refusal` gives the status that the first need that is not met is answered with, or None where all are met.
"""

import dataclasses

import policy_oracle

NOT_FOUND, NOT_CLEARED = 404, 403
# Needs that are looked at in what the address names.
OF_PLACE = {"link", "booking", "knows", "reads", "corrects", "corrects-part", "adds-part", "adds", "opens", "tasked-case", "open-course",
            "course", "corrects-course", "corrects-joining", "sees-evaluation", "takes-list", "marks-register",
            "section", "check-section", "asks-agencies", "checks-of", "own-check", "takes-in", "recalls", "reads-payment"}


@dataclasses.dataclass(frozen=True)
class Place:
    """What an address names: rows of the seeded office (tests/access/run.py), or None where it is nothing of ours."""
    case: object = None
    record: object = None
    part: str = ""
    kind: str = ""
    is_foreign: bool = False  # it names something that is not there, or not in that case


class Charter(policy_oracle.Charter):
    def __init__(self, path):
        super().__init__(path)
        own, base = policy_oracle.load(path)
        self.purposes = {name: policy_oracle.entry(own, base, "purpose", name) for name in own["purpose"]}
        self.agencies = list(own.get("agency", {}))
        self.evidence = list(own.get("evidence", {}))
        self.review_kinds = {record["case"] for record in self.records.values()
                             if "case-reviews" in self.purposes[record["purpose"]].get("served_by", []) and "messages_from" not in record}
        # Kinds of case with the pages that every case has; courses, and what another partnership asks, have pages of their own.
        self.paged_kinds = {record["case"] for record in self.records.values() if "messages_from" not in record} - {"course-run"}
        self.other_kinds = self.paged_kinds - self.review_kinds

    # ---- the person

    def is_cleared(self, person):
        return not self.needs_training or person.clearance == "current"

    def has(self, person, capability):
        return capability in self.roles[person.role].get("may", [])

    def actors(self, person, case, record):
        """The words of the policy oracle that this person answers to, before that record of that case."""
        if person.agency:
            asked = person.agency in case.asked
            if record.owner == person.agency:
                return ["contact:owner" if asked else "contact:owner-unasked"]
            return ["contact:other"]
        names = [f"role:{person.role}"]
        for role, name, how in case.tasks:
            if role != person.role or name not in (None, person.name):
                continue
            names.append(names[0] + {"by-name": "+appointed", "group": "+tasked", "involved": "+agreed"}[how])
        return names

    def may(self, person, act, case, record, part):
        return any(self.decides(actor, act, record.kind, part, case.state, person.clearance, "free")
                   for actor in self.actors(person, case, record))

    def shows_public(self, act, case, kind, part):
        return self.decides("public", act, kind, part, case.state, "-", "free")

    def twin(self, person):
        """What the charter says of this person, but for the name of their role: whoever has the same is let in alike."""
        role, names = self.roles[person.role], (person.role, f"role:{person.role}")
        rules = [repr({**rule, "who": [who for who in rule["who"] if who in names]}) for rule in self.rules
                 if set(names) & set(rule["who"])]
        steps = [(name, repr(step)) for name, case in self.cases.items() for step in case.get("step", []) if names[1] in step["who"]]
        return (person.name.partition("+")[2], person.agency, tuple(role.get("may", [])), role.get("task_only", False),
                str(rules).replace(person.role, "ROLE"), str(steps))

    # ---- cases

    def business(self, person, kinds):
        """With cases of these kinds."""
        rules = [rule for rule in self.rules if any(self.records[kind]["case"] in kinds for kind in rule["on"])]
        if person.agency:
            supplies = any(who in ("agency:supplier", "agency:owner") for rule in rules for who in rule["who"])
            return "agency" if supplies else None
        role = f"role:{person.role}"
        moves = any(role in step.get("who", []) for kind in kinds for step in self.cases[kind].get("step", []))
        reads = any("read" in rule["may"] and role in rule["who"] for rule in rules)
        by_task = self.roles[person.role].get("task_only", False)
        if moves or (reads and not by_task):
            return "office"
        return "task" if reads else None

    def has_task(self, person, case):
        return any(role == person.role and name in (None, person.name) for role, name, _ in case.tasks)

    def knows(self, person, case):
        business = self.business(person, {case.kind})
        if business == "office":
            return True
        if business == "agency":
            return person.agency in case.asked or any(
                record.owner == person.agency and not self.is_check(record.kind) and not self.is_question(record.kind)
                for record in case.records)
        return business == "task" and self.has_task(person, case) and self.opens_something(person, case)

    def opens_something(self, person, case):
        """Of a case that is there for them by a task alone: not before its time, and not after it (SOM-12, SOM-13)."""
        return any(self.may(person, "read", case, NewRecord(kind, None), part)
                   for kind, record in self.records.items() if record["case"] == case.kind for part in record["part"])

    def first_part(self, kind):
        return next(iter(self.records[kind]["part"]))

    def is_ground(self, case, kind):
        return self.cases[case.kind].get("notification") == kind

    def asked_when(self, kind, part, moment):
        return moment in self.records[kind]["part"][part].get("ask", [])

    def may_add_kind(self, person, case, kind):
        record = self.records.get(kind)
        if record is None or record["case"] != case.kind or self.is_check(kind):
            return False
        supplied = record["owner"] == "supplier"
        first = self.first_part(kind)
        asks = self.is_question(kind)
        moment = "at-supply" if supplied and not asks else "on-writing"
        if not self.asked_when(kind, first, moment):
            return False
        if self.is_ground(case, kind) and any(one.kind == kind for one in case.records):
            return False
        owners = [None]
        if supplied:
            owners = [person.agency] if person.agency else sorted(case.asked)
            owners = [owner for owner in owners if owner in case.asked]
            if asks:
                owners = [] if person.agency else self.agencies
        return any(self.may(person, "add", case, NewRecord(kind, owner), first) for owner in owners)

    def may_add_part(self, person, place):
        kind, part = place.record.kind, place.part
        if part not in self.records[kind]["part"] or not self.asked_when(kind, part, "on-writing"):
            return False
        at_opening = self.is_ground(place.case, kind) and self.cases[place.case.kind].get("without_criterion") == part
        # Of a later part that is there already the same page says so.
        is_open = part not in place.record.parts or part != self.first_part(kind)
        return not at_opening and is_open and self.may(person, "add", place.case, place.record, part)

    def may_correct(self, person, place, part):
        return part in place.record.parts and self.may(person, "correct", place.case, place.record, part)

    def may_open(self, person, kind):
        if kind not in self.paged_kinds or not self.business(person, {kind}):
            return False
        ground = self.cases[kind].get("notification")
        takes_in = not person.agency and self.opens_online(kind)  # what anybody may send, and came on paper
        if not (self.has(person, "open-case") or takes_in) or not self.is_cleared(person):
            return False
        if not ground:
            return True
        case = NewCase(self.cases[kind]["states"][0])
        return self.may(person, "add", case, NewRecord(ground, None), self.first_part(ground))

    def opens_online(self, kind):
        ground = self.cases[kind].get("notification")
        case = NewCase(self.cases[kind]["states"][0])
        return bool(ground) and self.shows_public("add", case, ground, self.first_part(ground))

    def may_meet_an_emergency(self, person):
        lifted = {"actor.appointed", "actor.own-course", "group.has-task"}  # docs/decisions/0042
        return self.needs_training or any(
            "read" in rule["may"] and f"role:{person.role}" in rule["who"] and lifted & set(rule.get("when", [])) for rule in self.rules)

    def takes_tasks(self, case):
        return any(condition in policy_oracle.TASKS for rule in self.rules for condition in rule.get("when", [])
                   if any(self.records[kind]["case"] == case.kind for kind in rule["on"]))

    # ---- sections of a review

    def is_check(self, kind):
        return "asks_about" in self.records[kind] or "messages_from" in self.records[kind]

    def is_question(self, kind):
        """What an agency is asked to tell: it is that agency's, and the office writes it."""
        moments = self.records[kind]["part"][self.first_part(kind)].get("ask", [])
        return self.records[kind]["owner"] == "supplier" and not self.is_check(kind) and "at-supply" not in moments

    def check_kind(self, case):
        return next((kind for kind, record in self.records.items() if record["case"] == case.kind and self.is_check(kind)), None)

    def is_concluded(self, case):
        return case.state == self.cases[case.kind]["states"][-1]

    def has_section(self, person, case, section):
        if self.business(person, {case.kind}) == "agency":
            return False
        for kind, record in self.records.items():
            if record["case"] != case.kind or record.get("section") != section or record["owner"] == "supplier":
                continue
            reads = any(one.kind == kind and self.may(person, "read", case, one, self.first_part(kind)) for one in case.records)
            if self.business(person, {case.kind}) == "office" or reads or self.may_add_kind(person, case, kind):
                return True
        return False

    def may_ask(self, person, case):
        kind = self.check_kind(case)
        return kind is not None and self.may(person, "add", case, NewRecord(kind, self.agencies[0]), self.first_part(kind))

    def sees_checks(self, person, case):
        kind = self.check_kind(case)
        if kind is None or self.business(person, {case.kind}) != "office" or not self.agencies:
            return False
        answered = self.records[kind]["answered_by"]
        answer = next(name for name, part in self.records[kind]["part"].items() if answered in part["fields"])
        return self.may_ask(person, case) or self.may(person, "read", case, NewRecord(kind, self.agencies[0]), answer)

    def sees_partner_questions(self, person):
        kind = next((kind for kind, record in self.records.items() if "messages_from" in record), None)
        if kind is None:
            return False
        case = NewCase(self.cases[self.records[kind]["case"]]["states"][0])
        return self.may(person, "read", case, NewRecord(kind, None), self.first_part(kind))

    def has_checks(self, agency, case):
        return any(self.is_check(record.kind) and record.owner == agency for record in case.records)

    def takes_in(self, person, case):
        """Something that an agency supplies, for one that was asked."""
        return self.business(person, {case.kind}) == "office" and not self.is_concluded(case) and any(
            self.may_add_kind(person, case, kind) for kind, record in self.records.items()
            if record["owner"] == "supplier" and not self.is_question(kind))

    def searches(self, person):
        return any(
            "read" in rule["may"] and any(self.records[kind].get("subject") for kind in rule["on"])
            and any(who == f"role:{person.role}" or (person.agency and who in ("agency:owner", "agency:supplier")) for who in rule["who"])
            for rule in self.rules)

    # ---- courses

    def sees_courses(self, person):
        return self.may(person, "read", NewCase(""), NewRecord("course", None), "details")

    def sees_course(self, person, case):
        return self.sees_courses(person) or self.has_task(person, case)

    def corrects_course(self, person, case):
        return any(record.kind == "course" and self.may(person, "correct", case, record, "details") for record in case.records)

    def corrects_joining(self, person, case):
        return any(record.kind == "course" and "joining" in record.parts and self.may(person, "correct", case, record, "joining")
                   for record in case.records)

    def sees_evaluation(self, person, case):
        """What delegates answered, of a part that they are asked for by a mail."""
        return any(self.may(person, "read", case, NewRecord(kind, None), part)
                   for kind, record in self.records.items() for part, content in record["part"].items() if "asked_by_mail" in content)

    def takes_list(self, person, case):
        """Bookings that somebody else sends: none where the charter asks each delegate's own consent."""
        asked = {part: content for part, content in self.records["booking"]["part"].items() if "at-request" in content["ask"]}
        return not any("consent" in content for content in asked.values()) and any(
            self.may(person, "add", case, NewRecord("booking", None), part) for part in asked)

    def marks_register(self, person, case):
        """A role that is a task has its powers in the cases where it is one (DDS-24)."""
        here = not self.roles[person.role].get("task_only") or self.has_task(person, case)
        return here and self.has(person, "record-attendance") and self.is_cleared(person)

    # ---- what a page needs

    def refusal(self, needs, person, is_confirmed, place):
        """`person` None: nobody is signed in."""
        for need in needs:
            if need == "step-up":
                if not is_confirmed:
                    return "confirm"
            elif need == "cleared":
                if not self.is_cleared(person):
                    return NOT_CLEARED
            elif (place.is_foreign and need.partition(":")[0] in OF_PLACE) or not self.meets(need, person, place):
                return NOT_FOUND
        return NOT_FOUND if place.is_foreign else None

    def meets(self, need, person, place):
        word, _, rest = need.partition(":")
        simple = {
            "anybody": lambda: True,
            "gone": lambda: False,
            "link": lambda: True,
            "booking": lambda: place.record is not None and place.record.kind == "booking",
            "agency": lambda: bool(person.agency),
            "exchanges": lambda: any("messages_to" in record or "messages_from" in record for record in self.records.values()),
            "asks": lambda: bool(self.agencies) and any("asks_about" in record for record in self.records.values()),
            "partner-questions": lambda: not person.agency and self.sees_partner_questions(person),
            "may": lambda: self.has(person, rest) and self.is_cleared(person) and not self.roles[person.role].get("task_only"),
            "may-any": lambda: any(self.has(person, capability) for capability in rest.split("|")),
            "emergencies": lambda: self.may_meet_an_emergency(person),
            "reviews": lambda: self.business(person, self.review_kinds) is not None,
            "office-of-reviews": lambda: self.business(person, self.review_kinds) == "office",
            "cases": lambda: self.business(person, self.paged_kinds) is not None,
            "other-work": lambda: self.business(person, self.other_kinds) is not None,
            "works-on": lambda: place.kind in self.paged_kinds and self.business(person, {place.kind}) is not None,
            "work-of": lambda: place.kind in self.other_kinds and self.business(person, {place.kind}) is not None,
            "knows": lambda: place.case.kind in self.paged_kinds and self.knows(person, place.case),
            "reads": lambda: (not self.is_check(place.record.kind)
                              and self.may(person, "read", place.case, place.record, self.first_part(place.record.kind))),
            "corrects": lambda: self.may_correct(person, place, self.first_part(place.record.kind)),
            "recalls": lambda: self.may(person, "recall", place.case, place.record, self.first_part(place.record.kind)),
            "corrects-part": lambda: self.may_correct(person, place, place.part),
            "adds-part": lambda: self.may_add_part(person, place),
            "adds": lambda: self.may_add_kind(person, place.case, place.kind),
            "opens-online": lambda: self.opens_online(place.kind),
            "opens": lambda: self.may_open(person, place.kind),
            "section": lambda: self.has_section(person, place.case, rest),
            "check-section": lambda: self.sees_checks(person, place.case),
            "asks-agencies": lambda: not self.is_concluded(place.case) and self.may_ask(person, place.case),
            "checks-of": lambda: self.has_checks(place.kind, place.case),
            "own-check": lambda: self.business(person, self.paged_kinds) == "agency" and not self.is_concluded(place.case) and
                                 self.has_checks(person.agency, place.case),
            "takes-in": lambda: self.takes_in(person, place.case),
            "office": lambda: self.business(person, {place.case.kind}) == "office",
            "no-task": lambda: self.business(person, {place.case.kind}) in ("office", "agency"),
            "makes-pack": lambda: self.business(person, {place.case.kind}) in ("office", "task"),
            "searches": lambda: self.searches(person),
            "tasked-case": lambda: self.takes_tasks(place.case),
            "training": lambda: "course" in self.records,
            "pays": lambda: bool(self.payment) and self.may(person, "read", NewCase(""), NewRecord("booking", None), "payment"),
            "reads-payment": lambda: bool(self.payment) and self.may(person, "read", place.case, place.record, "payment"),
            "open-course": lambda: place.case.state == "open" and any(
                record.kind == "course" and self.shows_public("read", place.case, "course", "details") for record in place.case.records),
            "courses": lambda: self.sees_courses(person),
            "course": lambda: self.sees_course(person, place.case),
            "marks-register": lambda: self.marks_register(person, place.case),
            "corrects-joining": lambda: self.corrects_joining(person, place.case),
            "sees-evaluation": lambda: self.sees_evaluation(person, place.case),
            "takes-list": lambda: self.takes_list(person, place.case),
            "corrects-course": lambda: self.corrects_course(person, place.case),
        }
        if word not in simple:
            raise ValueError(f"what is {need}?")
        return simple[word]()

    # ---- what a page may show

    def readable_marks(self, person, cases):
        """The marks of every part that this person may read, and of every case that they may know of."""
        marks = set()
        for case in cases:
            public = any(record.kind == "course" for record in case.records) and case.state == "open"
            if public or (person and self.knows_by_name(person, case)):
                marks.add(case.mark)
            for record in case.records:
                for part, mark in record.parts.items():
                    if (person and self.may(person, "read", case, record, part)) or self.shows_public("read", case, record.kind, part):
                        marks.add(mark)
        return marks

    def knows_by_name(self, person, case):
        if self.has_task(person, case) or (person.agency and self.is_cleared(person) and (
                person.agency in case.asked or any(record.owner == person.agency for record in case.records))):
            return True
        if not self.is_cleared(person):
            return False
        if case.kind in self.paged_kinds and self.knows(person, case):
            return True
        if any(record.kind == "course" for record in case.records) and self.sees_course(person, case):
            return True
        return any(self.has(person, capability) for capability in
                   ("appoint", "hold", "propose-destruction", "approve-destruction", "see-ledger", "review-emergency"))


@dataclasses.dataclass(frozen=True)
class NewRecord:
    """One that is not there yet."""
    kind: str
    owner: str


class NewCase:
    tasks = ()
    asked = frozenset()

    def __init__(self, state):
        self.state = state
