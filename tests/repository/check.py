#!/usr/bin/env python3
"""
Checks the repository itself: tests/repository/check.py [ROOT]

Each rule is a function from a Tree to a list of faults, each a sentence with its place. tests/repository/run.py runs them
all, after planting a fault for each rule and seeing it found.
"""

import ast
import functools
import os
import pathlib
import re
import sys
import tomllib

LEFT_OUT = {".git", "build", "node_modules", "demo-data", "__pycache__"}
PROGRAM = (".cc", ".h", ".py", ".mjs", ".js", ".css", ".cmake", ".sh")
PROSE = (".md", ".toml", ".txt")
MOST_LINES, MOST_COLUMNS, MOST_FUNCTION_LINES = 500, 140, 60

# A library that one folder wraps for all others; and headers so heavy that they stay in .cc files.
WRAPPED = {"sodium.h": {"crypto"}, "sqlite3.h": {"store", "evidence"}, "curl/curl.h": {"mail", "exchange", "payment"},
           "liboath/oath.h": {"crypto"}, "qrencode.h": {"html"}, "seccomp.h": {"worker"}, "gmime/gmime.h": {"intake"}}
HEAVY = ("boost/", "toml++/", "toml.hpp", "nlohmann/")
# What attestation may share with what it judges: nothing but these.
EVIDENCE_MAY_INCLUDE = {"evidence", "base", "crypto"}


class Tree:
    """The files of a checkout, without what builds and package managers make."""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.files = []
        for folder, folders, names in os.walk(self.root):
            folders[:] = sorted(set(folders) - LEFT_OUT)
            self.files += [(pathlib.Path(folder) / name).relative_to(self.root) for name in sorted(names)]

    def named(self, *endings, under=""):
        return [file for file in self.files if file.name.endswith(endings) and str(file).startswith(under)]

    @functools.cache
    def text(self, file):
        try:
            return (self.root / file).read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            return ""

    def lines(self, file):
        return self.text(file).splitlines()

    @functools.cache
    def programs(self):
        """Programs and scripts: by their ending, or by their first line."""
        return [file for file in self.files if file.name.endswith(PROGRAM) or file.name == "CMakeLists.txt"
                or (not file.suffix and self.text(file).startswith("#!"))]

    @functools.cache
    def folder_order(self):
        """The folders of src/ from the ground up, as CMakeLists.txt lists them."""
        return re.findall(r"^concordat_folder\((\w+)", self.text(pathlib.Path("CMakeLists.txt")), re.MULTILINE)

    @functools.cache
    def charters(self):
        parsed = {}
        for file in self.named(".toml", under="charters/"):
            try:
                parsed[file] = tomllib.loads(self.text(file))
            except tomllib.TOMLDecodeError:
                parsed[file] = {}
        return parsed


def includes(tree, file):
    """(line number, path as included, whether in quotation marks)"""
    for number, line in enumerate(tree.lines(file), 1):
        match = re.match(r'\s*#\s*include\s+(["<])([^">]+)[">]', line)
        if match:
            yield number, match[2], match[1] == '"'


def a_folder_includes_only_what_is_above_it(tree):
    faults = []
    order = tree.folder_order()
    for file in tree.named(".cc", ".h", under="src/"):
        if len(file.parts) < 3:
            continue  # src/main.cc wires everything
        folder = file.parts[1]
        if folder not in order:
            faults.append(f"{file}: folder src/{folder} is not in CMakeLists.txt")
            continue
        allowed = set(order[: order.index(folder) + 1])
        if folder == "evidence":
            allowed = EVIDENCE_MAY_INCLUDE
        for number, path, ours in includes(tree, file):
            if ours and path.split("/")[0] not in allowed:
                faults.append(f"{file}:{number}: {folder} may not include {path}")
            if not ours and folder not in WRAPPED.get(path, {folder}):
                faults.append(f"{file}:{number}: only {' and '.join(sorted(WRAPPED[path]))} may include {path}")
    return faults


def heavy_headers_stay_in_source_files(tree):
    return [f"{file}:{number}: {path} belongs in a .cc file, behind an interface of ours"
            for file in tree.named(".h") for number, path, _ in includes(tree, file) if path.startswith(HEAVY)]


def every_include_exists(tree):
    faults = []
    for file in tree.named(".cc", ".h"):
        for number, path, ours in includes(tree, file):
            if ours and not any((tree.root / place / path).is_file() for place in ("src", "tests", file.parent)):
                faults.append(f"{file}:{number}: there is no {path}")
    return faults


def no_source_is_dead(tree):
    included = {path for file in tree.named(".cc", ".h") for _, path, ours in includes(tree, file) if ours}
    in_cmake = " ".join(tree.text(file) for file in tree.named("CMakeLists.txt", ".cmake"))
    faults = []
    for file in tree.named(".h"):
        if not any(str(file).endswith("/" + path) or str(file) == path for path in included):
            faults.append(f"{file}: nothing includes it")
    for file in tree.named(".cc"):
        globbed = (file.parts[0] == "src" and len(file.parts) > 2 and file.parts[1] in tree.folder_order()
                   or file.parts[0] == "tests" and len(file.parts) > 2 or file.parts[0] == "fuzz")
        if not globbed and file.name not in in_cmake:
            faults.append(f"{file}: nothing builds it")
    return faults


def no_asset_is_dead(tree):
    """A style sheet, script, picture or template that no other file names."""
    assets = tree.named(".css", ".js", ".mjs", ".svg", ".png", ".jpg", ".ico", ".woff2", ".html")
    words = {file: tree.text(file) for file in tree.files}
    faults = []
    for file in assets:
        if file.parent.name == "stories" or re.fullmatch(r"run\.mjs", file.name):
            continue  # tests/browser/run.mjs runs every story; tests/run.py every run.mjs
        if not any(file.name in text for other, text in words.items() if other != file):
            faults.append(f"{file}: no other file names it")
    return faults


def links(tree, file):
    """(line number, target) of the relative links and pictures of a Markdown file."""
    for number, line in enumerate(tree.lines(file), 1):
        for target in re.findall(r"\]\(([^)\s]+)\)", line) + re.findall(r'(?:src|href)="([^"]+)"', line):
            if not re.match(r"[a-z]+:|#", target):
                yield number, target.split("#")[0]


def target_of(tree, file, target):
    return pathlib.Path(os.path.normpath(file.parent / target))


def every_link_leads_somewhere(tree):
    return [f"{file}:{number}: there is no {target}" for file in tree.named(".md") for number, target in links(tree, file)
            if not (tree.root / target_of(tree, file, target)).exists()]


def every_document_is_linked(tree):
    """From README.md, over any number of links."""
    reached, waiting = set(), [pathlib.Path("README.md")]
    while waiting:
        file = waiting.pop()
        if file in reached or file not in tree.files:
            continue
        reached.add(file)
        waiting += [target_of(tree, file, target) for _, target in links(tree, file) if target.endswith(".md")]
    return [f"{file}: no document that README.md leads to links it" for file in tree.named(".md") if file not in reached]


def files_are_short(tree):
    return [f"{file}: {count} lines, more than {MOST_LINES}" for file in {*tree.programs(), *tree.named(".md")}
            if (count := len(tree.lines(file))) > MOST_LINES]


def lines_are_short(tree):
    return [f"{file}:{number}: {len(line)} columns, more than {MOST_COLUMNS}"
            for file in {*tree.programs(), *tree.named(*PROSE)} for number, line in enumerate(tree.lines(file), 1)
            if len(line) > MOST_COLUMNS and not (file.suffix == ".md" and line.startswith("|"))]  # a table's row cannot be broken


CPP_TOKEN = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(?P<mark>[^()\s\\]{0,16})\(.*?\)(?P=mark)"|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9a-zA-Z])'(?:\\.|[^'\\\n])+'|^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.DOTALL | re.MULTILINE)


def cpp_functions(text):
    """(name, first line, last line) of each function body, found by its braces; lambdas count with what holds them."""
    blank = CPP_TOKEN.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    open_braces = []  # (is a function, line of its head, head)
    head, inside = 0, 0
    for position, sign in enumerate(blank):
        if sign == "{":
            before = blank[head:position].strip()
            is_scope = re.search(r"\b(namespace|class|struct|union|enum|extern)\b[^()]*$", before)
            is_function = not is_scope and ")" in before and not inside
            start = position - len(blank[head:position].lstrip())
            open_braces.append((is_function, blank.count("\n", 0, start) + 1, before))
            inside += is_function
            head = position + 1
        elif sign == "}" and open_braces:
            is_function, first, before = open_braces.pop()
            if is_function:
                inside -= 1
                yield " ".join(before.split("(")[0].split()[-1:]), first, blank.count("\n", 0, position) + 1
            head = position + 1
        elif sign == ";":
            head = position + 1


def python_functions(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.name, node.lineno, node.end_lineno


def javascript_functions(text):
    """Functions that begin in the first column, methods in the third: the brace that ends them stands there too."""
    for indent, head in (("", r"(?:export )?(?:default )?(?:async )?(?:function\*? |const )(\w+).*\{$"),
                         ("  ", r"  (?:static )?(?:async )?(\w+)\(.*\{$")):
        start = name = None
        for number, line in enumerate(text.splitlines(), 1):
            match = re.match(head, line)
            if match:
                start, name = number, match[1]
            elif start and line.startswith(indent + "}"):
                yield name, start, number
                start = None


def functions_fit_a_screen(tree):
    finders = {".cc": cpp_functions, ".h": cpp_functions, ".py": python_functions, ".mjs": javascript_functions,
               ".js": javascript_functions}
    faults = []
    for file in tree.named(*finders):
        for name, first, last in finders[file.suffix](tree.text(file)):
            if last - first + 1 > MOST_FUNCTION_LINES:
                faults.append(f"{file}:{first}: {name} has {last - first + 1} lines, more than {MOST_FUNCTION_LINES}")
    return faults


def no_note_to_self(tree):
    note = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b(?!\s*\(#\d+\))")
    return [f"{file}:{number}: do it, or open an issue and name it as in (#12)" for file in tree.programs()
            for number, line in enumerate(tree.lines(file), 1) if note.search(line)]


def partnership_names(tree):
    names = set()
    for file, charter in tree.charters().items():
        about = charter.get("partnership", {})
        if about:
            names |= {file.stem, *(about[key] for key in ("name", "abbreviation", "area") if isinstance(about.get(key), str))}
    return names


def no_program_names_a_partnership(tree):
    """What holds for one partnership only is in its charter. Tests may name the charter that they try."""
    names = partnership_names(tree)
    if not names:
        return []
    any_name = re.compile(r"\b(" + "|".join(re.escape(name) for name in sorted(names)) + r")\b", re.IGNORECASE)
    return [f"{file}:{number}: {match[0]} belongs in its charter" for file in tree.named(".cc", ".h", under="src/")
            if not file.name.endswith("_test.cc") for number, line in enumerate(tree.lines(file), 1)
            if (match := any_name.search(line))]


def no_machine_shows_through(tree):
    """Hosts of package registries and paths that exist on one machine only."""
    pattern = re.compile(r"https?://[\w.-]*\bregistry\b|registry\.npm" r"js|deb\.debian\." r"org|/snapshot\.debian\." r"org"
                         r"|(?<![\w./$}])/(?:home|work|Users|root|mnt)/\w")
    return [f"{file}:{number}: {match[0]}" for file in tree.files for number, line in enumerate(tree.lines(file), 1)
            if (match := pattern.search(line))]


def text_is_clean(tree):
    faults = []
    for file in {*tree.programs(), *tree.named(*PROSE), *tree.named(".json", ".svg")}:
        text = (tree.root / file).read_bytes()
        try:
            text.decode("utf-8")
        except UnicodeDecodeError as error:
            faults.append(f"{file}: not UTF-8 at byte {error.start}")
        if b"\r" in text:
            faults.append(f"{file}: has a carriage return")
        if text and not text.endswith(b"\n"):
            faults.append(f"{file}: the last line is not ended")
        faults += [f"{file}:{number}: white space at the end" for number, line in enumerate(text.split(b"\n"), 1)
                   if line != line.rstrip()]
        if file.suffix in (".cc", ".h", ".py", ".mjs", ".js", ".css") and b"\t" in text:
            faults.append(f"{file}: has a tab")
    return faults


def tests_name_promises_that_exist(tree):
    """POR_10 in a test's name is the promise POR-10 of a charter."""
    promises = {promise for charter in tree.charters().values() for promise in charter.get("promise", {})}
    prefixes = {promise.split("-")[0] for promise in promises}
    faults = []
    for file in tree.named("_test.cc"):
        for number, line in enumerate(tree.lines(file), 1):
            match = re.match(r"TEST(?:_[FP])?\((\w+), *(\w+)", line)
            for prefix, digits in re.findall(r"(?<![A-Za-z0-9])([A-Z]{3})_?(\d\d)(?![A-Za-z0-9])", match[2]) if match else []:
                if prefix in prefixes and f"{prefix}-{digits}" not in promises:
                    faults.append(f"{file}:{number}: no charter has a promise {prefix}-{digits}")
    return faults


RULES = [
    a_folder_includes_only_what_is_above_it, heavy_headers_stay_in_source_files, every_include_exists, no_source_is_dead,
    no_asset_is_dead, every_link_leads_somewhere, every_document_is_linked, files_are_short, lines_are_short,
    functions_fit_a_screen, no_note_to_self, no_program_names_a_partnership, no_machine_shows_through, text_is_clean,
    tests_name_promises_that_exist,
]


def title(rule):
    return rule.__name__.replace("_", " ")


def check(tree):
    """Prints each rule's outcome. Returns whether all hold."""
    good = True
    for rule in RULES:
        faults = sorted(rule(tree))
        good = good and not faults
        print(f"not ok {title(rule)}: {len(faults)} faults" if faults else f"ok {title(rule)}")
        for fault in faults:
            print(f"  {fault}")
    return good


if __name__ == "__main__":
    sys.exit(0 if check(Tree(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2])) else 1)
