#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The layering check finds what it is there to find."""

import tempfile
import unittest
from pathlib import Path

import layering

SPDX = "// SPDX-License-Identifier: MIT\n"


class LayeringTest(unittest.TestCase):
    def breaches(self, path, text, spdx=SPDX):
        """The breaches of a tree that holds this one file under src/."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "src" / path
            file.parent.mkdir(parents=True)
            file.write_text(spdx + text, encoding="utf-8")
            return layering.check(Path(folder))[0]

    def assert_breach(self, path, text, words, line=2):
        found = self.breaches(path, text)
        self.assertEqual(len(found), 1, found)
        self.assertTrue(found[0].startswith(f"src/{path}:{line}: "), found)
        self.assertIn(words, found[0])

    def test_an_include_that_points_up_fails(self):
        self.assert_breach("core/money.cc", '#include "service/report.h"\n', "may not include")
        self.assert_breach("providers/openai.cc", '#include "service/cost_service.h"\n', "may not include")
        self.assert_breach("service/report.cc", '#include "api/json.h"\n', "may not include")
        self.assert_breach("simulator/openai.cc", '#include "cli/config.h"\n', "may not include")

    def test_an_include_that_points_sideways_fails(self):
        self.assert_breach("http/url.cc", '#include "ledger/ledger.h"\n', "may not include")
        self.assert_breach("api/server.cc", '#include "simulator/simulator.h"\n', "may not include")
        self.assert_breach("simulator/openai.cc", '#include "providers/key.h"\n', "may not include")

    def test_the_service_sees_only_the_interface_of_providers(self):
        self.assertEqual(self.breaches("service/a.cc", '#include "providers/provider.h"\n'), [])
        self.assert_breach("service/a.cc", '#include "providers/registry.h"\n', "may not include")
        self.assert_breach("service/a.cc", '#include "http/http_client.h"\n', "may not include")

    def test_a_unit_test_may_use_the_fakes_below(self):
        self.assertEqual(self.breaches("service/a_test.cc", '#include "http/fake_http_client.h"\n'), [])
        self.assert_breach("service/a_test.cc", '#include "api/json.h"\n', "may not include")

    def test_includes_that_point_down_pass(self):
        self.assertEqual(self.breaches("cli/main.cc", '#include "api/server.h"\n#include "core/money.h"\n'), [])
        self.assertEqual(self.breaches("api/server.cc", '#include "http/http_server.h"\n#include <vector>\n'), [])
        self.assertEqual(self.breaches("simulator/a.cc", '#include "http/http_server.h"\n'), [])

    def test_spaces_do_not_hide_an_include(self):
        self.assert_breach("core/money.cc", '  #  include "api/json.h"\n', "may not include")

    def test_paths_not_written_from_src_fail(self):
        self.assert_breach("core/money.cc", '#include "money.h"\n', "path from src/")
        self.assert_breach("core/money.cc", '#include "../service/report.h"\n', "path from src/")
        self.assert_breach("core/money.cc", "#include <service/report.h>\n", "with quotes")

    def test_beast_belongs_to_http(self):
        self.assertEqual(self.breaches("http/http_server.cc", "#include <boost/beast/http.hpp>\n"), [])
        self.assert_breach("api/server.cc", "#include <boost/beast/core.hpp>\n", "Beast")

    def test_no_header_of_http_brings_beast_to_the_floors_above(self):
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "src"
            for path, text in (
                ("http/parser.h", "#pragma once\n#include <boost/beast/http.hpp>\n"),
                ("http/parser.cc", '#include "http/parser.h"\n'),
                ("http/http_server.h", "#pragma once\n"),
                ("api/server.cc", '#include "http/http_server.h"\n'),
            ):
                (source / path).parent.mkdir(parents=True, exist_ok=True)
                (source / path).write_text(SPDX + text, encoding="utf-8")
            self.assertEqual(layering.check(Path(folder))[0], [])
            (source / "http/http_server.h").write_text(SPDX + '#pragma once\n#include "http/parser.h"\n', encoding="utf-8")
            self.assertEqual(layering.check(Path(folder))[0],
                             ['src/api/server.cc:1: "http/http_server.h" brings Boost.Beast along'])

    def test_money_without_floating_point(self):
        self.assert_breach("core/money.cc", "\ndouble x = 1;\n", "floating point", line=3)
        self.assert_breach("core/money.h", "#pragma once\n/* a\nb */ float Get();\n", "floating point", line=4)
        self.assertEqual(self.breaches("core/money.cc", '// never a double\nconst char* kText = "double";\n'), [])
        self.assertEqual(self.breaches("core/clock.cc", "double x = 1;\n"), [])

    def test_first_line_is_the_licence(self):
        self.assertIn("SPDX", self.breaches("core/money.cc", "int x;\n", spdx="")[0])

    def test_a_header_needs_pragma_once(self):
        self.assert_breach("core/a.h", "int F();\n", "#pragma once", line=1)

    def test_an_unknown_folder_fails(self):
        self.assert_breach("utils/strings.cc", "int x;\n", "no floor", line=1)

    def test_an_empty_tree_fails(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(len(layering.check(Path(folder))[0]), 1)


if __name__ == "__main__":
    unittest.main()
