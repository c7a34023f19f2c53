#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every C++ file is as clang-format-19 writes it."""

import re
import shutil
import subprocess
import tempfile

import sources


def check(root, _arguments):
    files = [str(path) for path in sources.code_files(root)]
    if not files:
        return []
    done = subprocess.run(
        ["clang-format-19", "--dry-run", "-Werror", *files],
        cwd=root,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    found = sorted(set(re.findall(r"^(\S+?):\d+:\d+: error", done.stdout, re.MULTILINE)))
    if done.returncode and not found:
        return [done.stdout]
    return [f"{name}: clang-format-19 -i {name}" for name in found]


def self_test(_arguments):
    with tempfile.TemporaryDirectory() as folder:
        root = sources.pathlib.Path(folder)
        shutil.copy(sources.ROOT / ".clang-format", root)
        sources.write(root, "src/a.cpp", "int a;\n")
        sources.expect(not check(root, None), "formatted code")
        sources.write(root, "src/a.cpp", "int   a ;\n")
        sources.expect(len(check(root, None)) == 1, "code that is not formatted")


if __name__ == "__main__":
    sources.main(check, self_test, __doc__)
