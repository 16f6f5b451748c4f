#!/usr/bin/env python3
"""The repository check, and before it the check of the check: each rule must see a fault planted for it, and only it."""

import pathlib
import sys
import tempfile

import check

CMAKE = "concordat_folder(base)\nconcordat_folder(crypto)\nconcordat_folder(http)\nconcordat_folder(casework)\n" \
        "concordat_folder(evidence)\nadd_executable(concordat src/main.cc)\n"
CHARTER = '[partnership]\nname = "Elmet Safeguarding Children Partnership"\narea = "Elmet"\n[promise.ELM-01]\nline = 1\n'

SOUND = {
    "CMakeLists.txt": CMAKE,
    "README.md": "# A sound repository\n\n[More](docs/more.md) ![A picture](docs/picture.svg)\n",
    "docs/more.md": "[Back](../README.md)\n",
    "docs/picture.svg": "<svg/>\n",
    "charters/elmet.toml": CHARTER,
    "src/main.cc": '#include "http/http.h"\n\nint main() { return 0; }\n',
    "src/base/base.h": "#pragma once\n",
    "src/base/base_test.cc": '#include "base/base.h"\n\nTEST(Base, ELM_01) {}\n',
    "src/crypto/crypto.cc": '#include <sodium.h>\n#include "base/base.h"\n',
    "src/http/http.h": '#pragma once\n#include "base/base.h"\n',
    "src/http/http.cc": '#include <boost/beast.hpp>\n#include "http/http.h"\n',
    "src/casework/board.cc": '#include "http/http.h"\n',
}

LONG_BODY = "".join(f"  step({number});\n" for number in range(60))

# rule → the files that plant its fault: a name, and what the file then holds (or, after "+", what is added to it)
PLANTED = {
    check.a_folder_includes_only_what_is_above_it: [
        {"src/http/http.cc": '+#include "casework/board.h"\n', "src/casework/board.h": "#pragma once\n"},
        {"src/evidence/judge.cc": '#include "http/http.h"\n'},
        {"src/http/http.cc": "+#include <sodium.h>\n"},
        {"src/attic/attic.cc": '#include "base/base.h"\n', "CMakeLists.txt": "+# attic.cc\n"},
    ],
    check.heavy_headers_stay_in_source_files: [{"src/http/http.h": "+#include <nlohmann/json.hpp>\n"}],
    check.every_include_exists: [{"src/http/http.cc": '+#include "http/gone.h"\n'}],
    check.no_source_is_dead: [
        {"src/base/forgotten.h": "#pragma once\n"},
        {"src/forgotten.cc": "int unused() { return 0; }\n"},
    ],
    check.no_asset_is_dead: [{"assets/forgotten.css": "body {}\n"}],
    check.every_link_leads_somewhere: [{"docs/more.md": "+[Gone](gone.md)\n"}],
    check.every_document_is_linked: [{"docs/forgotten.md": "[Back](../README.md)\n"}],
    check.files_are_short: [{"src/base/base.h": "+" + "// a line\n" * 500}],
    check.lines_are_short: [{"src/base/base.h": "+// " + "x" * 138 + "\n"}, {"charters/elmet.toml": "+# " + "x" * 139 + "\n"}],
    check.functions_fit_a_screen: [
        {"src/http/http.cc": "+namespace x {\nclass C {\n  void long_one() {\n" + LONG_BODY + "  }\n};\n}\n"},
        {"src/http/http.cc": '+auto brace = R"({)";  // {\nint long_two(int a) {\n' + LONG_BODY + "}\n"},
        {"tests/long.py": "def long_one():\n" + LONG_BODY},
        {"docs/more.md": "+long.mjs\n", "tests/long.mjs": "export function longOne() {\n" + LONG_BODY + "}\n"},
        {"docs/more.md": "+long.mjs\n", "tests/long.mjs": "class C {\n  longTwo(a) {\n" + LONG_BODY.replace("  ", "    ") + "  }\n}\n"},
    ],
    check.no_note_to_self: [{"src/http/http.cc": "+// TO" "DO: later\n"}, {"src/http/http.cc": "+// FIX" "ME(2) later\n"}],
    check.no_program_names_a_partnership: [{"src/http/http.cc": '+const char* kArea = "ELMET";\n'}],
    check.no_machine_shows_through: [
        {"docs/more.md": "+Fetched from https://regis" "try.example.org/npm\n"},
        {"docs/more.md": "+See /ho" "me/someone/notes\n"},
    ],
    check.text_is_clean: [
        {"src/http/http.cc": "+// two spaces  \n"}, {"docs/more.md": "+no end"}, {"docs/more.md": "+return\r\n"},
        {"src/http/http.cc": "+\tint x;\n"},
    ],
    check.tests_name_promises_that_exist: [{"src/base/base_test.cc": "+TEST(Base, ELM_02_is_kept) {}\n"}],
}
# What each rule must not mistake for its fault.
HARMLESS = [
    {"docs/more.md": "+| " + "x" * 139 + " |\n"},
    {"src/http/http.cc": "+// TO" "DO (#12): later\n"},
    {"src/base/base_test.cc": '+const char* kCharter = "elmet";\n'},
    {"src/http/http.cc": "+namespace x {\n" + "void short_one() {\n  step();\n}\n" * 30 + "}\n"},
    {"src/http/http.cc": "+const char kTable[] = {\n" + LONG_BODY.replace(";", ",").replace("step", "") + "};\n"},
]


def faulty_rules(files):
    """The rules that find something in a repository with these files."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            path = pathlib.Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode())
        tree = check.Tree(folder)
        return [rule for rule in check.RULES if rule(tree)]


def with_planted(plant):
    files = dict(SOUND)
    for name, content in plant.items():
        files[name] = files.get(name, "") + content[1:] if content.startswith("+") else content
    return files


def say(name, wrong):
    print(f"not ok {name}: {wrong}" if wrong else f"ok {name}")
    return not wrong


def names(rules):
    return ", ".join(check.title(rule) for rule in rules) or "nothing"


def check_the_check():
    good = []
    for plant in [{}, *HARMLESS]:
        found = faulty_rules(with_planted(plant))
        good.append(say(f"no rule mistakes {' and '.join(plant) or 'a sound repository'}", names(found) if found else ""))
    for rule in check.RULES:
        wrong = [f"{'/'.join(plant)} is seen by {names(found)}" for plant in PLANTED.get(rule, [{}])
                 if (found := faulty_rules(with_planted(plant))) != [rule]]
        good.append(say(f"a planted fault is seen by: {check.title(rule)}", "; ".join(wrong)))
    return all(good)


if __name__ == "__main__":
    sound = check_the_check()
    sys.exit(0 if check.check(check.Tree(pathlib.Path(__file__).parents[2])) and sound else 1)
