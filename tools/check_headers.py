#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every header compiles alone, without warnings."""

import concurrent.futures
import os
import subprocess
import tempfile

import sources

FLAGS = ["-std=c++23", "-fsyntax-only", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror",
         # As the build gives them to tests.
         '-DFAULTLINE_SOURCE_DIR=""', '-DFAULTLINE_BINARY_DIR=""']
CROSS = ["-ffreestanding", "-mgeneral-regs-only", "-fno-exceptions", "-fno-rtti"]
OVER_SIMULATOR = {"sim", "explore", "oracle", "scenario", "cli", "report", "decode"}


def command(path, arguments):
    """How the header's own layer is compiled: the compiler, and the backend that it sees."""
    if path.parts[:2] == ("machine", "aarch64"):
        return ["aarch64-linux-gnu-g++"] + FLAGS + CROSS + ["-Imachine/aarch64/backend"]
    simulator = path.parts[0] != "machine" and path.parts[1] in OVER_SIMULATOR
    backend = "src/sim/backend" if simulator else "machine/host/backend"
    return [arguments.compiler] + FLAGS + [f"-I{backend}"]


def compile_alone(root, path, arguments):
    done = subprocess.run(
        command(path, arguments) + ["-Isrc", "-I.", f"-I{path.parent}", "-x", "c++", "-"],
        input=f'#include "{path}"\n',
        cwd=root,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return f"{path} does not compile alone:\n{done.stdout}" if done.returncode else None


def check(root, arguments):
    headers = sources.files(root, sources.CODE, (".hpp",))
    headers = [path for path in headers if "compile_fail" not in path.parts]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(lambda path: compile_alone(root, path, arguments), headers)
    print(f"{len(headers)} headers")
    return [result for result in results if result]


def self_test(arguments):
    with tempfile.TemporaryDirectory() as folder:
        root = sources.pathlib.Path(folder)
        sources.write(root, "src/base/a.hpp", "#pragma once\n#include <span>\nint f(std::span<int> a);\n")
        sources.expect(not check(root, arguments), "a header that includes what it uses")
        sources.write(root, "src/base/a.hpp", "#pragma once\nint f(std::span<int> a);\n")
        sources.expect("does not compile alone" in " ".join(check(root, arguments)), "a header that does not")


if __name__ == "__main__":
    sources.main(check, self_test, __doc__, lambda parser: parser.add_argument("--compiler", default="g++"))
