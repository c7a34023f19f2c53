# SPDX-License-Identifier: Apache-2.0
"""What the checks share: the files of the project, their text without comments and strings, and the
functions in it. Read by characters, not by a parser: good enough for code that clang-format laid out.
"""

import argparse
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SKIPPED = re.compile(r"^(\.git|build|build-.*|__pycache__|\.cache)$")
CODE = ("src", "machine", "monitor", "lab", "bindings", "examples", "tests")


def files(root, folders=None, suffixes=None):
    """Files below `folders` (all without), relative to `root`, sorted."""
    found = []
    for folder in [root / name for name in folders] if folders else [root]:
        if not folder.is_dir():
            continue
        for path in sorted(folder.rglob("*")):
            relative = path.relative_to(root)
            if any(SKIPPED.match(part) for part in relative.parts) or not path.is_file():
                continue
            if suffixes is None or path.suffix in suffixes:
                found.append(relative)
    return found


def code_files(root, folders=CODE):
    return files(root, folders, (".hpp", ".cpp"))


def read(path):
    return path.read_text(encoding="utf-8", errors="replace")


def is_test(path):
    """Whether a file is a test, a fuzzer, a benchmark or a helper of those."""
    return bool(re.search(r"_(self)?(test|fuzz|bench)\.cpp$", path.name)) or "testing" in path.parts


TOKENS = re.compile(
    r"//[^\n]*|/\*.*?\*/|R\"(\w*)\(.*?\)\1\"|\"(?:\\.|[^\"\\\n])*\"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'",
    re.DOTALL,
)


def bare(text):
    """The text with comments, strings and characters blanked; lines keep their numbers."""

    def blank(match):
        return re.sub(r"[^\n]", " ", match.group(0))

    return TOKENS.sub(blank, text)


CONTAINER = re.compile(r"\b(namespace|class|struct|union|enum)\b|\bextern\s*$|\bconcept\b")


def functions(text):
    """(first line, last line, body) of each outermost function body in bare text."""
    found = []
    stack = []  # True for a function's brace
    start = 0
    begin = None
    for at, character in enumerate(text):
        if character == "{":
            header = text[start:at]
            inside = any(stack)
            is_function = not inside and "(" in header and not re.search(
                r"(^|[^=!<>])=[^=>]", re.sub(r"\(.*\)|operator\S*|= *default", "", header, flags=re.DOTALL)
            ) and not CONTAINER.search(re.sub(r"\(.*|<[^<>]*>", "", header, flags=re.DOTALL))
            stack.append(is_function)
            if is_function:
                begin = at
        elif character == "}" and stack:
            if stack.pop():
                first = text.count("\n", 0, begin) + 1
                last = text.count("\n", 0, at) + 1
                found.append((first, last, text[begin : at + 1]))
        if character in "{};":
            start = at + 1
    return found


def main(check, self_test, description, options=None):
    """Runs `check(root, arguments)`, which returns findings, or the self-test; exits with 1 on findings."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--root", type=pathlib.Path, default=ROOT, help="of the tree to look at")
    parser.add_argument("--self-test", action="store_true", help="show that the check can fail")
    if options:
        options(parser)
    arguments = parser.parse_args()
    if arguments.self_test:
        self_test(arguments)
        print("self-test: finds what it must, and nothing else")
        return
    found = check(arguments.root.resolve(), arguments)
    for line in found:
        print(line)
    print(f"{len(found)} findings")
    sys.exit(1 if found else 0)


def expect(condition, what):
    if not condition:
        sys.exit(f"self-test failed: {what}")


def write(folder, name, text):
    path = pathlib.Path(folder, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
