#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every #include follows an arrow of layers.txt, or several; arrows point down; every folder is listed."""

import re
import tempfile

import sources

INCLUDE = re.compile(r'^\s*#\s*include\s+["<]([^">]+)[">]', re.MULTILINE)
AREAS = ("machine", "monitor", "lab", "bindings")
# Test, fuzz and bench files need a machine to run on.
FOR_TESTS = {"sim", "machine/host"}


def read_layers(root, found):
    direct = {}
    for number, line in enumerate(sources.read(root / "layers.txt").splitlines(), 1):
        match = re.match(r"^([a-z_0-9/]+):\s*(.*)$", line)
        if not match:
            continue
        name, below = match.group(1), match.group(2).split()
        for layer in below:
            if layer not in direct:
                found.append(f"layers.txt:{number}: {name} points at {layer}, which is not listed above it")
        direct[name] = [layer for layer in below if layer in direct]
    return direct


def closure(direct):
    reach = {}
    for name, below in direct.items():  # listed lowest first
        reach[name] = {name}.union(*(reach[layer] for layer in below))
    return reach


def layer_of(path, layers):
    parts = path.parts
    if parts[0] == "src":
        return parts[1] if len(parts) > 2 else None
    for length in (2, 1):
        if "/".join(parts[:length]) in layers:
            return "/".join(parts[:length])
    return "/".join(parts[:2]) if len(parts) > 2 else parts[0]


def target_of(include, layers):
    parts = include.split("/")
    if parts[0] in AREAS:
        return "/".join(parts[:2]) if "/".join(parts[:2]) in layers else parts[0]
    return parts[0] if len(parts) > 1 and parts[0] in layers else None


def check(root, _arguments):
    found = []
    direct = read_layers(root, found)
    reach = closure(direct)
    for path in sources.code_files(root, ("src",) + AREAS):
        layer = layer_of(path, direct)
        if layer not in direct:
            found.append(f"{path}: the folder of {layer} is not in layers.txt")
            continue
        allowed = set(reach[layer])
        if sources.is_test(path):
            for extra in FOR_TESTS & set(reach):
                allowed |= reach[extra]
            if path.parts[0] != "src":
                allowed |= set(reach)  # tests of a machine run whatever runs on it
        for match in INCLUDE.finditer(sources.read(root / path)):
            include = match.group(1)
            target = target_of(include, direct)
            line = sources.read(root / path).count("\n", 0, match.start(1)) + 1
            if target and target not in allowed:
                found.append(f"{path}:{line}: {layer} may not include {include}")
            if include.startswith("../"):
                found.append(f"{path}:{line}: {include}: includes are written from src/")
            if "/testing/" in include and not sources.is_test(path):
                found.append(f"{path}:{line}: {include} is for tests")
    return found


def self_test(_arguments):
    with tempfile.TemporaryDirectory() as folder:
        root = sources.pathlib.Path(folder)
        sources.write(root, "layers.txt", "# words\nlow:\nmiddle: low\nhigh: middle\n")
        sources.write(root, "src/high/a.hpp", '#include "low/a.hpp"\n#include <vector>\n')
        sources.expect(not check(root, None), "closure")
        sources.write(root, "src/low/a.hpp", '#include "high/a.hpp"\n')
        sources.expect("low may not include" in " ".join(check(root, None)), "upward include")
        sources.write(root, "src/low/a.hpp", "")
        sources.write(root, "src/other/a.hpp", "")
        sources.expect("not in layers.txt" in " ".join(check(root, None)), "unlisted folder")
        (root / "src/other/a.hpp").unlink()
        sources.write(root, "layers.txt", "low: high\nmiddle: low\nhigh: middle\n")
        sources.expect("not listed above" in " ".join(check(root, None)), "upward arrow")


if __name__ == "__main__":
    sources.main(check, self_test, __doc__)
