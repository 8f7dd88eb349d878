# SPDX-License-Identifier: Apache-2.0
"""What the scripts have in common: options, errors, output."""

import argparse
import os
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Failure(Exception):
    """One sentence for people."""


def parser(text, name):
    """What all experiments take. `text` is the docstring of the script."""
    p = argparse.ArgumentParser(
        prog=name, description=text, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--work", type=pathlib.Path, required=True, metavar="FOLDER",
                   help="runs and results; the same folder for all experiments shares their runs")
    p.add_argument("--data", type=pathlib.Path, metavar="FOLDER",
                   help="CIFAR-10, binary version, unpacked")
    p.add_argument("--isomer", type=pathlib.Path, default=ROOT / "build/release/tools/isomer",
                   metavar="FILE", help="the program (default: build/release/tools/isomer)")
    p.add_argument("--threads", type=int, choices=(1, 2), default=2)
    p.add_argument("--checkpoint-steps", type=int, default=200, metavar="N",
                   help="a kill costs so many steps at most (default: 200)")
    p.add_argument("--set", action="append", default=[], metavar="KEY=VALUE",
                   help="change a key of every run's recipe, after all others; repeatable")
    p.add_argument("--quick", action="store_true",
                   help="small runs on drawn digits, without --data: shows that it works, no more")
    return p


def words(kind):
    """The type of an option: values between commas."""
    return lambda text: [kind(word) for word in text.split(",")]


def run_main(main):
    """Exit code 1 and a sentence for what goes wrong."""
    try:
        main()
    except Failure as failure:
        sys.exit(f"{pathlib.Path(sys.argv[0]).name}: {failure}")
    except KeyboardInterrupt:
        sys.exit("interrupted; the same command goes on from the last checkpoint")


def write(path, text):
    """Atomically."""
    part = path.with_name(path.name + ".part")
    part.write_text(text)
    os.replace(part, path)


def say(text):
    print(text, flush=True)
