#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Tests of the campaign: campaign_test.py BLOCKS.JSON"""

import json
import pathlib
import sys
import tempfile
import unittest

from campaign import judge, report, results, rtl, tokens

BLOCKS = pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 else "blocks.json")


def judged(judges):
    """The rows of the queue's mutants under these judges."""
    block = next(one for one in json.loads(BLOCKS.read_text()) if one["block"] == "fifo")
    limits = judge.limits(judges(block))
    drawn = json.loads(pathlib.Path(block["mutants"]).read_text())
    block = {**block, "judges": judges(block)}
    return [rtl.Mutant(block, limits, mutant).run() for mutant in drawn]


class Queue(unittest.TestCase):
    def test_mutants_are_killed(self):
        rows = judged(lambda block: block["judges"])
        killed = [row for row in rows if row["killed_by"]]
        self.assertGreaterEqual(len(killed), len(rows) - 1)
        self.assertTrue(all(row["test"] for row in killed))

    def test_a_judge_that_looks_elsewhere_lets_them_live(self):
        rows = judged(lambda block: [{"command": "true", "tests": []}])
        self.assertTrue(all(row["killed_by"] is None for row in rows))


class Tokens(unittest.TestCase):
    def changes(self, text):
        return {(site.before, site.after) for site in tokens.sites(text)}

    def test_relations_sums_constants_statements_and_arguments(self):
        found = self.changes("void f() {\n  total = total + 1;\n  if (a < b) g(x, y);\n}\n")
        for change in (("+", "-"), ("1", "2"), ("1", "0"), ("<", "<="), ("<", ">"),
                       ("total = total + 1;", ";"), ("x, y", "y, x")):
            self.assertIn(change, found)

    def test_templates_pointers_texts_and_comments_are_left_alone(self):
        text = 'std::vector<int> f(const T* p);  // 1 < 2\nthrow Error("a + 1");\n#if 1\n'
        self.assertEqual(self.changes(text), set())

    def test_a_site_is_applied_where_it_stands(self):
        text = "a = b - c;\nx = y - z;\n"
        applied = {site.apply(text) for site in tokens.sites(text) if site.before == "-"}
        self.assertEqual(applied, {"a = b + c;\nx = y - z;\n", "a = b - c;\nx = y + z;\n"})


class Results(unittest.TestCase):
    def test_a_stopped_campaign_goes_on(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "results.jsonl"
            results.Results(path).add({"id": "a", "killed_by": None})
            with path.open("a") as file:
                file.write('{"id": "b", "kil')  # where it was stopped
            self.assertEqual(list(results.Results(path).rows), ["a"])

    def test_the_score_leaves_equivalents_out(self):
        rows = [{"id": name, "part": "rtl", "kind": "control", "block": "x", "what": "",
                 "sources": [], "killed_by": by}
                for name, by in (("a", "comparison"), ("b", None), ("c", None), ("d", "compiler"))]
        known = {"b": {"id": "b", "equivalent": True, "reason": "it is the same"}}
        text = report.markdown(report.judged(rows, known))
        self.assertIn("| rtl, control | 3 | 1 | 1 | 0 | 1 | 50.0 | comparison 1 |", text)
        self.assertIn("## Open: 1", text)


if __name__ == "__main__":
    unittest.main()
