#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""clang-tidy-19 with the project's .clang-tidy: over a few files of each layer, or over all of them."""

import concurrent.futures
import json
import os
import re
import shutil
import subprocess
import tempfile

import sources

# Smaller files than most, from layers that differ in kind: enough to see that the configuration works.
FEW_PER_LAYER = 1
LAYERS = ("pgtable", "power", "irq", "driver", "model", "sim")


def tidy(build, source):
    done = subprocess.run(
        [
            "clang-tidy-19", "-p", build, "--quiet", "--warnings-as-errors=*",
            "--extra-arg=-Wno-unknown-warning-option", str(source),
        ],
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    found = [line for line in done.stdout.splitlines() if re.search(r": (error|warning): ", line)]
    if done.returncode and not found:
        return [f"{source}: clang-tidy-19 failed:\n{done.stdout}"]
    return found


def chosen(root, arguments):
    """Sources that the build compiles, each once."""
    with open(os.path.join(arguments.build, "compile_commands.json"), encoding="utf-8") as file:
        compiled = {os.path.realpath(entry["file"]) for entry in json.load(file)}
    wanted = sorted(
        path for path in compiled if path.startswith(str(root) + os.sep) and path.endswith(".cpp")
    )
    if arguments.all:
        return wanted
    few = []
    for layer in LAYERS:
        inside = [path for path in wanted if f"/src/{layer}/" in path and not path.endswith("_test.cpp")]
        few += sorted(inside, key=os.path.getsize)[-FEW_PER_LAYER:]
    return few


def check(root, arguments):
    files = chosen(root, arguments)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda source: tidy(arguments.build, source), files))
    print(f"{len(files)} files")
    return sorted({line for result in results for line in result})


def self_test(arguments):
    with tempfile.TemporaryDirectory() as folder:
        root = sources.pathlib.Path(folder).resolve()
        shutil.copy(sources.ROOT / ".clang-tidy", root)
        source = root / "src/model/a.cpp"
        entry = {"directory": str(root), "file": str(source), "command": f"clang++-19 -std=c++23 -c {source}"}
        sources.write(root, "compile_commands.json", json.dumps([entry]))
        arguments.build, arguments.all = str(root), True
        sources.write(root, "src/model/a.cpp", "int f(int a) { return a + 1; }\n")
        sources.expect(not check(root, arguments), "clean code: " + str(check(root, arguments)))
        sources.write(root, "src/model/a.cpp", "int f(int a) {\n  if (a = 1) {\n    return 0;\n  }\n  ;\n  return sizeof(sizeof(a));\n}\n")
        sources.expect("bugprone-sizeof-expression" in " ".join(check(root, arguments)), "a size of a size")


def options(parser):
    parser.add_argument("--build", help="build directory with compile_commands.json")
    parser.add_argument("--all", action="store_true", help="every source, not a few")


if __name__ == "__main__":
    sources.main(check, self_test, __doc__, options)
