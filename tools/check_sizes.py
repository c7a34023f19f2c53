#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Files have at most 400 lines, functions 70, lines 100 columns; the first lines carry the licence."""

import re
import tempfile

import sources

FILE_LINES = 400
FUNCTION_LINES = 70
COLUMNS = 100
LICENCE = "SPDX-License-Identifier: Apache-2.0"
LICENSED = {".hpp", ".cpp", ".S", ".ld", ".py", ".cmake", ".dts", ".toml", ".sh"}
NOT_LICENSED = re.compile(r"^(tests/corpus|LICENSE|.*testdata/.*\.toml)")


def check(root, _arguments):
    found = []
    for path in sources.code_files(root):
        text = sources.read(root / path)
        lines = text.splitlines()
        if len(lines) > FILE_LINES:
            found.append(f"{path}: {len(lines)} lines, at most {FILE_LINES}")
        for number, line in enumerate(lines, 1):
            if len(line) > COLUMNS:
                found.append(f"{path}:{number}: {len(line)} columns, at most {COLUMNS}")
        for first, last, _ in sources.functions(sources.bare(text)):
            if last - first + 1 > FUNCTION_LINES:
                found.append(f"{path}:{first}: function of {last - first + 1} lines, at most {FUNCTION_LINES}")
    for path in sources.files(root):
        if NOT_LICENSED.match(str(path)):
            continue
        if path.suffix in LICENSED or path.name in ("CMakeLists.txt", "run", "test"):
            if LICENCE not in "\n".join(sources.read(root / path).splitlines()[:4]):
                found.append(f"{path}: no SPDX line")
    return found


def self_test(_arguments):
    licence = f"// {LICENCE}\n"
    with tempfile.TemporaryDirectory() as folder:
        root = sources.pathlib.Path(folder)
        body = "  int a;\n" * 68
        good = f"{licence}namespace n {{\nstruct S {{\n  int f() const {{\n{body}  }}\n}};\n}}\n"
        sources.write(root, "src/a/a.cpp", good)
        sources.expect(not check(root, None), "a function of 70 lines passes: " + str(check(root, None)))
        sources.write(root, "src/a/a.cpp", good.replace("int a;", "int a;\n", 1))
        sources.expect("function of 71" in " ".join(check(root, None)), "a function of 71 lines")
        sources.write(root, "src/a/a.cpp", licence + "\n" * 400)
        sources.expect("401 lines" in " ".join(check(root, None)), "a file of 401 lines")
        sources.write(root, "src/a/a.cpp", licence + "x" * 101)
        sources.expect("101 columns" in " ".join(check(root, None)), "a line of 101 columns")
        sources.write(root, "src/a/a.cpp", "\n")
        sources.expect("SPDX" in " ".join(check(root, None)), "no licence")


if __name__ == "__main__":
    sources.main(check, self_test, __doc__)
