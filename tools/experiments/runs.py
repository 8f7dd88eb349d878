# SPDX-License-Identifier: Apache-2.0
"""Runs of `isomer` in a work folder: done once, resumed after a kill, one line when finished.

Every run has a folder WORK/runs/NAME with its network, report, progress and, while it is not
finished, checkpoint. `done.json` there says that it is, and with what settings.
"""

import contextlib
import fcntl
import json
import shlex
import subprocess
import time
import tomllib

from script import ROOT, Failure, say, write

RECIPES = ROOT / "train/recipe"
# No quantised step: exponents are chosen, nothing is learnt.
CALIBRATION = {"quantised.epochs": 0, "mixing.ramp_epochs": 0, "mixing.readjust_epochs": 0}
# Sections of a recipe that only the teacher reads, and those that it does not.
FLOAT = ("float",)
QUANTISED = ("quantised", "mixing", "loss", "bits", "layers")


@contextlib.contextmanager
def alone(path, name):
    """Waits until no other process, ours or `isomer`, is at the run of that name."""
    with open(path, "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"{name}: another process is at it; waiting")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock


class Run:
    """A finished training run."""

    def __init__(self, folder, name):
        self.name = name
        self.folder = folder
        self.network = folder / "network.isonet"
        self.teacher = folder / "teacher.isoteacher"
        self.report_folder = folder / "report"
        self.report = json.loads((self.report_folder / "report.json").read_text())
        self.recipe = tomllib.loads(self.report["toml"])

    def training_hours(self):
        """Of its training steps on this machine, those before a kill included."""
        lines = (self.report_folder / "log.csv").read_text().splitlines()
        columns = lines[0].split(",")
        epochs = [dict(zip(columns, line.split(","))) for line in lines[1:]]
        images = [(int(e["steps"]) * self.recipe["batch"], float(e["images_per_second"]))
                  for e in epochs]
        seconds = sum(count / rate for count, rate in images if rate > 0)
        return round(seconds / 3600, 4)


class Runs:
    """The runs of a work folder. `options`: of script.parser()."""

    def __init__(self, options):
        self.isomer = options.isomer.resolve()
        self.work = options.work.resolve()
        self.data = options.data
        self.threads = options.threads
        self.checkpoint_steps = options.checkpoint_steps
        if not self.isomer.is_file():
            raise Failure(f"{self.isomer}: there is no such program; build it or name it with "
                          "--isomer")
        if not options.quick and not options.data:
            raise Failure("--data FOLDER is missing: CIFAR-10, binary version, unpacked; "
                          "or try --quick")

    def data_options(self):
        return ["--data", str(self.data.resolve())] if self.data else []

    def train(self, name, recipe, settings, teacher=None):
        """The run of that name. `recipe`: a stock one; `settings`: {key: value} for it. Without
        `teacher`, a Run, it is one: a float model that later runs take."""
        folder = self.work / "runs" / name
        folder.mkdir(parents=True, exist_ok=True)
        recipe_file = RECIPES / f"{recipe}.toml"
        if not recipe_file.is_file():
            names = sorted(file.stem for file in RECIPES.glob("*.toml"))
            raise Failure(f"there is no recipe '{recipe}'; there are {', '.join(names)}")

        def decides(key):
            return key.split(".")[0] not in (FLOAT if teacher else QUANTISED)

        settings = {key: str(value) for key, value in settings.items() if decides(key)}
        toml = tomllib.loads(recipe_file.read_text())
        made_of = {"recipe": {key: value for key, value in toml.items() if decides(key)},
                   "settings": settings, "teacher": teacher.report["teacher"] if teacher else None}
        done = folder / "done.json"
        with alone(folder / "lock", name) as lock:
            if not done.exists():
                if not teacher:
                    settings = {**settings, **CALIBRATION, "quantised.calibration_batches": 1}
                seconds = self.train_in(folder, recipe_file, settings, teacher, lock)
                text = json.dumps({"made of": made_of, "seconds": round(seconds, 1)}, indent=2)
                write(done, text + "\n")
                (folder / "checkpoint").unlink(missing_ok=True)
                run = Run(folder, name)
                shares = (run.report["float"]["top1"], run.report["integer"]["top1"],
                          run.report["classification_difference"])
                say("{}: fp32 {:.2f} %, integers {:.2f} %, CD {:.2f} %, {:.1f} s".format(
                    name, *(100 * share for share in shares), seconds))
        if json.loads(done.read_text())["made of"] != made_of:
            raise Failure(f"{folder} was made with other settings; remove it or choose another "
                          "--work")
        return Run(folder, name)

    def train_in(self, folder, recipe_file, settings, teacher, lock):
        """Seconds."""
        checkpoint = folder / "checkpoint"
        command = [str(self.isomer), "train", str(recipe_file), *self.data_options(),
                   "--threads", str(self.threads), "--output", str(folder / "network.isonet"),
                   "--report", str(folder / "report"), "--checkpoint", str(checkpoint),
                   "--checkpoint-steps", str(self.checkpoint_steps)]
        command += ["--resume"] if checkpoint.exists() else []
        command += (["--teacher", str(teacher.teacher)] if teacher
                    else ["--save-teacher", str(folder / "teacher.isoteacher")])
        for key, value in settings.items():
            command += ["--set", f"{key}={value}"]
        begin = time.monotonic()
        self.execute(command, folder / "progress.txt", lock)
        return time.monotonic() - begin

    def verify(self, run, device, machine, images, jobs):
        """What `isomer verify` reports about the first images; it stops where a value differs."""
        file = run.folder / f"verify-{device}-{machine}-{images}.json"
        if not file.exists():
            begin = time.monotonic()
            self.execute([str(self.isomer), "verify", str(run.network), *self.data_options(),
                          "--device", device, "--machine", machine, "--images", str(images),
                          "--jobs", str(jobs), "--json", str(file)], run.folder / "progress.txt")
            report = json.loads(file.read_text())
            say(f"{run.name}: {report['values that differ']} of {report['values compared']} values "
                f"differ on {device} {machine}, {time.monotonic() - begin:.1f} s")
        return json.loads(file.read_text())

    @staticmethod
    def execute(command, log, lock=None):
        """Runs it to its end; what it says on standard error goes into the file. The lock stays
        its own should it outlive us."""
        with open(log, "wb") as errors:
            code = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                  stderr=errors, check=False,
                                  pass_fds=[lock.fileno()] if lock else []).returncode
        if code != 0:
            lines = log.read_text(errors="replace").replace("\r", "\n").strip().splitlines()
            raise Failure(f"exit code {code} of\n  {shlex.join(command)}\n"
                          f"  {lines[-1] if lines else 'it does not say why'}")
