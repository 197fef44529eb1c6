"""Layers of the released networks: weight normalisation in three forms, batch norm without gain, noise.

A layer that normalises its weights gives the effective weight from `effective()`, so that one step computes it once
and uses it in every pass. `forward(x, weight, noise)` applies it. `initialise(x)` sets scale and bias from the data, so
that the output has mean 0 and standard deviation `deviation` on that batch.
"""

import math

import torch
from torch import nn
from torch.nn import functional as F

ACTIVATIONS = {
    "identity": lambda x: x,
    "relu": F.relu,
    "lrelu": lambda x: F.leaky_relu(x, 0.2),
    "softplus": F.softplus,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
}


class Noise:
    """Fresh noise for every layer, or what is given by the layer's name (to check a step against known values)."""

    def __init__(self, given=None):
        self.given = given

    def gaussian(self, name, x, sigma):
        if self.given is not None:
            return x + self.given[name]
        return torch.add(x, torch.randn_like(x), alpha=sigma)

    def dropout(self, name, x, p):
        if self.given is not None:
            return x * (self.given[name] / (1 - p))
        return F.dropout(x, p)


class NoNoise:
    """The deterministic pass of testing."""

    def gaussian(self, name, x, sigma):
        return x

    def dropout(self, name, x, p):
        return x


class GaussianNoise(nn.Module):
    def __init__(self, name, sigma):
        super().__init__()
        self.name, self.sigma = name, sigma

    def forward(self, x, weight, noise):
        return noise.gaussian(self.name, x, self.sigma)


class Dropout(nn.Module):
    def __init__(self, name, p):
        super().__init__()
        self.name, self.p = name, p

    def forward(self, x, weight, noise):
        return noise.dropout(self.name, x, self.p)


class Reshape(nn.Module):
    def __init__(self, name, shape):
        super().__init__()
        self.name, self.shape = name, shape

    def forward(self, x, weight, noise):
        return x.reshape(-1, *self.shape)


class GlobalMeanPool(nn.Module):
    def __init__(self, name):
        super().__init__()
        self.name = name

    def forward(self, x, weight, noise):
        return x.mean((2, 3))


class Operation:
    """What a weight does: `matrix` (in, out), `conv` (out, in, kh, kw), `nin` (in, out), `deconv` (in, out, kh, kw)."""

    def __init__(self, kind, stride=1, pad=0, output_padding=0):
        self.kind, self.stride, self.pad, self.output_padding = kind, stride, pad, output_padding

    def apply(self, x, weight, bias):
        if self.kind == "matrix":
            return x @ weight if bias is None else torch.addmm(bias, x, weight)
        if self.kind == "nin":
            return F.conv2d(x, weight.t()[:, :, None, None], bias)
        if self.kind == "conv":
            return F.conv2d(x, weight, bias, self.stride, self.pad)
        return F.conv_transpose2d(x, weight, bias, self.stride, self.pad, self.output_padding)

    @property
    def output_dimension(self):
        return 0 if self.kind == "conv" else 1

    def per_output(self, values):
        """A vector of one value an output channel, shaped to multiply the weight."""
        shape = {"matrix": (1, -1), "nin": (1, -1), "conv": (-1, 1, 1, 1), "deconv": (1, -1, 1, 1)}[self.kind]
        return values.view(shape)

    def sum_of_squares(self, weight):
        return weight.square().sum([d for d in range(weight.dim()) if d != self.output_dimension])


class WeightNorm(nn.Module):
    """W = V * g / sqrt(epsilon + sum of V squared), the sum over everything that feeds one output."""

    def __init__(self, name, operation, shape, activation, train_scale, deviation=1.0, epsilon=1e-6, spread=0.05,
                 names=("V", "g"), initialised=True):
        super().__init__()
        self.name, self.operation, self.activation = name, operation, ACTIVATIONS[activation]
        self.deviation, self.epsilon, self.initialised = deviation, epsilon, initialised
        self.names = names
        outputs = shape[operation.output_dimension]
        self.V = nn.Parameter(torch.randn(shape) * spread)
        self.g = nn.Parameter(torch.ones(outputs), requires_grad=train_scale)
        self.b = nn.Parameter(torch.zeros(outputs))

    def effective(self):
        return self.V * self.operation.per_output(
            self.g * (self.operation.sum_of_squares(self.V) + self.epsilon).rsqrt())

    def forward(self, x, weight, noise):
        return self.activation(self.operation.apply(x, weight, self.b))

    @torch.no_grad()
    def initialise(self, x):
        x = self.operation.apply(x, self.effective(), None)
        axes = [d for d in range(x.dim()) if d != 1]
        mean = x.mean(axes)
        scale = self.deviation / x.var(axes, correction=0).sqrt()
        self.g.mul_(scale)
        self.b.copy_(-mean * scale)


class BatchNorm(nn.Module):
    """Batch norm on the statistics of the batch, in every pass: a trained shift b, no gain, epsilon 1e-6."""

    def __init__(self, name, operation, shape, activation, spread):
        super().__init__()
        self.name, self.operation, self.activation = name, operation, ACTIVATIONS[activation]
        self.W = nn.Parameter(torch.randn(shape) * spread)
        self.b = nn.Parameter(torch.zeros(shape[operation.output_dimension]))

    def effective(self):
        return self.W

    def forward(self, x, weight, noise):
        x = self.operation.apply(x, weight, None)
        # On CUDA its derivative fails where there is a bias and no weight.
        return self.activation(F.batch_norm(x, None, None, torch.ones_like(self.b), self.b, True, eps=1e-6))


def layer(spec):
    """A layer from its description, as in the golden vectors' lists of layers."""
    kind, name = spec["type"], spec["name"]
    if kind == "gaussian_noise":
        return GaussianNoise(name, spec["sigma"])
    if kind == "dropout":
        return Dropout(name, spec["p"])
    if kind == "reshape":
        return Reshape(name, spec["shape"])
    if kind == "global_mean_pool":
        return GlobalMeanPool(name)
    size, activation = (spec["in"], spec["out"]), spec["activation"]
    glorot = math.sqrt(2 / sum(size))
    if kind == "dense_batch_norm":
        return BatchNorm(name, Operation("matrix"), size, activation, spec.get("spread", glorot))
    if kind == "deconv_batch_norm":
        return BatchNorm(name, transposed(spec), (*size, spec["kernel"], spec["kernel"]), activation, 0.05)
    if kind == "dense_scaled":
        return WeightNorm(name, Operation("matrix"), size, activation, spec["train_scale"], epsilon=0, spread=0.1,
                          names=("theta", "weight_scale"))
    if kind == "dense_l2_normalised":
        return WeightNorm(name, Operation("matrix"), size, activation, True, spread=glorot, names=("W", "W_scale"),
                          initialised=False)
    normalised = {"activation": activation, "train_scale": spec["train_g"], "deviation": spec["init_stdv"]}
    if kind == "dense_weight_norm":
        return WeightNorm(name, Operation("matrix"), size, **normalised)
    if kind == "nin_weight_norm":
        return WeightNorm(name, Operation("nin"), size, **normalised)
    if kind == "conv_weight_norm":
        operation = Operation("conv", spec["stride"], spec["pad"])
        return WeightNorm(name, operation, (spec["out"], spec["in"], spec["kernel"], spec["kernel"]), **normalised)
    if kind == "deconv_weight_norm":
        return WeightNorm(name, transposed(spec), (*size, spec["kernel"], spec["kernel"]), **normalised)
    raise ValueError(f"A layer of type {kind} is not known here.")


def transposed(spec):
    return Operation("deconv", spec["stride"], spec["pad"], spec["output_padding"])
