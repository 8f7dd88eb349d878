# SPDX-License-Identifier: Apache-2.0
"""The runs that the experiments on DiffQuant have in common: one teacher per network, and from it
networks of N bits that are calibrated, trained with labels (CE) or with the teacher's logits (MCL).
"""

from runs import CALIBRATION, Runs
from script import Failure

ROWS = {
    "calibrated": {},
    "ce": {"loss.teacher": 0, "loss.labels": 1},
    "mcl": {"loss.teacher": 1, "loss.labels": 0},
}
TITLES = {"calibrated": "calibrated", "ce": "CE", "mcl": "MCL"}
CLASSES = ("plane", "car", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
ROLES = ("weights", "activations", "bias", "batch_norm", "logits")

# Drawn digits of 16 x 16, a few steps.
QUICK = {"data.name": "glyphs", "data.glyph_size": 16, "data.glyph_train_images": 640,
         "data.glyph_test_images": 100, "data.flip": "false", "data.crop": 0,
         "float.learning_rate": 0.05, "quantised.calibration_batches": 2}
QUICK_EPOCHS = {"teacher_epochs": 1, "epochs": 2}


def add_options(parser):
    """Hyper-parameters; those of quantised training are the same for every loss, so that rows
    compare."""
    text = "; default: that of the network's recipe in train/recipe"
    add = parser.add_argument
    add("--teacher-epochs", type=int, metavar="N", help="of float training" + text)
    add("--teacher-rate", type=float, metavar="R", help="its learning rate" + text)
    add("--epochs", type=int, metavar="N", help="of quantised training, every loss" + text)
    add("--rate", type=float, metavar="R", help="its learning rate" + text)
    add("--frozen-epochs", type=int, metavar="N",
        help="the last ones, with frozen exponents and running statistics; default: half of "
        "--epochs, or the recipe's")


def bit_settings(bits):
    """N > 8: every role but the input, pixels of 8 bits, on a machine with 48-bit accumulators.
    N <= 8: weights and activations, the other roles 8."""
    if bits <= 8:
        return {"bits.weights": bits, "bits.activations": bits}
    return {**{f"bits.{role}": bits for role in ROLES}, "bits.narrow": bits,
            "bits.accumulator": 48}


def machine_of(bits):
    return "wide" if bits > 8 else "base"


class DiffQuant:
    """`options`: of script.parser() and add_options()."""

    def __init__(self, options):
        self.runs = Runs(options)
        self.options = options
        if options.quick:
            for name, value in QUICK_EPOCHS.items():
                setattr(options, name, value)
        if options.epochs and not options.frozen_epochs:
            options.frozen_epochs = max(1, options.epochs // 2)

    def settings(self, *parts):
        """Without those that are None: the recipe's stay. Later parts win; --set wins over all."""
        result = {}
        for part in parts:
            result.update((key, value) for key, value in part.items() if value is not None)
        if self.options.quick:
            result.update(QUICK)
        for setting in self.options.set:
            key, equals, value = setting.partition("=")
            if not equals:
                raise Failure(f"--set {setting}: it takes KEY=VALUE")
            result[key] = value
        return result

    def teacher(self, model):
        """The float model, trained once."""
        return self.runs.train(f"{model}.teacher", model, self.settings({
            "seed": 1, "float.epochs": self.options.teacher_epochs,
            "float.learning_rate": self.options.teacher_rate}))

    def row(self, model, bits, row, seed, rule="search", loss=None):
        """The teacher's network of N bits; `loss` in place of the row's."""
        name = f"{model}.ise{bits}.{row}" + ("" if rule == "search" else f".{rule}")
        epochs = CALIBRATION if row == "calibrated" else {
            "quantised.epochs": self.options.epochs,
            "quantised.frozen_epochs": self.options.frozen_epochs,
            "quantised.frozen_statistics_epochs": self.options.frozen_epochs,
            "quantised.learning_rate": self.options.rate}
        settings = self.settings({"seed": seed}, bit_settings(bits), epochs,
                                 loss or ROWS[row], {"quantised.exponents": rule})
        return self.runs.train(f"{name}.seed{seed}", model, settings, self.teacher(model))


def figures(run):
    """Percentages of a run, as columns of a table."""
    report = run.report
    columns = {"fp32": report["float"]["top1"], "accuracy": report["integer"]["top1"],
               "cd": report["classification_difference"], "flip_rate": report["flip_rate"],
               "discrepancy": report["class_discrepancy"], "ties": report["integer"]["ties"]}
    return {name: round(100 * value, 4) for name, value in columns.items()}


def class_accuracies(run, who="network"):
    """Percentages, by class."""
    return [100 * c[f"{who}_right"] / c["images"] if c["images"] else 0.0
            for c in run.report["classes"]]


def class_names(run):
    if run.recipe["data"]["name"] == "cifar10":
        return list(CLASSES)
    return [str(c["class"]) for c in run.report["classes"]]
