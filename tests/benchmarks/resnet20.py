#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""ResNet-20 on the test images of CIFAR-10: the functional device, which executes the accelerator's
instructions in exact integers, beside PyTorch's float network. Prints images per second of both
and their ratio.

Wants PyTorch, which the project itself does not: `apt-get install python3-torch` (Debian 12: 1.13).

    tests/benchmarks/resnet20.py --data FOLDER_OF_test_batch.bin
"""

import argparse
import json
import pathlib
import struct
import subprocess
import sys
import tempfile
import time

IMAGE_BYTES = 3 * 32 * 32


def read_images(folder, count):
    """The first `count` test images as bytes, [channel][row][column] each."""
    path = next(iter(sorted(pathlib.Path(folder).rglob("test_batch.bin"))), None)
    if path is None:
        sys.exit(f"{folder}: no test_batch.bin there (the binary version of CIFAR-10)")
    records = path.read_bytes()
    images = [
        records[at + 1 : at + 1 + IMAGE_BYTES]
        for at in range(0, len(records), 1 + IMAGE_BYTES)
    ]
    return images[:count]


def pytorch_rate(images, threads, batch):
    """Images per second of the float network, all images once after one batch to warm up."""
    try:
        import torch
    except ImportError:
        sys.exit("PyTorch is not there: apt-get install python3-torch, and run with /usr/bin/python3")
    from torch import nn

    class Block(nn.Module):
        def __init__(self, inputs, outputs, stride):
            super().__init__()
            self.first = nn.Conv2d(inputs, outputs, 3, stride, 1)
            self.second = nn.Conv2d(outputs, outputs, 3, 1, 1)
            is_same = inputs == outputs
            self.shortcut = nn.Identity() if is_same else nn.Conv2d(inputs, outputs, 1, stride)

        def forward(self, x):
            y = self.second(torch.relu(self.first(x)))
            return torch.relu(y + self.shortcut(x))

    layers = [nn.Conv2d(3, 16, 3, 1, 1), nn.ReLU()]
    width = 16
    for outputs in (16, 32, 64):
        for block in range(3):
            layers.append(Block(width, outputs, 2 if block == 0 and outputs > 16 else 1))
            width = outputs
    layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10)]
    model = nn.Sequential(*layers).eval().to(memory_format=torch.channels_last)
    torch.set_num_threads(threads)

    data = torch.frombuffer(bytearray(b"".join(images)), dtype=torch.uint8)
    data = data.reshape(-1, 3, 32, 32).float().div_(255)
    data = data.contiguous(memory_format=torch.channels_last)
    with torch.inference_mode():
        model(data[:batch])
        start = time.perf_counter()
        for part in data.split(batch):
            model(part)
        return len(images) / (time.perf_counter() - start)


def write_stream(path, images, is_signed):
    offset = 128 if is_signed else 0
    with open(path, "wb") as file:
        file.write(b"ISOIMG01" + struct.pack("<3i", 3, 32, 32))
        for image in images:
            file.write(struct.pack(f"<{IMAGE_BYTES}i", *(value - offset for value in image)))


def isomer_rate(isomer, network, images, jobs):
    """Images per second of `jobs` processes, from their start to the end of the last one."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)

        def run(*arguments):
            subprocess.run([isomer, *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL)

        if network is None:
            network = folder / "resnet20.isonet"
            run("network", "resnet20", "--output", str(network))
        run("compile", str(network), "--output", "resnet20.isoprog")
        run("info", "resnet20.isoprog", "--json", "info.json")
        tensors = json.loads((folder / "info.json").read_text())["tensors"]
        is_signed = not tensors[0]["format"].startswith("uint")
        for job in range(jobs):
            write_stream(folder / f"{job}.images", images[job::jobs], is_signed)
        start = time.perf_counter()
        children = [
            subprocess.Popen(
                [isomer, "run", "resnet20.isoprog", "--input", f"{job}.images"],
                cwd=folder,
                stdout=subprocess.DEVNULL,
            )
            for job in range(jobs)
        ]
        codes = [child.wait() for child in children]
        seconds = time.perf_counter() - start
        if any(codes):
            sys.exit(f"isomer run failed with exit codes {codes}")
        return len(images) / seconds


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", required=True, help="folder with CIFAR-10's test_batch.bin")
    parser.add_argument("--isomer", default=root / "build/release/tools/isomer")
    parser.add_argument("--network", help="a trained resnet20 .isonet; random integers if absent")
    parser.add_argument("--images", type=int, default=10000)
    parser.add_argument("--jobs", type=int, default=2, help="processes of isomer")
    parser.add_argument("--threads", type=int, default=2, help="of PyTorch")
    parser.add_argument("--batch", type=int, default=128, help="of PyTorch")
    options = parser.parse_args()

    images = read_images(options.data, options.images)
    network = options.network and str(pathlib.Path(options.network).resolve())
    isomer = str(pathlib.Path(options.isomer).resolve())
    pytorch = pytorch_rate(images, options.threads, options.batch)
    device = isomer_rate(isomer, network, images, options.jobs)
    print(f"images                    {len(images)}")
    print(f"PyTorch, float, images/s  {pytorch:.0f}")
    print(f"Isomer, exact, images/s   {device:.0f}")
    print(f"ratio                     {device / pytorch:.2f}")


if __name__ == "__main__":
    main()
