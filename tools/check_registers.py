#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""docs/registers.md has a row for each register of src/spec, for each field of an ID register and for each register that an
implementation has otherwise; no row for anything else; and in each row a test that exists.
"""

import re
import tempfile

import sources

LEDGER = "docs/registers.md"
SPACES = {"gr0": "GR0", "gr1": "GR1", "cb": "CB"}
IMPLEMENTATIONS = {"mmu500.hpp": "MMU-500", "qcom.hpp": "Qualcomm"}
REGISTER = re.compile(r"struct (\w+)\s*:\s*\w+<\s*\1,\s*0x[0-9A-Fa-f]+")
FIELD = re.compile(r"struct (\w+)\s*:\s*Ro<")
OWN_VIEW = re.compile(r"struct (\w+)\s*:\s*View<\s*\1,\s*(?:gr0|gr1|cb)::\1>")
DIFFERENCE = re.compile(r"\{\s*Space::\w+,\s*\w+::(\w+)::offset\(\)")
OFFSET = re.compile(r"\b(\w+)_offset\s*=\s*0x")
ROW = re.compile(r"^\| (`[A-Z0-9]+\.\w+`|IDR\d\.\w+|(?:MMU-500|Qualcomm) \w+) \|(.*)\|$")
NAMED = re.compile(r"`(?:\w+/)?(\w+\.\w+)`")
TEST = re.compile(r"\bTEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\s*\)")


def declared(root):
    """Everything that needs a row, as it stands in the first column."""
    names = set()
    for path in sources.code_files(root, ("src/spec",)):
        if sources.is_test(path):
            continue
        text = sources.bare(sources.read(root / path))
        space = SPACES.get(path.parts[2].removesuffix(".hpp"))
        if space:
            for match in REGISTER.finditer(text):
                names.add(f"`{space}.{match.group(1)}`")
                if re.fullmatch(r"IDR\d", match.group(1)):
                    body = text[match.end() : text.index("\n};", match.end())]
                    names.update(f"{match.group(1)}.{field}" for field in FIELD.findall(body))
        implementation = IMPLEMENTATIONS.get(path.name)
        if implementation:
            for pattern in (OWN_VIEW, DIFFERENCE, OFFSET):
                names.update(f"{implementation} {name}" for name in pattern.findall(text))
    return names


def written_tests(root):
    found = set()
    for path in sources.code_files(root):
        if sources.is_test(path):
            found.update(".".join(match) for match in TEST.findall(sources.bare(sources.read(root / path))))
    return found


def check(root, _arguments):
    found = []
    missing, tests, seen = declared(root), written_tests(root), set()
    for number, line in enumerate(sources.read(root / LEDGER).splitlines(), 1):
        row = ROW.match(line)
        if not row:
            continue
        name, where = row.group(1), f"{LEDGER}:{number}"
        if name in seen:
            found.append(f"{where}: a second row of {name}")
        elif name not in missing:
            found.append(f"{where}: src/spec has no {name}")
        seen.add(name)
        missing.discard(name)
        named = NAMED.findall(row.group(2).split("|")[-1])
        if not named:
            found.append(f"{where}: {name} names no test")
        found += [f"{where}: {name} names {test}, which does not exist" for test in named if test not in tests]
    return found + [f"{LEDGER}: no row of {name}" for name in sorted(missing)]


def tree(folder):
    root = sources.pathlib.Path(folder)
    sources.write(root, "src/spec/gr0/id.hpp", "struct IDR0 : Register32<IDR0, 0x020, reg::read_only> {\n"
                  "  struct SMS : Ro<27, 27, bool> {};\n  struct NTS : Ro<28, 28, bool> {};\n  struct Reserved : Res0<3> {};\n};\n\n"
                  "struct sCR0 : Register32<sCR0, 0x0> {\n  struct A : Ro<0, 0> {};\n};\n")
    sources.write(root, "src/spec/mmu500.hpp", "struct sACR : View<sACR, gr0::sACR> {};\n"
                  "x = {{Space::gr0, gr0::sCR0::offset(), rules, 1},};\n")
    sources.write(root, "src/spec/qcom.hpp", "constexpr std::uint32_t ack_offset = 0x25DC;\n")
    sources.write(root, "src/model/a_test.cpp", "TEST(A, Works) {}\n// TEST(A, IsGone) {}\n")
    return root


def rows(*names, test="A.Works"):
    return "".join(f"| {name} | text with `code` | `{test}` |\n" for name in names)


def self_test(_arguments):
    names = ("`GR0.IDR0`", "`GR0.sCR0`", "IDR0.SMS", "IDR0.NTS", "MMU-500 sACR", "MMU-500 sCR0", "Qualcomm ack")
    with tempfile.TemporaryDirectory() as folder:
        root = tree(folder)
        sources.write(root, LEDGER, "# Registers\n" + rows(*names))
        sources.expect(not check(root, None), "a complete ledger: " + str(check(root, None)))
        for missing in names:
            sources.write(root, LEDGER, rows(*(name for name in names if name != missing)))
            sources.expect(check(root, None) == [f"{LEDGER}: no row of {missing}"], f"without {missing}")
        for wrong in ("`GR0.sCR1`", "`CB.sCR0`", "IDR0.A", "MMU-500 TCR", names[0]):
            sources.write(root, LEDGER, rows(*names, wrong))
            sources.expect(len(check(root, None)) == 1, f"with {wrong}")
        for test in ("A.IsGone", "B.Works"):
            sources.write(root, LEDGER, rows(*names[1:]) + rows(names[0], test=test))
            sources.expect(len(check(root, None)) == 1, f"the test {test}")
        sources.write(root, LEDGER, rows(*names[1:]) + f"| {names[0]} | `A.Works` | none |\n")
        sources.expect(len(check(root, None)) == 1, "a row without a test")


if __name__ == "__main__":
    sources.main(check, self_test, __doc__)
