# SPDX-License-Identifier: Apache-2.0
"""The networks of `isa/zoo` in PyTorch, on 3x32x32 pixels and ten classes: float, fused for
inference, and with PyTorch's own fake quantisation (eager mode)."""

import torch
from torch import nn
from torch.ao import quantization


class Sum(nn.Module):
    def forward(self, x, y):
        return torch.relu_(x + y)


class QuantisableSum(nn.Module):
    def __init__(self):
        super().__init__()
        self.functional = nn.quantized.FloatFunctional()

    def forward(self, x, y):
        return self.functional.add_relu(x, y)


class Block(nn.Module):
    """Two 3x3 convolutions plus the input, or its projection where the shape changes."""

    def __init__(self, inputs, outputs, stride, total):
        super().__init__()
        self.first = normalised(inputs, outputs, 3, stride)
        self.second = normalised(outputs, outputs, 3, 1, has_relu=False)
        self.shortcut = nn.Identity()
        if stride != 1 or inputs != outputs:
            self.shortcut = normalised(inputs, outputs, 1, stride, has_relu=False)
        self.sum = total()

    def forward(self, x):
        return self.sum(self.second(self.first(x)), self.shortcut(x))


def normalised(inputs, outputs, kernel, stride=1, has_relu=True):
    """Convolution, batch norm and, as a rule, ReLU."""
    layers = [
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False),
        nn.BatchNorm2d(outputs),
    ]
    return nn.Sequential(*layers, nn.ReLU(inplace=True)) if has_relu else nn.Sequential(*layers)


def lenet5(total):
    def activated(layer):
        return nn.Sequential(layer, nn.ReLU(inplace=True))

    return [
        activated(nn.Conv2d(3, 6, 5)),
        nn.MaxPool2d(2),
        activated(nn.Conv2d(6, 16, 5)),
        nn.MaxPool2d(2),
        nn.Flatten(),
        activated(nn.Linear(400, 120)),
        activated(nn.Linear(120, 84)),
        nn.Linear(84, 10),
    ]


def lenet_variant(total):
    return [
        normalised(3, 32, 5),
        nn.MaxPool2d(2),
        normalised(32, 64, 5),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Sequential(nn.Linear(4096, 512, bias=False), nn.BatchNorm1d(512)),
        nn.ReLU(inplace=True),
        nn.Linear(512, 10),
    ]


def resnet(blocks, total):
    layers = [normalised(3, 16, 3)]
    inputs = 16
    for outputs in (16, 32, 64):
        for block in range(blocks):
            stride = 2 if block == 0 and outputs > 16 else 1
            layers.append(Block(inputs, outputs, stride, total))
            inputs = outputs
    return layers + [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10)]


NETWORKS = {
    "lenet5": lenet5,
    "lenet-variant": lenet_variant,
    "resnet8": lambda total: resnet(1, total),
    "resnet20": lambda total: resnet(3, total),
}


def float_network(name):
    return nn.Sequential(*NETWORKS[name](Sum))


def fuse(model, function):
    """Applies `function` (fuse_modules or fuse_modules_qat) to every convolution or linear layer
    and what follows it in its own nn.Sequential."""
    for module in list(model.modules()):
        if type(module) is nn.Sequential and type(module[0]) in (nn.Conv2d, nn.Linear):
            function(module, [str(i) for i in range(len(module))], inplace=True)
    return model


def inference_network(name):
    """Batch norm is folded into weights and biases."""
    return fuse(float_network(name).eval(), quantization.fuse_modules)


def quantisable_network(name):
    """Float, with the marks that PyTorch's quantisation needs: where integers begin and end."""
    return nn.Sequential(
        quantization.QuantStub(), *NETWORKS[name](QuantisableSum), quantization.DeQuantStub()
    )


def prepare_qat(model, qconfig):
    """Fake quantisation everywhere, to be trained."""
    fuse(model.train(), quantization.fuse_modules_qat)
    model.qconfig = qconfig
    return quantization.prepare_qat(model, inplace=True)
