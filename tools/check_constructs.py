#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the freestanding layers must not use (heap, exceptions, RTTI, function-local statics, most of
the standard library), and the two things that no code here has: conditional compilation and macros.
"""

import re
import tempfile

import sources

LAYERS = ("base", "trace", "reg", "spec", "port", "pgtable", "power", "irq", "driver", "client", "model")
HEADERS = set(
    "algorithm array bit compare concepts cstddef cstdint expected initializer_list iterator limits "
    "numeric optional span string_view tuple type_traits utility variant version".split()
)
BANNED = [
    (r"\bnew\b", "allocates"),
    (r"\bdelete\b(?!\s*[;,])", "frees"),
    (r"\bthrow\b|\btry\b|\bcatch\b", "exceptions"),
    (r"\bdynamic_cast\b|\btypeid\b", "RTTI"),
    (r"\bstd::(?:string|vector|function|map|set|unique_ptr|shared_ptr|atomic|mutex|thread)\b", "not freestanding"),
    (r"\bthread_local\b", "thread-local storage"),
    (r"\b(?:float|double)\b", "floating point: only general registers"),
]
LOCAL_STATIC = re.compile(r"\bstatic\b(?!\s+constexpr)(?!\s+_)")
# The places that may ask the compiler, or define a macro; docs/style.md names the macros.
MAY_ASK = {"src/base/thread_safety.hpp"}
DEFINE = re.compile(r"^\s*#\s*define\s+(?!FL_)(\w+)", re.MULTILINE)
CONDITION = re.compile(r"^\s*#\s*(?:if|ifdef|ifndef|elif)\b", re.MULTILINE)


def line_of(text, at):
    return text.count("\n", 0, at) + 1


def check_freestanding(path, text):
    for match in re.finditer(r"^\s*#\s*include\s+<([a-z_0-9.]+)>", text, re.MULTILINE):
        if match.group(1) not in HEADERS:
            yield line_of(text, match.start(1)), f"<{match.group(1)}> is not for freestanding layers"
    code = sources.bare(text)
    for pattern, reason in BANNED:
        for match in re.finditer(pattern, code):
            if match.group(0) == "delete" and re.search(r"=\s*$", code[: match.start()]):
                continue
            yield line_of(code, match.start()), f"{match.group(0)}: {reason}"
    for first, _, body in sources.functions(code):
        for match in LOCAL_STATIC.finditer(body):
            yield first + line_of(body, match.start()) - 1, "static variable of a function"


def check(root, _arguments):
    found = []
    for path in sources.code_files(root, ("src", "machine")):
        text = sources.read(root / path)
        if path.parts[1] in LAYERS and not sources.is_test(path) and not path.name.endswith("_hosted.cpp"):
            found += [f"{path}:{line}: {what}" for line, what in check_freestanding(path, text)]
        if str(path) in MAY_ASK:
            continue
        for pattern, what in ((DEFINE, "a macro"), (CONDITION, "conditional compilation: let CMake pick a file")):
            found += [f"{path}:{line_of(text, m.start())}: {what}" for m in pattern.finditer(text)]
    return found


def self_test(_arguments):
    with tempfile.TemporaryDirectory() as folder:
        root = sources.pathlib.Path(folder)
        clean = "#include <span>\n// new\nstruct A {\n  A(const A&) = delete;\n  static int f();\n};\nint f() {\n  return 1;\n}\n"
        sources.write(root, "src/driver/a.cpp", clean)
        sources.expect(not check(root, None), "clean code: " + str(check(root, None)))
        for line, words in (
            ("#include <string>", "<string> is not"),
            ("int* f() { return new int; }", "allocates"),
            ("int f() { throw 1; }", "exceptions"),
            ("int f() {\n  static int calls;\n  return calls;\n}", "static variable"),
            ("double half;", "floating"),
            ("#if FAST\n#endif", "conditional"),
            ("#define MAX 3", "macro"),
        ):
            sources.write(root, "src/driver/a.cpp", clean + line + "\n")
            sources.expect(words in " ".join(check(root, None)), line)
        sources.write(root, "src/driver/a.cpp", "")
        sources.write(root, "src/sim/a.cpp", "#include <string>\nint* f() { return new int; }\n")
        sources.expect(not check(root, None), "a hosted layer may")


if __name__ == "__main__":
    sources.main(check, self_test, __doc__)
