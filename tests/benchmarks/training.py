#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Trains the same networks in Isomer, exactly as the hardware computes, and in PyTorch, in float,
in one run; inference likewise. Prints images per second of both and their ratio.

The rules: PyTorch with a fast BLAS and the better of its two memory layouts; nobody loads data or
counts doing so; the same batch, threads and, in training, SGD with momentum on cross-entropy with
batch statistics. Both are measured in turns, so that a change of the machine's speed meets both;
ratios are those of one round, figures are the median and (least to most) of all rounds.

Phases: `float`, Isomer's own float training; `frozen`, all weights quantised, exponents frozen;
`dynamic`, exponents searched in every step, those of parameters counted as once in 100; `mcl`, frozen, the teacher's float pass included;
`inference`, batch norm absorbed. PyTorch trains in float beside all four of training, and as one
more column with its own fake quantisation (eager mode, default settings of fbgemm).

Wants a machine of its own: it refuses to measure beside other work, unless --busy says so.
Without PyTorch (apt-get install python3-torch) Isomer alone is measured.

    tests/benchmarks/training.py --networks resnet8,resnet20 --rounds 5 --csv training.csv
"""

import argparse
import json
import os
import pathlib
import sys
import tempfile

import pytorch_setup
import training_report
from training_sides import LAYOUTS, Isomer, PyTorch

ROOT = pathlib.Path(__file__).resolve().parents[2]
NETWORKS = ("lenet5", "resnet8", "lenet-variant", "resnet20")
PHASES = ("float", "frozen", "dynamic", "mcl", "inference")
# Images of one measurement; a second of work or so each.
IMAGES = {"lenet5": 20480, "resnet8": 2560, "lenet-variant": 2560, "resnet20": 1280}
INFERENCE_FACTOR = 4
MAX_LOAD = 0.5


def measure_round(network, isomer, pytorch, options, add):
    """Calls add(phase, who, rate) once for everything there is to measure."""
    steps = max(1, options.images or IMAGES[network]) // options.batch + 1
    steps_of = {phase: steps * (INFERENCE_FACTOR if phase == "inference" else 1) for phase in PHASES}
    if pytorch and set(options.phases) - {"inference"}:
        for kind in ("training", "qat"):
            for layout in LAYOUTS:
                add(kind, layout, pytorch.rate(network, kind, layout, steps))
    for phase in options.phases:
        if isomer:
            add(phase, "isomer", isomer.rate(network, phase, steps_of[phase]))
        if pytorch and phase == "inference":
            for layout in LAYOUTS:
                rate = pytorch.rate(network, phase, layout, steps_of[phase])
                add(phase, layout, rate)


def options_of(arguments):
    def words(known):
        def parse(value):
            for word in value.split(","):
                if word not in known:
                    raise argparse.ArgumentTypeError(f"'{word}'; legal: {', '.join(known)}")
            return value.split(",")

        return parse

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--networks", type=words(NETWORKS), default=list(NETWORKS), help=",".join(NETWORKS))
    add("--phases", type=words(PHASES), default=list(PHASES), help=",".join(PHASES))
    add("--sides", type=words(("isomer", "pytorch")), default=["isomer", "pytorch"])
    add("--rounds", type=int, default=5)
    add("--batch", type=int, default=128)
    add("--threads", type=int, default=2)
    add("--images", type=int, help="of one measurement; about a second's if absent")
    add("--backward", choices=("fp32", "bf16"), default="fp32", help="Isomer's gradients")
    add("--data", type=os.path.abspath, help="folder of CIFAR-10, if Isomer wants one")
    add("--isomer", type=pathlib.Path, default=ROOT / "build/release/tools/isomer")
    add("--busy", action="store_true", help="measure although others compute here, too")
    add("--csv", type=pathlib.Path, help="every single measurement")
    add("--json", type=pathlib.Path, help="the table, and what it was measured on")
    return parser.parse_args(arguments)


def main():
    options = options_of(sys.argv[1:])
    load = os.getloadavg()[0]
    if load > MAX_LOAD and not options.busy:
        sys.exit(
            f"a load of {load:.1f}: others compute here, which slows PyTorch's teams of threads far "
            "more than Isomer's; wait for them, or give --busy to see figures that mean nothing"
        )
    pytorch = None
    if "pytorch" in options.sides:
        if pytorch_setup.is_installed():
            pytorch = PyTorch(options)
        else:
            print(f"Isomer alone; for PyTorch beside it: {pytorch_setup.INSTALL}", file=sys.stderr)
    rates = {network: {} for network in options.networks}
    measurements = []
    with tempfile.TemporaryDirectory() as folder:
        isomer = Isomer(options, folder) if "isomer" in options.sides else None
        for number in range(1, options.rounds + 1):
            for network in options.networks:

                def add(phase, who, rate):
                    rates[network].setdefault((phase, who), []).append(rate)
                    measurements.append((number, network, phase, who, f"{rate:.1f}"))

                print(f"round {number} of {options.rounds}: {network}", file=sys.stderr)
                measure_round(network, isomer, pytorch, options, add)

    rows = [
        row
        for network in options.networks
        for row in training_report.summarise(network, options.phases, rates[network])
    ]
    training_report.print_table(rows)
    if options.csv:
        training_report.write_csv(options.csv, measurements)
    if options.json:
        report = {
            "cpu": training_report.cpu_name(),
            "cores": os.cpu_count(),
            "load before": load,
            "threads": options.threads,
            "batch": options.batch,
            "rounds": options.rounds,
            "backward": options.backward,
            "pytorch": pytorch and pytorch.torch.__version__,
            "blas": pytorch and pytorch.blas,
            "rows": rows,
        }
        options.json.write_text(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main()
