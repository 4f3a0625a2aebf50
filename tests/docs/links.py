#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Fails when a Markdown file links to a file or a heading of this repository that is not there.

Usage: links.py [ROOT]. Links to other sites are not followed: tests never use the internet. Paths written in code quotes
that look like files of ours (`src/core/money.h`, `script/test`) must exist too, so that texts do not outlive what they name.
"""

import re
import subprocess
import sys
from pathlib import Path

FENCE = re.compile(r"^(```|~~~).*?^\1\s*$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
HTML_LINK = re.compile(r"""<(?:a|img|source)\b[^>]*?\b(?:href|src|srcset)=["']([^"']+)["']""")
QUOTED_PATH = re.compile(r"`((?:\.ci|cmake|docs|packaging|script|src|tests|web/src)/[A-Za-z0-9_./-]+)`")
HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*\s*$", re.MULTILINE)


def anchors(text):
    """The anchors that GitHub gives the headings."""
    found = set()
    for heading in HEADING.findall(FENCE.sub("", text)):
        heading = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").replace("*", "")
        anchor = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        name, number = anchor, 0
        while name in found:
            number += 1
            name = f"{anchor}-{number}"
        found.add(name)
    return found


def check_link(root, file, link):
    """What is wrong with one link, or None."""
    if re.match(r"[a-z][a-z0-9+.-]*:", link, re.IGNORECASE):
        return None
    path, _, anchor = link.partition("#")
    target = file
    if path:
        target = (root / path.lstrip("/") if path.startswith("/") else file.parent / path).resolve()
        if not target.exists():
            return f"{link}: no such file"
    if anchor and target.suffix == ".md" and anchor not in anchors(target.read_text(encoding="utf-8")):
        return f"{link}: no such heading"
    return None


def check_file(root, file):
    text = file.read_text(encoding="utf-8")
    # Newlines stay, so that line numbers stay.
    prose = FENCE.sub(lambda match: "\n" * match.group().count("\n"), text)
    wrong = []
    for pattern, check in (
        (LINK, lambda link: check_link(root, file, link)),
        (HTML_LINK, lambda link: check_link(root, file, link)),
        (QUOTED_PATH, lambda path: None if (root / path).exists() else f"`{path}`: no such file"),
    ):
        for match in pattern.finditer(prose):
            problem = check(match.group(1))
            if problem:
                wrong.append(f"{file.relative_to(root)}:{prose.count(chr(10), 0, match.start()) + 1}: {problem}")
    return wrong


def check(root, files):
    return [problem for file in files for problem in check_file(root, file)]


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[2]).resolve()
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
                            cwd=root, capture_output=True, text=True, check=True)
    files = [root / name for name in sorted(listed.stdout.split("\n")) if name and (root / name).exists()]
    problems = check(root, files)
    for problem in problems:
        print(problem)
    print(f"links: {len(files)} files read, {len(problems)} problems")
    return 1 if problems or not files else 0


if __name__ == "__main__":
    sys.exit(main())
