#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What script/test sums up: the counts of JUnit files as ctest, Vitest and Node write them."""

import subprocess
import tempfile
import unittest
from pathlib import Path

PROGRAM = Path(__file__).parents[2] / "script" / "junit-count"


class JunitCountTest(unittest.TestCase):
    def count(self, *texts, flags=()):
        with tempfile.TemporaryDirectory() as folder:
            files = []
            for number, text in enumerate(texts):
                files.append(Path(folder) / f"{number}.xml")
                files[-1].write_text(text, encoding="utf-8")
            return subprocess.run([PROGRAM, *flags, *files], capture_output=True, text=True, check=False)

    def test_counts_what_passed_failed_and_was_skipped(self):
        ctest = ('<testsuite><testcase name="a" status="run"/><testcase name="b" status="fail"><failure/></testcase>'
                 '<testcase name="c" status="notrun"><skipped/></testcase><testcase name="d" status="disabled"/></testsuite>')
        self.assertEqual(self.count(ctest).stdout, "1 1 2\n")

    def test_an_error_is_a_failure(self):
        self.assertEqual(self.count('<a><testcase><error/></testcase></a>').stdout, "0 1 0\n")

    def test_counts_nested_suites_and_several_files(self):
        nested = '<testsuites><testsuite><testsuite><testcase/></testsuite><testcase/></testsuite></testsuites>'
        self.assertEqual(self.count(nested, nested).stdout, "4 0 0\n")

    def test_tells_what_failed_and_why(self):
        text = ('<a><testcase name="good"/><testcase name="bad"><failure message="1 is not 2">at here</failure></testcase>'
                '<testcase name="worse"><error message="gone"/></testcase></a>')
        said = self.count(text, flags=["--failures"]).stdout
        for words in ["bad\n1 is not 2\nat here\n", "worse\ngone\n"]:
            self.assertIn(words, said)
        self.assertNotIn("good", said)

    def test_a_file_that_is_cut_off_is_no_success(self):
        self.assertNotEqual(self.count("<testsuites><testcase/>").returncode, 0)


if __name__ == "__main__":
    unittest.main()
