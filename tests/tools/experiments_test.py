# SPDX-License-Identifier: Apache-2.0
"""tools/experiments through the real `isomer`, on drawn digits: what is written, that nothing is done
twice, that a killed run goes on, and what is said when something is wrong.

    experiments_test.py ISOMER
"""

import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

SCRIPTS = pathlib.Path(__file__).resolve().parents[2] / "tools/experiments"
ENVIRONMENT = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
ISOMER = sys.argv.pop(1)
sys.dont_write_bytecode = True
sys.path.insert(0, str(SCRIPTS))

import tables  # noqa: E402


def command(script, work, *options):
    return [str(SCRIPTS / script), "--isomer", ISOMER, "--work", str(work), "--quick", *options]


def run(script, work, *options):
    return subprocess.run(command(script, work, *options), env=ENVIRONMENT, text=True,
                          capture_output=True, check=False)


class Experiments(unittest.TestCase):
    """One work folder: the experiments share their runs, as they are meant to."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.work = pathlib.Path(folder.name)

    def succeed(self, script, *options):
        ran = run(script, self.work, *options)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        return ran.stdout

    def refused(self, script, *options, work=None):
        ran = run(script, work or self.work, *options)
        self.assertEqual(ran.returncode, 1, ran.stdout + ran.stderr)
        self.assertNotIn("Traceback", ran.stderr)
        return ran.stderr

    def assert_pictures(self, folder, *names):
        for name in names:
            self.assertIn("<svg", (self.work / folder / f"{name}.svg").read_text())
            self.assertTrue((self.work / folder / f"{name}.png").read_bytes().startswith(b"\x89PNG"))

    def test_table2_and_densities(self):
        text = self.succeed("table2", "--bits", "8", "--seeds", "1,2")
        self.assertEqual(text.count(": fp32 "), 7 + 1)  # teacher, runs, criterion
        rows = tables.read_csv(self.work / "table2/runs.csv")
        self.assertEqual([(r["row"], r["seed"]) for r in rows],
                         [(row, seed) for row in ("calibrated", "ce", "mcl") for seed in "12"])
        means = {r["row"]: r for r in tables.read_csv(self.work / "table2/table2.csv")}
        for row in ("calibrated", "ce", "mcl"):
            of_row = [float(r["cd"]) for r in rows if r["row"] == row]
            self.assertAlmostEqual(float(means[row]["cd"]), sum(of_row) / 2, places=3)
        for r in rows:  # by class, of 100 images
            self.assertAlmostEqual(sum(float(r[str(c)]) for c in range(10)) / 10,
                                   float(r["accuracy"]), places=6)
            self.assertGreaterEqual(float(r["cd"]), float(r["flip_rate"]))
        cd = {row: float(means[row]["cd"]) for row in means}
        is_met = "met" if cd["mcl"] <= 0.75 * cd["ce"] else "MISSED"
        self.assertIn(f"- {is_met}: ISE8: CD(MCL) {cd['mcl']:.2f} <= 0.75 CD(CE)", text)
        self.assert_pictures("table2", "confusion-ise8")

        # The same again: nothing is trained, the same is said.
        before = {p: p.stat().st_mtime_ns for p in self.work.glob("runs/lenet-variant*/network.isonet")}
        self.assertEqual(len(before), 7)
        again = self.succeed("table2", "--bits", "8", "--seeds", "1,2")
        self.assertTrue(text.endswith(again))
        self.succeed("densities", "--layer", "conv1")
        for path, when in before.items():
            self.assertEqual(path.stat().st_mtime_ns, when)
        self.assert_pictures("densities", "densities-conv1-ise8")
        points = tables.read_csv(self.work / "densities/densities-conv1-ise8.csv")
        self.assertEqual({p["network"] for p in points}, {"fp32", "CE", "MCL"})
        self.assertEqual({p["parameter"] for p in points}, {"weight", "scale", "offset"})
        self.assertIn("those that have: conv1, conv2, fc1", self.refused("densities", "--layer", "fc2"))

        # Other settings do not pass for the old ones; a teacher does not care.
        complaint = self.refused("table2", "--bits", "8", "--set", "quantised.momentum=0.5")
        self.assertIn("lenet-variant.ise8.calibrated.seed1 was made with other settings", complaint)

    def test_calibration(self):
        self.succeed("calibration", "--bits", "8,4")
        rows = tables.read_csv(self.work / "calibration/calibration.csv")
        self.assertEqual([(r["bits"], r["exponents"]) for r in rows],
                         [(bits, rule) for bits in "84" for rule in ("floor", "ceil", "search")])
        report = json.loads((self.work / "runs/resnet8.ise4.calibrated.floor.seed1/report/"
                             "report.json").read_text())
        self.assertEqual(report["quantised_steps"], 0)
        self.assertIn("exponents = 'floor'", report["toml"])

    def test_figure11_up_to_16_bits(self):
        text = self.succeed("figure11", "--bits", "16,4", "--models", "resnet8")
        self.assertEqual(text.count(" 0 of "), 4)
        self.assertEqual(text.count("functional wide"), 2)
        rows = tables.read_csv(self.work / "figure11/figure11.csv")
        self.assertEqual([(r["bits"], r["row"]) for r in rows],
                         [(b, r) for b in ("16", "4") for r in ("calibrated", "mcl")])
        self.assert_pictures("figure11", "figure11-resnet8")

    def test_resnet20_is_verified_on_every_device(self):
        text = self.succeed("resnet20", "--model", "resnet8", "--bits", "4", "--images", "3",
                            "--rtl-minutes", "0.01")
        rows = tables.read_csv(self.work / "resnet20/verified.csv")
        self.assertEqual([r["device"] for r in rows], ["functional", "cycle", "rtl"])
        for r in rows:
            self.assertEqual(r["differing"], "0")
            self.assertGreater(int(r["values"]), 1000)
        self.assertIn("MISSED: fp32 accuracy", text)

    def test_mistakes_are_named(self):
        with tempfile.TemporaryDirectory() as work:
            complaint = self.refused("figure11", "--set", "float.learning_rate=-1", work=work)
            self.assertIn("exit code 1 of\n  " + ISOMER + " train", complaint)
            self.assertIn("float.learning_rate = -1 is not in", complaint)
            self.assertIn("it takes KEY=VALUE", self.refused("table2", "--set", "seed", work=work))
            self.assertIn("there are glyphs, lenet", self.refused("calibration", "--model", "x",
                                                               work=work))
            self.assertIn("no such program", self.refused("calibration", "--isomer", "/nowhere",
                                                       work=work))

    def test_help_has_examples(self):
        for script in ("calibration", "table2", "figure11", "resnet20", "densities"):
            shown = subprocess.run([SCRIPTS / script, "--help"], env=ENVIRONMENT, text=True,
                                   capture_output=True, check=True).stdout
            self.assertIn(f"tools/experiments/{script} --work", shown)

    def test_a_killed_run_goes_on(self):
        options = ("--models", "lenet-variant", "--bits", "8", "--rows", "mcl", "--verify-images",
                   "0", "--checkpoint-steps", "2", "--set", "data.glyph_train_images=2560")
        with tempfile.TemporaryDirectory() as whole, tempfile.TemporaryDirectory() as killed:
            checkpoint = pathlib.Path(killed) / "runs/lenet-variant.teacher/checkpoint"
            with subprocess.Popen(command("figure11", killed, *options), env=ENVIRONMENT,
                                  stdout=subprocess.DEVNULL, start_new_session=True) as child:
                deadline = time.monotonic() + 120
                while not checkpoint.exists():
                    self.assertIsNone(child.poll())
                    self.assertLess(time.monotonic(), deadline)
                    time.sleep(0.005)
                os.killpg(child.pid, signal.SIGKILL)
            self.assertFalse(checkpoint.with_name("done.json").exists())
            for work in (killed, whole):
                ran = run("figure11", work, *options)
                self.assertEqual(ran.returncode, 0, ran.stderr)
            self.assertIn("resuming in step", checkpoint.with_name("progress.txt").read_text())
            self.assertFalse(checkpoint.exists())
            for name in ("lenet-variant.teacher", "lenet-variant.ise8.mcl.seed1"):
                for file in ("densities.csv", "layers.csv", "confusion_difference.csv"):
                    texts = [(pathlib.Path(work) / "runs" / name / "report" / file).read_text()
                             for work in (killed, whole)]
                    self.assertEqual(texts[0], texts[1])


class Tables(unittest.TestCase):
    def test_markdown_and_spread(self):
        rows = [{"row": "ce", "seed": 1, "cd": 2.375}, {"row": "mcl", "seed": 2, "cd": 1.0}]
        self.assertEqual(tables.markdown(rows), "| row | seed | cd |\n| --- | ---: | ---: |\n"
                         "| ce | 1 | 2.38 |\n| mcl | 2 | 1.00 |\n")
        self.assertEqual(tables.mean_and_spread([1, 2, 6]), "3.00 (1.00 to 6.00)")


if __name__ == "__main__":
    unittest.main(verbosity=2)
