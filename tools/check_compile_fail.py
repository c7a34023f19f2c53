#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Each tests/compile_fail/x.cpp compiles, and with FAULTLINE_MUST_NOT_COMPILE defined it does not: the
compiler then says the words after `// expect:`."""

import concurrent.futures
import os
import re
import subprocess
import tempfile

import sources


def compile_file(root, path, arguments, *more):
    """Whether it compiled, and what the compiler said."""
    done = subprocess.run(
        [arguments.compiler, "-std=c++23", "-fsyntax-only", "-Isrc", "-Imachine/host/backend", *more, str(path)],
        cwd=root,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        env={**os.environ, "LC_ALL": "C"},
    )
    return done.returncode == 0, done.stdout


def check_case(root, path, arguments):
    words = re.search(r"^// expect: (.+)$", sources.read(root / path), re.MULTILINE)
    if not words:
        return f"{path}: no line `// expect: words of the compiler`"
    compiles, output = compile_file(root, path, arguments)
    if not compiles:
        return f"{path}: the form that is right does not compile:\n{output}"
    compiles, output = compile_file(root, path, arguments, "-DFAULTLINE_MUST_NOT_COMPILE")
    if compiles:
        return f"{path}: compiles, and must not"
    if words.group(1) not in output:
        return f"{path}: fails, but not with the words '{words.group(1)}':\n{output}"
    return None


def check(root, arguments):
    cases = sources.files(root, ["tests/compile_fail"], (".cpp",))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda path: check_case(root, path, arguments), cases))
    print(f"{len(cases)} cases")
    if not cases:
        return ["there is no case"]
    return [result for result in results if result]


def self_test(arguments):
    good = '// expect: told\n#ifdef FAULTLINE_MUST_NOT_COMPILE\nstatic_assert(sizeof(int) == 0, "told");\n#endif\n'
    with tempfile.TemporaryDirectory() as folder:
        root = sources.pathlib.Path(folder)
        for text, words in (
            (good, ""),
            (good.replace("== 0", "> 0"), "must not"),
            (good.replace("expect: told", "expect: other"), "not with the words"),
            (good + "int f(\n", "does not compile"),
            (good.replace("// expect", "// "), "no line"),
        ):
            sources.write(root, "tests/compile_fail/a.cpp", text)
            found = " ".join(check(root, arguments))
            sources.expect(words in found and bool(words) == bool(found), f"{words}: {found}")


if __name__ == "__main__":
    sources.main(check, self_test, __doc__, lambda parser: parser.add_argument("--compiler", default="g++"))
