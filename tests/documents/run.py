#!/usr/bin/env python3
"""
The notice on paper, read by other programs than the one that wrote it: poppler, qpdf, and a judge of the structure that
asks what PDF/UA asks and a program can see. For every charter, for grown-ups and for children, against the document model
of `notice --format json`. Each kind of fault is planted first and must be found.
"""

import base64
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("CONCORDAT", str(ROOT / "build/release/concordat"))
AUDIENCES = ["public", "children"]
WIDTH, HEIGHT, MARGIN = 595, 842, 56  # A4, in points
CONTAINERS = {"Document": {"H1", "P", "Sect"}, "Sect": {"H2", "P", "L", "Table", "TOC"}, "L": {"LI"}, "LI": {"Lbl", "LBody"},
              "Table": {"Caption", "THead", "TBody"}, "THead": {"TR"}, "TBody": {"TR"}, "TR": {"TH", "TD"}, "TOC": {"TOCI"},
              "TOCI": {"Reference"}, "Reference": {"Link"}}
LEAVES = {"H1", "H2", "P", "Lbl", "LBody", "Caption", "TH", "TD"}  # text, and links within it


def command(*words):
    return subprocess.run(words, capture_output=True, check=True, cwd=ROOT).stdout


def plain(text):
    """Without any white space: where lines are broken is the page's affair."""
    return re.sub(r"\s+", "", text)


class Pdf:
    """A file as qpdf tells of it."""

    def __init__(self, objects):
        self.objects = objects
        self.root = self.get(self.get("trailer")["/Root"])

    @classmethod
    def read(cls, file):
        dump = json.loads(command("qpdf", "--json=2", "--json-key=qpdf", "--json-stream-data=inline", "--decode-level=generalized", file))
        return cls(dump["qpdf"][1])

    def get(self, name):
        """What a reference leads to; anything else as it is."""
        if isinstance(name, str) and re.fullmatch(r"\d+ \d+ R", name):
            name = "obj:" + name
        elif name != "trailer":
            return name
        found = self.objects[name]
        return found["value"] if "value" in found else found["stream"]["dict"] if "stream" in found else None

    def bytes_of(self, name):
        return base64.b64decode(self.objects["obj:" + name]["stream"]["data"])

    def pages(self, node=None):
        node = node or self.root["/Pages"]
        kids = self.get(node).get("/Kids")
        return [node] if kids is None else [page for kid in kids for page in self.pages(kid)]

    def elements(self, node=None, parent=None):
        """(type, reference, element, type of its parent), each element before what is in it."""
        node = node or self.get(self.get(self.root["/StructTreeRoot"])["/K"])[0]
        element = self.get(node)
        kind = element["/S"][1:]
        yield kind, node, element, parent
        for kid in self.get(element.get("/K", [])):
            if isinstance(kid, str) and self.get(kid).get("/S"):
                yield from self.elements(kid, kind)


def marks_of(content):
    """The numbers of the marks of a page in their order, and how often something is drawn outside of any."""
    numbers, open_marks, outside = [], 0, 0
    operators = rb"/Artifact BMC|/\w+ ?<< ?/MCID (\d+) ?>> ?BDC|(BDC|BMC)|(\bEMC\b)|(\b(?:TJ|Tj|f|S|B|Do)\b)"
    for line in re.findall(operators, strings_out(content)):
        number, other, end, draws = line
        if end:
            open_marks -= 1
        elif draws:
            outside += open_marks == 0
        else:
            open_marks += 1
            if number:
                numbers.append(int(number))
            elif other:
                outside += 1  # a mark of another kind than ours
    return numbers, outside + abs(open_marks)


def strings_out(content):
    return re.sub(rb"<[0-9A-Fa-f\s]*>|\((?:\\.|[^\\()])*\)", b"()", content)


def faults_of_catalogue(pdf, title):
    info = pdf.get(pdf.get("trailer")["/Info"])
    metadata = pdf.bytes_of(pdf.root["/Metadata"]).decode()
    wanted = {"it is tagged": pdf.root.get("/MarkInfo") == {"/Marked": True},
              "the language is British English": pdf.root.get("/Lang") in ("u:en-GB", "b:656e2d4742"),
              "the title is shown": pdf.root.get("/ViewerPreferences", {}).get("/DisplayDocTitle") is True,
              "the title is the notice's": title in info.get("/Title", ""),
              "the description has the title": title.replace("&", "&amp;") in metadata,
              "the tab key goes by the structure": all(pdf.get(page).get("/Tabs") == "/S" for page in pdf.pages())}
    return [f"not so: {what}" for what, is_so in wanted.items() if not is_so]


def faults_of_structure(pdf):
    faults, levels = [], []
    for kind, _, element, parent in pdf.elements():
        if parent in CONTAINERS and kind not in CONTAINERS[parent]:
            faults.append(f"{kind} stands in {parent}")
        elif parent in LEAVES and kind != "Link":
            faults.append(f"{kind} stands in {parent}, which holds text")
        elif kind not in CONTAINERS and kind not in LEAVES | {"Link"}:
            faults.append(f"nobody knows what {kind} is")
        if kind == "TH" and pdf.get(element.get("/A", {})).get("/Scope") not in ("/Column", "/Row"):
            faults.append("a heading of a table does not say whether it is of a row or of a column")
        if re.fullmatch(r"H\d", kind):
            levels.append(int(kind[1]))
    if levels[:1] != [1] or any(after > before + 1 for before, after in zip(levels, levels[1:])) or levels.count(1) != 1:
        faults.append(f"the headings are of the levels {levels}")
    return faults


def faults_of_marks(pdf):
    """Each mark belongs to one element, which the parent tree gives back; what belongs to none is an artifact."""
    faults, owners = [], {}
    for _, name, element, _ in pdf.elements():
        for kid in pdf.get(element.get("/K", [])):
            if isinstance(kid, int):
                owners[element["/Pg"], kid] = name
            elif isinstance(kid, dict) and kid.get("/Type") == "/MCR":
                owners[kid["/Pg"], kid["/MCID"]] = name
    numbers = pdf.get(pdf.get(pdf.root["/StructTreeRoot"])["/ParentTree"])["/Nums"]
    parents = dict(zip(numbers[::2], numbers[1::2]))
    for page in pdf.pages():
        marks, outside = marks_of(pdf.bytes_of(pdf.get(page)["/Contents"]))
        if outside:
            faults.append("something is drawn that is neither content nor artifact")
        given_back = pdf.get(parents[pdf.get(page)["/StructParents"]])
        for number in marks:
            if (page, number) not in owners or given_back[number] != owners[page, number]:
                faults.append(f"mark {number} has no element, or another one")
        if {number for owner, number in owners if owner == page} != set(marks):
            faults.append("an element names a mark that is not drawn")
    return faults


def faults_of_links(pdf):
    faults, inside = [], set()
    for kind, _, element, _ in pdf.elements():
        if kind == "Link":
            inside |= {kid["/Obj"] for kid in pdf.get(element["/K"]) if isinstance(kid, dict) and kid.get("/Type") == "/OBJR"}
    drawn = {link for page in pdf.pages() for link in pdf.get(pdf.get(page).get("/Annots", []))}
    if drawn != inside:
        faults.append("a link on a page is not in the structure, or the other way round")
    for link in drawn:
        if not pdf.get(link).get("/Contents") or not (pdf.get(link).get("/Dest") or pdf.get(link).get("/A")):
            faults.append("a link does not say where it leads")
    return faults


def faults_of_fonts(file):
    lines = command("pdffonts", file).decode().splitlines()[2:]
    return [f"a font is not embedded, or its letters cannot be read: {line}" for line in lines if line.split()[-5:-2] != ["yes"] * 3]


def cells_in_order(notice):
    """Every text of the model, in reading order, with the element that must hold it."""
    yield "H1", notice["title"]
    for section in notice["sections"]:
        yield "H2", section["title"]
        yield from (("P", text) for text in [section["opening"], *section["paragraphs"]] if text)
        for table in section["tables"]:
            yield "Caption", table["caption"]
            yield from (("TH", text) for text in table["head"])
            yield from (("TH" if column == 0 else "TD", text) for row in table["rows"] for column, text in enumerate(row))
        yield from (("LBody", f"{statement['text']} ({statement['anchor']})") for statement in section["statements"])


def texts_of(file):
    """(element, its whole text) as poppler reads the structure."""
    found, stack = [], []
    for line in command("pdfinfo", "-struct-text", file).decode().splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        if text := re.fullmatch(r'\s*"(.*)"', line):
            for level, place in stack:
                if level < depth:
                    found[place][1] += text[1]
        elif kind := re.match(r"\s*(\w+)", line):
            stack = [one for one in stack if one[0] < depth] + [(depth, len(found))]
            found.append([kind[1], ""])
    return [(kind, plain(text)) for kind, text in found]


def faults_of_words(notice, texts, pages):
    faults, at = [], 0
    for kind, words in cells_in_order(notice):
        wanted = (kind, plain(words))
        if wanted in texts[at:]:
            at = texts.index(wanted, at) + 1
        else:
            faults.append(f"not in the structure, or not in order: {kind} {words}")
    whole = plain(pages)
    faults += [f"no page says: {words}" for kind, words in cells_in_order(notice)
               if kind in ("H1", "H2", "LBody") and plain(words) not in whole]
    if "\ufffd" in pages or "\u25a1" in pages:
        faults.append("a letter is missing")
    return faults


def faults_of_pages(pages):
    sheets = pages.rstrip("\f").split("\f")
    return [f"page {number} does not say its number" for number, sheet in enumerate(sheets, 1)
            if f"Page {number} of {len(sheets)}" not in sheet]


def faults_of_margins(boxes):
    """Every word stands between the margins, and above the lower edge."""
    faults = []
    box = r'<word xMin="([\d.-]+)" yMin="[\d.-]+" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>'
    for left, right, bottom, word in re.findall(box, boxes):
        if float(left) < MARGIN - 1 or float(right) > WIDTH - MARGIN + 1 or float(bottom) > HEIGHT - MARGIN / 2:
            faults.append(f"in the margin: {word}")
    return faults


def make(charter, form, audience):
    return command(PROGRAM, "notice", str(charter), "--format", form, "--audience", audience)


def judge_file(file, title):
    """What is asked of every document, whatever it says."""
    pdf, pages = Pdf.read(file), command("pdftotext", "-layout", file, "-").decode()
    faults = []
    if b"No syntax or stream encoding errors" not in command("qpdf", "--check", file):
        faults.append("qpdf finds fault with it")
    faults += faults_of_catalogue(pdf, title) + faults_of_structure(pdf) + faults_of_marks(pdf) + faults_of_links(pdf)
    return faults + faults_of_fonts(file) + faults_of_pages(pages) + faults_of_margins(command("pdftotext", "-bbox", file, "-").decode())


def judge(charter, audience, folder):
    file = str(pathlib.Path(folder) / f"{charter.stem}-{audience}.pdf")
    made = make(charter, "pdf", audience)
    pathlib.Path(file).write_bytes(made)
    notice = json.loads(make(charter, "json", audience))
    faults = [] if make(charter, "pdf", audience) == made else ["made twice, it differs"]
    faults += judge_file(file, notice["title"])
    faults += faults_of_words(notice, texts_of(file), command("pdftotext", file, "-").decode())
    return faults


def report(name, faults):
    print(f"ok {name}" if not faults else f"not ok {name}: {len(faults)} faults")
    for fault in faults[:20]:
        print(f"  {fault}")
    return not faults


def planted(charter, folder):
    """A sound document, hurt in one way at a time."""
    file = str(pathlib.Path(folder) / "sound.pdf")
    pathlib.Path(file).write_bytes(make(charter, "pdf", "public"))
    notice, texts = json.loads(make(charter, "json", "public")), texts_of(file)
    pages = command("pdftotext", file, "-").decode()

    def hurt(how, judge_of):
        pdf = Pdf.read(file)
        how(pdf)
        return judge_of(pdf)

    def first(pdf, kind):
        return next(element for each, _, element, _ in pdf.elements() if each == kind)

    def with_content(pdf, more):
        stream = pdf.objects["obj:" + pdf.get(pdf.pages()[0])["/Contents"]]["stream"]
        stream["data"] = base64.b64encode(base64.b64decode(stream["data"]) + more).decode()

    def title(pdf):
        return faults_of_catalogue(pdf, notice["title"])

    missed = {
        "no language": hurt(lambda pdf: pdf.root.pop("/Lang"), title),
        "another title": hurt(lambda pdf: pdf.get(pdf.get("trailer")["/Info"]).update({"/Title": "u:Untitled"}), title),
        "a heading without scope": hurt(lambda pdf: first(pdf, "TH").pop("/A"), faults_of_structure),
        "a level left out": hurt(lambda pdf: first(pdf, "H2").update({"/S": "/H3"}), faults_of_structure),
        "a row outside a table": hurt(lambda pdf: first(pdf, "LI").update({"/S": "/TR"}), faults_of_structure),
        "content without a mark": hurt(lambda pdf: with_content(pdf, b"\nBT (x) Tj ET"), faults_of_marks),
        "a mark without element": hurt(lambda pdf: first(pdf, "H1").update({"/K": []}), faults_of_marks),
        "a link outside": hurt(lambda pdf: first(pdf, "Link").update({"/K": []}), faults_of_links),
        "a sentence left out": faults_of_words(notice, texts[:-9], pages),
        "another order": faults_of_words(notice, texts[::-1], pages),
        "a missing letter": faults_of_words(notice, texts, pages + "\ufffd"),
        "a word cut off": faults_of_margins('<word xMin="500" yMin="9" xMax="560.5" yMax="20">site</word>'),
        "no page number": faults_of_pages("one\fPage 2 of 2\f"),
    }
    return [f"not found: {what}" for what, faults in missed.items() if not faults]


def main():
    if sys.argv[1:2] == ["--judge"]:  # one document that another test made: --judge FILE TITLE
        return 0 if report(sys.argv[3], judge_file(sys.argv[2], sys.argv[3])) else 1
    charters = [file for file in sorted((ROOT / "charters").glob("*.toml")) if "[partnership]" in file.read_text(encoding="utf-8")]
    with tempfile.TemporaryDirectory() as folder:
        passed = [report("planted faults are found", planted(charters[0], folder))]
        passed += [report(f"{charter.stem}, for {audience}", judge(charter, audience, folder))
                   for charter in charters for audience in AUDIENCES]
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
