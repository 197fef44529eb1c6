"""Inception v3 as the evaluation of images has it (the frozen graph of 2015-12-05), as modules one would write in
PyTorch: convolution, batch normalisation with frozen statistics (epsilon 0.001) and ReLU; average pools that do not
count their padding, a maximum pool in the last block; 2048 features and 1008 logits. Modules are in the order of the
graph's nodes.
"""

import torch
from torch import nn
from torch.nn import functional

SIZE = 299
FEATURES = 2048
CLASSES = 1008


class Conv(nn.Module):
    """Padding None keeps the size; 0 is TensorFlow's VALID."""

    def __init__(self, channels_in, channels_out, kernel, stride=1, padding=None):
        super().__init__()
        kernel = (kernel, kernel) if isinstance(kernel, int) else kernel
        padding = tuple(k // 2 for k in kernel) if padding is None else padding
        self.conv = nn.Conv2d(channels_in, channels_out, kernel, stride, padding, bias=False)
        self.norm = nn.BatchNorm2d(channels_out, eps=0.001)

    def forward(self, x):
        return functional.relu(self.norm(self.conv(x)), inplace=True)


class FusedConv(nn.Module):
    """The same with the batch normalisation in the weights."""

    def __init__(self, conv):
        super().__init__()
        self.conv = nn.utils.fuse_conv_bn_eval(conv.conv, conv.norm)

    def forward(self, x):
        return functional.relu(self.conv(x), inplace=True)


class Average(nn.Module):
    def forward(self, x):
        return functional.avg_pool2d(x, 3, stride=1, padding=1, count_include_pad=False)


class Maximum(nn.Module):
    def __init__(self, stride, padding):
        super().__init__()
        self.stride, self.padding = stride, padding

    def forward(self, x):
        return functional.max_pool2d(x, 3, stride=self.stride, padding=self.padding)


class Join(nn.Module):
    """All branches of one input, side by side."""

    def __init__(self, *branches):
        super().__init__()
        self.branches = nn.ModuleList(branches)

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.branches], 1)


def block35(channels, pooled):
    return Join(
        Conv(channels, 64, 1),
        nn.Sequential(Conv(channels, 48, 1), Conv(48, 64, 5)),
        nn.Sequential(Conv(channels, 64, 1), Conv(64, 96, 3), Conv(96, 96, 3)),
        nn.Sequential(Average(), Conv(channels, pooled, 1)))


def to_17():
    return Join(
        Conv(288, 384, 3, 2, 0),
        nn.Sequential(Conv(288, 64, 1), Conv(64, 96, 3), Conv(96, 96, 3, 2, 0)),
        Maximum(2, 0))


def block17(narrow):
    row, column = (1, 7), (7, 1)
    return Join(
        Conv(768, 192, 1),
        nn.Sequential(Conv(768, narrow, 1), Conv(narrow, narrow, row), Conv(narrow, 192, column)),
        nn.Sequential(Conv(768, narrow, 1), Conv(narrow, narrow, column), Conv(narrow, narrow, row),
                      Conv(narrow, narrow, column), Conv(narrow, 192, row)),
        nn.Sequential(Average(), Conv(768, 192, 1)))


def to_8():
    return Join(
        nn.Sequential(Conv(768, 192, 1), Conv(192, 320, 3, 2, 0)),
        nn.Sequential(Conv(768, 192, 1), Conv(192, 192, (1, 7)), Conv(192, 192, (7, 1)), Conv(192, 192, 3, 2, 0)),
        Maximum(2, 0))


def block8(channels, pool):
    def both():
        return Join(Conv(384, 384, (1, 3)), Conv(384, 384, (3, 1)))
    return Join(
        Conv(channels, 320, 1),
        nn.Sequential(Conv(channels, 384, 1), both()),
        nn.Sequential(Conv(channels, 448, 1), Conv(448, 384, 3), both()),
        nn.Sequential(pool, Conv(channels, 192, 1)))


class Inception(nn.Module):
    """uint8 [N, 3, H, W], any size, to features [N, 2048] and logits [N, 1008] without bias."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            Conv(3, 32, 3, 2, 0), Conv(32, 32, 3, 1, 0), Conv(32, 64, 3), Maximum(2, 0),
            Conv(64, 80, 1), Conv(80, 192, 3, 1, 0), Maximum(2, 0),
            block35(192, 32), block35(256, 64), block35(288, 64), to_17(),
            block17(128), block17(160), block17(160), block17(192), to_8(),
            block8(1280, Average()), block8(2048, Maximum(1, 1)),
            nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.logits = nn.Linear(FEATURES, CLASSES, bias=False)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_uniform_(module.weight, nonlinearity="relu")

    def load(self, weights):
        """Takes all weights one after the other, as TensorFlow keeps them: [height, width, in, out], [in, out]."""
        used = 0
        with torch.no_grad():
            for module in self.modules():
                if isinstance(module, nn.Conv2d):
                    out, into, height, width = module.weight.shape
                    one = weights[used:used + module.weight.numel()].view(height, width, into, out)
                    module.weight.copy_(one.permute(3, 2, 0, 1))
                    used += module.weight.numel()
            self.logits.weight.copy_(weights[used:].view(FEATURES, CLASSES).t())

    def fuse(self):
        """Puts batch normalisation into the weights, in place."""
        for module in list(self.modules()):
            for name, child in list(module.named_children()):
                if isinstance(child, Conv):
                    setattr(module, name, FusedConv(child))
        return self

    def forward(self, images):
        # The plain resize, which is cheaper than one in TensorFlow's own positions.
        x = functional.interpolate(images.float(), size=(SIZE, SIZE), mode="bilinear", align_corners=False)
        features = self.body((x - 128) * 0.0078125)
        return features, self.logits(features)
