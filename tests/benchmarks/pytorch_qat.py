#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How exact PyTorch's own quantisation-aware training is: LeNet-5 on CIFAR-10, trained with fake
quantisation in float, beside the integer model that it is converted to. Counts on the test images
how many predictions and how many rows of ten logits differ.

Twice, from the same float model: out of the box (the default settings, and what its tutorial does:
train, eval(), compare, convert), and configured with care (fake quantisation of version 0, which
rounds as the integers do; statistics of batch norm and observers frozen for the last epoch and for
everything after it).

    tests/benchmarks/pytorch_qat.py --data FOLDER_OF_CIFAR-10_BINARY --json qat.json
"""

import argparse
import copy
import json
import pathlib
import sys
import warnings

import pytorch_setup

IMAGE_BYTES = 3 * 32 * 32
BATCH = 128


def read_images(torch, folder, pattern):
    """Images in -1 .. 1 and labels of all files of CIFAR-10's binary version with such a name."""
    paths = sorted(pathlib.Path(folder).rglob(pattern))
    if not paths:
        sys.exit(f"{folder}: no {pattern} there (the binary version of CIFAR-10)")
    data = bytearray(b"".join(path.read_bytes() for path in paths))
    records = torch.frombuffer(data, dtype=torch.uint8).reshape(-1, 1 + IMAGE_BYTES)
    images = records[:, 1:].reshape(-1, 3, 32, 32).float().div_(128).sub_(1)
    return images, records[:, 0].long()


def train(torch, model, data, epochs, learning_rate, before_epoch=lambda epoch: None):
    """SGD with a cosine over all steps."""
    images, labels = data
    sgd = torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=0.9, weight_decay=5e-4)
    steps = epochs * -(-len(labels) // BATCH)
    cosine = torch.optim.lr_scheduler.CosineAnnealingLR(sgd, max(1, steps))
    for epoch in range(epochs):
        before_epoch(epoch)
        for batch in torch.randperm(len(labels)).split(BATCH):
            sgd.zero_grad(set_to_none=True)
            torch.nn.functional.cross_entropy(model(images[batch]), labels[batch]).backward()
            sgd.step()
            cosine.step()


def logits(torch, model, images):
    with torch.no_grad():
        return torch.cat([model(part) for part in images.split(BATCH)])


def freeze(torch, model):
    """From now on no scale, zero point or statistic changes, in whatever mode."""
    model.apply(torch.ao.quantization.disable_observer)
    model.apply(torch.nn.intrinsic.qat.freeze_bn_stats)


def compare(torch, float_model, qconfig, has_care, options, data, test):
    """Trains with fake quantisation, converts, and returns one row of the report."""
    import pytorch_networks

    torch.manual_seed(options.seed)
    model = pytorch_networks.prepare_qat(copy.deepcopy(float_model), qconfig)

    def before_epoch(epoch):
        if has_care and epoch + 1 == options.epochs:
            freeze(torch, model)

    train(torch, model, data, options.epochs, options.learning_rate / 10, before_epoch)
    model.eval()
    if has_care:
        freeze(torch, model)
    images, labels = test
    fake = logits(torch, model, images)
    exact = logits(torch, torch.ao.quantization.convert(model), images)
    predictions = fake.argmax(1) != exact.argmax(1)
    rows = (fake != exact).any(1)
    return {
        "images": len(labels),
        "fake-quantised, accuracy": (fake.argmax(1) == labels).float().mean().item(),
        "converted, accuracy": (exact.argmax(1) == labels).float().mean().item(),
        "predictions that differ": int(predictions.sum()),
        "logit rows that differ": int(rows.sum()),
        "largest difference of a logit": (fake - exact).abs().max().item(),
    }


def print_rows(rows):
    print(f"{'':32}{'fake':>8}{'int8':>9}{'predictions':>14}{'logit rows':>13}{'largest':>10}")
    for name, row in rows.items():
        share = {key: 100 * row[key] / row["images"] for key in row if key.endswith("differ")}
        print(
            f"{name:32}{100 * row['fake-quantised, accuracy']:7.2f}%"
            f"{100 * row['converted, accuracy']:8.2f}%"
            f"{share['predictions that differ']:13.2f}%{share['logit rows that differ']:12.2f}%"
            f"{row['largest difference of a logit']:10.4f}"
        )


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", required=True, help="folder of CIFAR-10, binary version")
    parser.add_argument("--float-epochs", type=int, default=4)
    parser.add_argument("--epochs", type=int, default=2, help="with fake quantisation")
    parser.add_argument("--learning-rate", type=float, default=0.05, help="float; a tenth then")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()
    if options.epochs < 2:
        parser.error("--epochs: 2 or more, the last one with everything frozen")

    torch, blas = pytorch_setup.load(options.threads)
    warnings.filterwarnings("ignore", category=UserWarning, module="torch")
    import pytorch_networks

    engines = torch.backends.quantized.supported_engines
    engine = next(name for name in ("fbgemm", "onednn", "qnnpack") if name in engines)
    torch.backends.quantized.engine = engine
    data = read_images(torch, options.data, "data_batch_*.bin")
    test = read_images(torch, options.data, "test_batch.bin")

    torch.manual_seed(options.seed)
    model = pytorch_networks.quantisable_network("lenet5")
    train(torch, model, data, options.float_epochs, options.learning_rate)
    accuracy = (logits(torch, model.eval(), test[0]).argmax(1) == test[1]).float().mean().item()
    qconfig = torch.ao.quantization.get_default_qat_qconfig
    rows = {
        "out of the box": compare(torch, model, qconfig(engine), False, options, data, test),
        "configured with care": compare(
            torch, model, qconfig(engine, version=0), True, options, data, test
        ),
    }
    print(f"LeNet-5 on CIFAR-10, float {100 * accuracy:.2f} %; integers by {engine}")
    print_rows(rows)
    if options.json:
        report = {
            "pytorch": torch.__version__,
            "engine": engine,
            "blas": blas,
            "seed": options.seed,
            "float epochs": options.float_epochs,
            "epochs": options.epochs,
            "float, accuracy": accuracy,
            "rows": rows,
        }
        options.json.write_text(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main()
