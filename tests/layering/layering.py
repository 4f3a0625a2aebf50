#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Fails when a source file breaks a rule of the floors (docs/architecture.md).

Usage: layering.py [ROOT]; prints each breach as file:line: what is wrong, and exits with 1 when there is one.
"""

import re
import sys
from pathlib import Path

# What the files of a folder under src/ may include of the other folders. A name with a slash is one header.
MAY_INCLUDE = {
    "core": [],
    "http": ["core"],
    "ledger": ["core"],
    "providers": ["core", "http"],
    "service": ["core", "ledger", "http/await_on.h", "providers/provider.h", "providers/exchange_rates.h"],
    "api": ["core", "service", "http/http_server.h", "http/body_pages.h", "http/header.h", "http/url.h"],
    "simulator": ["core", "http"],
    "cli": ["core", "http", "ledger", "providers", "service", "api", "simulator"],
}
# Unit tests may also use the fakes that the floors below bring along.
TEST_MAY_INCLUDE = {
    "service": ["http", "providers"],
    "api": ["http", "ledger", "providers"],
}

SOURCE_SUFFIXES = {".h", ".cc"}
INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')
SPDX = re.compile(r"(//|#) SPDX-License-Identifier: MIT")
FLOATING_POINT = re.compile(r"\b(float|double)\b")
COMMENT_OR_STRING = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"', re.DOTALL)


def is_test(path):
    return path.stem.endswith("_test")


def allowed(folder, target, test):
    names = list(MAY_INCLUDE[folder])
    if test:
        names += TEST_MAY_INCLUDE.get(folder, [])
    return target.split("/")[0] in names or target in names


def check_include(relative, folder, quoted, angled):
    """What is wrong with one include of src/<relative>, or None."""
    if angled is not None:
        if angled.startswith("boost/beast") and folder != "http":
            return f"<{angled}>: Boost.Beast belongs in src/http"
        if angled.split("/")[0] in MAY_INCLUDE and angled.endswith(".h") and "/" in angled:
            return f"<{angled}>: our own headers are included with quotes"
        return None
    target_folder = quoted.split("/")[0]
    if "/" not in quoted or target_folder not in MAY_INCLUDE:
        return f'"{quoted}": write the path from src/, such as "core/money.h"'
    if target_folder == folder or allowed(folder, quoted, is_test(relative)):
        return None
    return f'"{quoted}": src/{folder} may not include src/{target_folder} (see docs/architecture.md, floors)'


def without_comments_and_strings(text):
    # Newlines stay, so that line numbers stay.
    return COMMENT_OR_STRING.sub(lambda match: "\n" * match.group().count("\n"), text)


def check_file(root, path):
    relative = path.relative_to(root / "src")
    folder = relative.parts[0]
    text = path.read_text(encoding="utf-8")
    lines = text.split("\n")
    breaches = []
    if not SPDX.match(lines[0]):
        breaches.append((1, "the first line must be // SPDX-License-Identifier: MIT"))
    if path.suffix == ".h" and "#pragma once" not in lines:
        breaches.append((1, "a header needs #pragma once"))
    if folder not in MAY_INCLUDE:
        breaches.append((1, f"src/{folder} is no floor of the program (docs/architecture.md)"))
        return breaches
    for number, line in enumerate(lines, start=1):
        match = INCLUDE.match(line)
        if match:
            wrong = check_include(relative, folder, match.group(1), match.group(2))
            if wrong:
                breaches.append((number, wrong))
    if folder == "core" and path.name in {"money.h", "money.cc"}:
        for number, line in enumerate(without_comments_and_strings(text).split("\n"), start=1):
            if FLOATING_POINT.search(line):
                breaches.append((number, "money never passes through floating point"))
    return breaches


def check_beast(root, files):
    """Boost.Beast takes seconds to compile: no file outside of src/http may get it by way of a header of src/http."""
    includes = {}
    for path in files:
        matches = [INCLUDE.match(line) for line in path.read_text(encoding="utf-8").split("\n")]
        includes[path] = [match.groups() for match in matches if match]

    def reaches_beast(path, seen):
        if path in seen:
            return False
        seen.add(path)
        return any(angled.startswith("boost/beast") if angled else reaches_beast(root / "src" / quoted, seen)
                   for quoted, angled in includes.get(path, []))

    breaches = []
    for path in files:
        if path.relative_to(root / "src").parts[0] == "http":
            continue
        for quoted, _ in includes[path]:
            if quoted and quoted.startswith("http/") and reaches_beast(root / "src" / quoted, set()):
                breaches.append(f'{path.relative_to(root)}:1: "{quoted}" brings Boost.Beast along')
    return breaches


def check(root):
    """All breaches under ROOT/src as text, and how many files were read."""
    files = sorted(path for path in (root / "src").rglob("*") if path.suffix in SOURCE_SUFFIXES)
    breaches = []
    for path in files:
        for number, wrong in check_file(root, path):
            breaches.append(f"{path.relative_to(root)}:{number}: {wrong}")
    breaches += check_beast(root, files)
    if not files:
        breaches.append(f"no source file under {root / 'src'}: wrong folder?")
    return breaches, len(files)


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[2]).resolve()
    breaches, count = check(root)
    for breach in breaches:
        print(breach)
    print(f"layering: {count} files read, {len(breaches)} breaches")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
