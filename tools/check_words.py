#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""No file names a place of one machine (absolute paths, hosts of registries and mirrors) or leaves a
note to finish it later."""

import re
import tempfile

import sources

RULES = [
    (re.compile(r"\b(?:TO" r"DO|FIX" r"ME|X" r"XX|HA" r"CK)\b"), "a note to finish it later"),
    (re.compile(r"(?<![\w.}$)*])/(?:home|ro" r"ot|work|workspace|mnt|srv|opt|Users|private)/\w"), "an absolute path"),
    (re.compile(r"\.\./(?:shared|design|facts)/"), "a path that leaves the repository"),
    (
        re.compile(
            r"\b(?:pypi\.org|files\.pythonhosted\.org|registry\.npmjs\.org|crates\.io|docker\.io|ghcr\.io|"
            r"quay\.io|rubygems\.org|proxy\.golang\.org|repo\.maven\.apache\.org)\b"
        ),
        "the host of a registry",
    ),
    (re.compile(r"https?://(?:localhost|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)"), "a local host"),
]
BINARY = {".dtb", ".png", ".gz", ".bin"}


def check(root, _arguments):
    found = []
    for path in sources.files(root):
        if path.suffix in BINARY or path.parts[:2] == ("tests", "corpus") or path.name == "check_words.py":
            continue
        for number, line in enumerate(sources.read(root / path).splitlines(), 1):
            for pattern, reason in RULES:
                match = pattern.search(line)
                if match:
                    found.append(f"{path}:{number}: {match.group(0)}: {reason}")
    return found


def self_test(_arguments):
    with tempfile.TemporaryDirectory() as folder:
        root = sources.pathlib.Path(folder)
        sources.write(root, "a.md", "See /usr/share and docs/style.md, https://developer.arm.com and a/work/b.\n")
        sources.expect(not check(root, None), "a clean page: " + str(check(root, None)))
        for text in ("// TO" "DO later", "cd /home/me/x", "https://pypi.org/simple", "http://10.1.2.3/", "../facts/x.md"):
            sources.write(root, "a.md", text + "\n")
            sources.expect(len(check(root, None)) == 1, text)


if __name__ == "__main__":
    sources.main(check, self_test, __doc__)
