"""The networks of the released scripts, as lists of layers, and the module that runs such a list."""

from torch import nn

from layers import NoNoise, layer


class Network(nn.Module):
    def __init__(self, specs):
        super().__init__()
        self.layers = nn.ModuleList(layer(spec) for spec in specs)

    def effective(self):
        """The weights that a step uses in all its passes; None for layers without."""
        return [part.effective() if hasattr(part, "effective") else None for part in self.layers]

    def forward(self, x, weights, noise=NoNoise(), until=None):
        """The output, or that of the layer named `until`."""
        for part, weight in zip(self.layers, weights):
            x = part(x, weight, noise)
            if part.name == until:
                break
        return x

    def initialise(self, x, noise):
        """Data-dependent initialisation: each layer is set before the next one sees its output. Returns the output."""
        for part in self.layers:
            if getattr(part, "initialised", False):
                part.initialise(x)
            x = part(x, part.effective() if hasattr(part, "effective") else None, noise)
        return x

    def trained(self):
        return [parameter for parameter in self.parameters() if parameter.requires_grad]


def _dense(kind, name, inputs, outputs, activation, **more):
    return {"type": kind, "name": name, "in": inputs, "out": outputs, "activation": activation, **more}


def _conv(name, inputs, outputs, stride=1, pad=1):
    return {"type": "conv_weight_norm", "name": name, "in": inputs, "out": outputs, "kernel": 3, "stride": stride,
            "pad": pad, "activation": "lrelu", "train_g": False, "init_stdv": 1.0}


def _nin(name, inputs, outputs):
    return {"type": "nin_weight_norm", "name": name, "in": inputs, "out": outputs, "activation": "lrelu",
            "train_g": False, "init_stdv": 1.0}


def _deconv(kind, name, inputs, outputs, activation, **more):
    return {"type": kind, "name": name, "in": inputs, "out": outputs, "kernel": 5, "stride": 2, "pad": 2,
            "output_padding": 1, "activation": activation, **more}


def mnist_generator():
    return [
        _dense("dense_batch_norm", "dense1", 100, 500, "softplus"),
        _dense("dense_batch_norm", "dense2", 500, 500, "softplus"),
        _dense("dense_l2_normalised", "dense3", 500, 784, "sigmoid"),
    ]


def mnist_discriminator():
    widths = [784, 1000, 500, 250, 250, 250]
    specs = [{"type": "gaussian_noise", "name": "noise0", "sigma": 0.3}]
    for i, (inputs, outputs) in enumerate(zip(widths, widths[1:]), 1):
        specs.append(_dense("dense_scaled", f"dense{i}", inputs, outputs, "relu", train_scale=False))
        specs.append({"type": "gaussian_noise", "name": f"noise{i}", "sigma": 0.5})
    return specs + [_dense("dense_scaled", "out", widths[-1], 10, "identity", train_scale=True)]


def cifar_generator():
    return [
        _dense("dense_batch_norm", "dense", 100, 8192, "relu", spread=0.05),
        {"type": "reshape", "name": "reshape", "shape": [512, 4, 4]},
        _deconv("deconv_batch_norm", "deconv1", 512, 256, "relu"),
        _deconv("deconv_batch_norm", "deconv2", 256, 128, "relu"),
        _deconv("deconv_weight_norm", "deconv3", 128, 3, "tanh", train_g=True, init_stdv=0.1),
    ]


def cifar_discriminator():
    return [
        {"type": "dropout", "name": "corrupt", "p": 0.2},
        _conv("conv1", 3, 96), _conv("conv2", 96, 96), _conv("conv3", 96, 96, stride=2),
        {"type": "dropout", "name": "drop1", "p": 0.5},
        _conv("conv4", 96, 192), _conv("conv5", 192, 192), _conv("conv6", 192, 192, stride=2),
        {"type": "dropout", "name": "drop2", "p": 0.5},
        _conv("conv7", 192, 192, pad=0), _nin("nin1", 192, 192), _nin("nin2", 192, 192),
        {"type": "global_mean_pool", "name": "pool"},
        {"type": "dense_weight_norm", "name": "out", "in": 192, "out": 10, "activation": "identity", "train_g": True,
         "init_stdv": 0.1},
    ]
