"""
Which facts of a charter its notice must show, and where: read from the raw TOML by code that shares nothing with the program,
and looked for in the notice as a page.

Not looked for: records that are about nobody (they hold no personal data), hints of fields, what serves a purpose, evidence
(it stands on the site's page of promises), slips that are only said, and the rules of who may do what (policy_oracle.py has those).
"""

import html.parser
import itertools
import pathlib
import re
import tomllib

VOCABULARY = ("law", "basis", "field")


def partnerships(folder):
    """The charters of partnerships, as against libraries: what extends one."""
    return sorted(path for path in pathlib.Path(folder).glob("*.toml")
                  if "extends" in tomllib.loads(path.read_text(encoding="utf-8")))


def resolved(own, base, table, name):
    """An entry with what it copies, narrowed and replaced."""
    if name not in own.get(table, {}):
        return dict(base[table][name]) if table in VOCABULARY else None
    written = dict(own[table][name])
    if "use" not in written:
        return written
    source, _, key = written.pop("use").rpartition(":")
    copied = dict(base[table][key]) if source else dict(resolved(own, base, table, key))
    kept = written.pop("only", None)
    written.pop("reason", None)
    replaced = written.pop("replace", {})
    if kept is not None and table == "record":
        parts = {part: {**content, "fields": [field for field in content["fields"] if field in kept]}
                 for part, content in copied["part"].items()}
        copied["part"] = {part: content for part, content in parts.items() if content["fields"]}
    if kept is not None and table == "field":
        copied["choices"] = [choice for choice in copied["choices"] if choice in kept]
    return {**copied, **written, **replaced}


def operates(value):
    return value["operates"] if isinstance(value, dict) else value


class Charter:
    def __init__(self, path):
        path = pathlib.Path(path)
        self.own = tomllib.loads(path.read_text(encoding="utf-8"))
        library = path.parent / (self.own["extends"].partition("@")[0] + ".toml")
        self.base = tomllib.loads(library.read_text(encoding="utf-8"))

    def all(self, table):
        return {name: resolved(self.own, self.base, table, name) for name in self.own.get(table, {})}

    def one(self, table, name):
        return resolved(self.own, self.base, table, name)


class Page(html.parser.HTMLParser):
    """The notice by its sections: their texts, the rows of their tables with the caption, their statements by id."""

    def __init__(self, text):
        super().__init__()
        self.sections, self.rows, self.statements, self.whole = {}, {}, {}, ""
        self.section, self.caption, self.cells, self.item, self.tag = "", "", None, None, ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.tag = tag
        if tag == "section":
            self.section = given["aria-labelledby"]
        elif tag == "caption":
            self.caption = ""
        elif tag == "tr":
            self.cells = []
        elif tag in ("td", "th") and self.cells is not None:
            self.cells.append("")
        elif tag == "li":
            self.item = given.get("id")

    def handle_endtag(self, tag):
        self.tag = ""
        if tag == "section":
            self.section = ""
        elif tag == "tr":
            self.rows.setdefault(self.section, []).append([self.caption.strip()] + [cell.strip() for cell in self.cells])
            self.cells = None
        elif tag == "li":
            self.item = None

    def handle_data(self, text):
        self.whole += text
        self.sections[self.section] = self.sections.get(self.section, "") + text
        if self.tag == "caption":
            self.caption += text
        if self.cells:
            self.cells[-1] += text
        if self.item:
            self.statements[self.item] = self.statements.get(self.item, "") + text

    def row(self, section, first, caption=None):
        """The cells after the first of the row that begins so; None where there is no such row."""
        for cells in self.rows.get(section, []):
            if len(cells) > 1 and cells[1] == first and caption in (None, cells[0]):
                return cells[2:]
        return None


def lower_first(text):
    return text[0].lower() + text[1:] if len(text) > 1 and "a" <= text[1] <= "z" else text


def about(charter, page):
    partnership = charter.own["partnership"]
    for key in ("name", "abbreviation", "area", "controller", "registration"):
        if partnership.get(key, "unstated") != "unstated":
            yield f"partnership.{key}", partnership[key] in page.sections["about"]
    if partnership["controller"] == "unstated":
        yield "partnership.controller", "is not stated" in page.sections["about"]
    for aim in partnership.get("aims", []):
        yield f"aim: {aim}", aim in page.sections["about"]
    for name, agency in charter.all("agency").items():
        yield f"agency.{name}", page.row("about", agency["title"]) is not None
    yield "version", charter.own["version"] in page.sections["changes"]
    updated = operates(charter.own["updated"])
    yield "updated", ("does not state" if updated == "unstated" else str(updated.year)) in page.sections["changes"]
    yield "schedule", "title" not in charter.own.get("schedule", {}) or (
        lower_first(charter.own["schedule"]["title"]) in page.sections["how-long"])


def grounds(charter, page, purpose, table, key, column):
    """Of a purpose: each title in the one row that names it among those that share its grounds."""
    listed = purpose.get(key, "unstated")
    rows = [cells[2:] for cells in page.rows["why"] if cells[0] == "What these purposes rest on" and
            lower_first(purpose["title"]) in map(lower_first, cells[1].split("; "))]
    if len(rows) != 1 or listed in ("unstated", []):
        yield key, len(rows) == 1 and rows[0][column] in ("not stated", "–")
        return
    for code in listed:
        known = operates(code) != "unstated"  # else the notice's own words stand there, as no law has that name
        yield operates(code), (charter.one(table, operates(code))["title"] if known else code["printed"]) in rows[0][column]


def why(charter, page):
    for name, purpose in charter.all("purpose").items():
        row = page.row("why", purpose["title"], "Purposes")
        yield f"purpose.{name}", row is not None and purpose["says"] in row[0] and purpose.get("run_by", "") in row[0]
        for what, shown in itertools.chain(grounds(charter, page, purpose, "basis", "bases", 0),
                                           grounds(charter, page, purpose, "law", "laws", 1)):
            yield f"purpose.{name}, {what}", shown
    for name, refusal in charter.all("refusal").items():
        yield f"refusal.{name}", page.row("why", refusal["title"]) == [refusal["says"]]
    for name, consent in charter.all("consent").items():
        yield f"consent.{name}", consent["text"] in page.sections["consent"]


def what(charter, page):
    for key, text in charter.own.get("collection", {}).items():
        yield f"collection.{key}", text == "unstated" or text in page.sections["what"]
    marks = {"personal": "", "special": " (special category data)", "criminal": " (criminal offence data)"}
    for name, record in charter.all("record").items():
        if "subject" not in record:
            continue
        for part, content in record["part"].items():
            for field in content["fields"]:
                given = charter.one("field", field)
                first = given["label"] + marks[given.get("category", "personal")]
                yield f"record.{name}.{part}.{field}", any(
                    cells[1:3] == [first, given["why"]] for cells in page.rows["what"]
                    if cells[0].startswith(record["title"]))


def is_period(keep, words):
    if keep == "unstated":
        return "does not state" in words
    if keep == "schedule":
        return "retention schedule" in words
    units = [(keep.get(f"{unit}s", 0), unit) for unit in ("year", "month", "day")]
    rounded = keep.get("round", "none") == "none" or "financial year" in words and "31 March" in words
    return rounded and all(f"{count} {unit}{'s' if count > 1 else ''}" in words for count, unit in units if count)


def how_long(charter, page):
    ends = {"destroy": "destroyed", "anonymise": "anonym", "keep-counts": "count"}
    for name, record in charter.all("record").items():
        if "subject" not in record:
            continue
        for part, content in record["part"].items():
            keep = content.get("keep", record.get("keep"))
            row = page.row("how-long", f"{record['title']}: {lower_first(content['title'])}")
            yield f"record.{name}.{part}, keep", row is not None and is_period(keep, row[0]) and (
                isinstance(keep, str) or ends[keep["then"]] in row[1])


def who_sees(charter, page):
    for name, recipient in charter.all("recipient").items():
        row = page.row("who-sees", recipient["title"])
        purposes = [charter.one("purpose", purpose)["title"] for purpose in recipient["purposes"]]
        yield f"recipient.{name}", row is not None and row[0] == recipient["why"] and all(title in row[1] for title in purposes)
    for name, publication in charter.all("publication").items():
        row = page.row("who-sees", publication["title"])
        months = f"{publication['public_months']} months" if "public_months" in publication else "not stated"
        copies = [charter.one("recipient", copy)["title"] for copy in publication.get("copies", [])]
        yield f"publication.{name}", row is not None and months in row[1] and all(title in row[2] for title in copies) and (
            ("on request" in row[1]) == publication.get("then_on_request", False))


def safety_and_rights(charter, page):
    for key, value in charter.own.get("storage", {}).items():
        yield f"storage.{key}", ("not stated" if value == "unstated" else value) in page.sections["safety"]
    if payment := charter.own.get("payment"):
        yield "payment.who_pays", page.row("who-sees", "Who pays") == [payment["who_pays"]]
        yield "payment.recipient", page.row("who-sees", "Where") == [charter.all("recipient")[payment["recipient"]]["title"]]
    for name, right in charter.all("right").items():
        row = page.row("rights", right["title"])
        yield f"right.{name}", row is not None and row[0] == right["says"]


def clock(time):
    """ "08:30" as the notice says it: 8:30am, 5pm."""
    hour, minute = map(int, time.split(":"))
    half = "am" if hour < 12 else "pm"
    return f"{(hour - 1) % 12 + 1}{f':{minute:02}' if minute else ''}{half}"


def contacts(charter, page):
    for name, contact in charter.all("contact").items():
        row = page.row("contact", contact["title"])
        wanted = [contact.get("post", ""), contact.get("hours", ""), *map(operates, contact.get("address", []))]
        wanted += [operates(contact[key]) for key in ("telephone", "email", "website") if contact.get(key, "unstated") != "unstated"]
        wanted += [clock(opening[end]) for opening in contact.get("open", []) for end in ("from", "to")]
        yield f"contact.{name}", row is not None and all(text in row[0] for text in wanted)
    for name, link in charter.all("link").items():
        address = operates(link["address"])
        yield f"link.{name}", page.row("contact", link["title"]) == ["not stated" if address == "unstated" else address]


def promises(charter, page):
    for name, promise in charter.all("promise").items():
        yield f"promise.{name}", page.statements.get(name) == promise["says"]


def facts(charter, page):
    """(what, whether the page shows it) of every fact."""
    for part in (about, why, what, how_long, who_sees, safety_and_rights, contacts, promises):
        yield from part(charter, page)
