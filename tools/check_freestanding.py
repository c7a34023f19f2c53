#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fails when a freestanding object refers to a symbol that needs a heap, exceptions or an operating
system, and prints the size of the driver's code. The symbols are looked at in the archives: a
linked image could hide them behind a definition of its own.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import pathlib

# What may not even be mentioned, with the reason.
BANNED = [
    (r"_Zn[wa]|_Zd[la]", "operator new or delete"),
    (r"(malloc|calloc|realloc|free|abort|exit|printf|puts)$", "a function of the C library"),
    (r"__cxa_(?!pure_virtual$)", "exceptions, or statics that need guards or destructors"),
    (r"_Unwind_|__gxx_personality", "unwinding"),
    (r"_ZSt.*(throw|terminate|assert)", "a function inside libstdc++"),
    (r"_ZTI|_ZTS", "run-time type information"),
    (r"__aarch64_(cas|swp|ld)", "outlined atomics"),
    (r"__stack_chk|__emutls|__tls_get", "stack protector or thread-local storage"),
]


# Members of templates such as std::expected are instantiated in our own objects; what is not defined in any
# of them is inside the library.
FROM_LIBRARY = r"_ZNK?St"


def symbols(prefix, file):
    """(kind, name) of each symbol of an object, archive or image."""
    output = subprocess.run(
        [prefix + "nm", "-P", file], check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    for line in output.splitlines():
        parts = line.split()
        if len(parts) >= 2 and not line.endswith(":"):
            yield parts[1], parts[0]


def findings(prefix, files, image):
    found = []
    listed = {file: list(symbols(prefix, file)) for file in files}
    ours = {name for list_ in listed.values() for kind, name in list_ if kind != "U"}
    for file in files:
        for kind, name in listed[file]:
            if kind == "U" and name not in ours and re.match(FROM_LIBRARY, name):
                found.append(f"{file}: {name}: a function inside libstdc++")
            for pattern, reason in BANNED:
                if re.match(pattern, name):
                    found.append(f"{file}: {name}: {reason}")
    if image:
        for kind, name in symbols(prefix, image):
            if kind in "Uvw":
                found.append(f"{image}: {name} is undefined")
    return sorted(set(found))


def text_bytes(prefix, file):
    """Bytes of code: .text and its like, without read-only data."""
    output = subprocess.run(
        [prefix + "size", "-A", file], check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    return sum(
        int(line.split()[1]) for line in output.splitlines() if line.startswith((".text", ".init"))
    )


def self_test(prefix):
    """An object that calls operator new and throws must be found; a clean one must not."""
    with tempfile.TemporaryDirectory() as folder:
        for text, expected in (
            ("int* f() { return new int; }", "operator new"),
            ("int f() { struct S { ~S(); S(); }; static S s; return 0; }", "guards"),
            ("int f(int a) { return a + 1; }", ""),
        ):
            source = pathlib.Path(folder, "a.cpp")
            source.write_text(text, encoding="utf-8")
            subprocess.run(
                [prefix + "g++", "-w", "-c", source, "-o", source.with_suffix(".o")], check=True
            )
            found = "\n".join(findings(prefix, [source.with_suffix(".o")], None))
            if (expected not in found) or bool(expected) != bool(found):
                sys.exit(f"self-test: {text!r} gave {found!r}")
    print("self-test: finds what it must")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prefix", default="", help="of the binary tools")
    parser.add_argument("--image", help="linked image: nothing may be undefined in it")
    parser.add_argument("--self-test", action="store_true")
    parser.add_argument("files", nargs="*")
    arguments = parser.parse_args()
    if arguments.self_test:
        self_test(arguments.prefix)
        return
    found = findings(arguments.prefix, arguments.files, arguments.image)
    for line in found:
        print(line, file=sys.stderr)
    for file in arguments.files + ([arguments.image] if arguments.image else []):
        print(f"{pathlib.Path(file).name}: {text_bytes(arguments.prefix, file)} bytes of .text")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
