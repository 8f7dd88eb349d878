# SPDX-License-Identifier: Apache-2.0
"""Both sides of training.py: what measures images per second in Isomer and in PyTorch."""

import json
import pathlib
import subprocess
import sys
import time

import pytorch_setup

LAYOUTS = ("contiguous", "channels_last")


class Isomer:
    """Measurements by `isomer benchmark-training`; pixels by chance without a folder of data."""

    def __init__(self, options, folder):
        self.options = options
        self.folder = pathlib.Path(folder)

    def recipe(self, network, phase):
        batch_norm = "absorb" if phase == "inference" else "affine"
        path = self.folder / f"{network}.toml"
        data = f"path = {json.dumps(str(self.options.data))}\n" if self.options.data else ""
        path.write_text(
            f'name = "{network}"\nmodel = "{network}"\nbatch = {self.options.batch}\n'
            f'backward = "{self.options.backward}"\n\n[data]\nname = "cifar10"\n{data}\n'
            f'[float]\nepochs = 1\n\n[quantised]\nepochs = 3\nbatch_norm = "{batch_norm}"\n'
        )
        return path

    def rate(self, network, phase, steps):
        result = self.folder / "result.json"
        result.unlink(missing_ok=True)
        command = [self.options.isomer, "benchmark-training", self.recipe(network, phase)]
        command += ["--phase", phase, "--steps", steps, "--threads", self.options.threads]
        command += ["--json", result]
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
        return json.loads(result.read_text())["images_per_second"]


class PyTorch:
    """Measurements in this process. Models are made once and stay warm."""

    def __init__(self, options):
        self.torch, self.blas = pytorch_setup.load(options.threads)
        import pytorch_networks

        self.networks = pytorch_networks
        self.batch = options.batch
        self.torch.manual_seed(1)
        self.models = {}

    def layout(self, name):
        torch = self.torch
        return torch.channels_last if name == "channels_last" else torch.contiguous_format

    def model(self, network, kind, layout):
        key = (network, kind, layout)
        if key not in self.models:
            if kind == "inference":
                model = self.networks.inference_network(network)
            elif kind == "training":
                model = self.networks.float_network(network).train()
            else:
                qconfig = self.torch.ao.quantization.get_default_qat_qconfig("fbgemm")
                model = self.networks.quantisable_network(network)
                model = self.networks.prepare_qat(model, qconfig)
            model = model.to(memory_format=self.layout(layout))
            sgd = self.torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9, weight_decay=4e-5)
            self.models[key] = (model, sgd)
        return self.models[key]

    def rate(self, network, kind, layout, steps):
        torch = self.torch
        model, sgd = self.model(network, kind, layout)
        images = torch.rand(self.batch, 3, 32, 32).contiguous(memory_format=self.layout(layout))
        labels = torch.randint(10, (self.batch,))

        def train():
            sgd.zero_grad(set_to_none=True)
            torch.nn.functional.cross_entropy(model(images), labels).backward()
            sgd.step()

        def infer():
            with torch.inference_mode():
                model(images)

        step = infer if kind == "inference" else train
        for _ in range(2):
            step()
        start = time.perf_counter()
        for _ in range(steps):
            step()
        return steps * self.batch / (time.perf_counter() - start)
