#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The link check finds what it is there to find."""

import tempfile
import unittest
from pathlib import Path

import links


class LinksTest(unittest.TestCase):
    def problems(self, text):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder).resolve()
            (root / "docs").mkdir()
            (root / "docs" / "there.md").write_text("# One word\n\n## `Two` words, here\n\n## One word\n", encoding="utf-8")
            (root / "README.md").write_text(text, encoding="utf-8")
            return links.check(root, [root / "README.md"])

    def test_links_that_lead_somewhere_pass(self):
        self.assertEqual(self.problems("[a](docs/there.md) ![b](docs) [c](docs/there.md#two-words-here)\n"), [])
        self.assertEqual(self.problems("[a](docs/there.md#one-word-1)\n# Top\n[b](#top) [c](https://example.org/x)\n"), [])
        self.assertEqual(self.problems('<img src="docs/there.md" alt="">\n'), [])

    def test_a_missing_file_fails_and_is_told_with_its_line(self):
        self.assertEqual(self.problems("\n[a](docs/gone.md)\n"), ["README.md:2: docs/gone.md: no such file"])
        self.assertEqual(self.problems("![a](docs/gone.png)\n"), ["README.md:1: docs/gone.png: no such file"])
        self.assertEqual(self.problems('<img src="docs/gone.png">\n'), ["README.md:1: docs/gone.png: no such file"])

    def test_a_missing_heading_fails(self):
        self.assertEqual(self.problems("[a](docs/there.md#three)\n"), ["README.md:1: docs/there.md#three: no such heading"])
        self.assertEqual(self.problems("[a](#gone)\n"), ["README.md:1: #gone: no such heading"])

    def test_a_quoted_path_that_is_gone_fails(self):
        self.assertEqual(self.problems("see `docs/there.md`\n"), [])
        self.assertEqual(self.problems("see `docs/gone.md`\n"), ["README.md:1: `docs/gone.md`: no such file"])

    def test_what_stands_in_a_code_block_is_no_link(self):
        self.assertEqual(self.problems("```\n[a](docs/gone.md)\n```\n"), [])


if __name__ == "__main__":
    unittest.main()
