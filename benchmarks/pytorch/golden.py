"""Runs the step functions of iteration.py on golden vectors of kind `iteration_mnist` and `iteration_conv`."""

import json
from pathlib import Path

import torch

from iteration import Training, mean_of_absolute_values, mean_of_squares
from layers import Noise, WeightNorm
from networks import Network

LOSSES = {"mean_of_squares": mean_of_squares, "mean_of_absolute_values": mean_of_absolute_values}


def check(folder, compiled=False):
    """Prints a line a file and precision; returns whether all that fit passed (and at least one did)."""
    files = [path for path in sorted(Path(folder).glob("*.json")) if path.is_file()]
    passed = 0
    ok = True
    for path in files:
        vector = json.loads(path.read_text())
        if vector["kind"] not in ("iteration_mnist", "iteration_conv"):
            continue
        loss, layers = vector["parameters"]["generator_loss"], vector["parameters"]["discriminator_layers"]
        if loss not in LOSSES or any("minibatch" in layer["type"] for layer in layers):
            print(f"{path.name}: skipped, it is no feature matching")
            continue
        for dtype in (torch.float64, torch.float32):
            for stacked in (False, True):
                worst = Comparison(vector, dtype).run(compiled, stacked)
                ok = ok and worst[0] <= 1
                passed += worst[0] <= 1
                print(f"{path.name}: {str(dtype)[6:]}, {'stacked' if stacked else 'separate'} passes: "
                      f"{'passed' if worst[0] <= 1 else 'FAILED'}; "
                      f"largest deviation {worst[0]:.3g} of the tolerance, in {worst[1]}")
    if passed == 0 and ok:
        print(f"{folder} holds no golden vector of a feature-matching iteration.")
        return False
    return ok


class Comparison:
    def __init__(self, vector, dtype):
        self.vector, self.dtype, self.tolerance = vector, dtype, vector["tolerance"][str(dtype)[6:]]
        self.worst = (0.0, "nothing")

    def tensor(self, array):
        return torch.tensor(array["data"], dtype=self.dtype).reshape(array["shape"])

    def tensors(self, arrays):
        return {name: self.tensor(array) for name, array in arrays.items()}

    def compare(self, what, actual, expected, gradient=False):
        expected = self.tensor(expected).double()
        absolute = self.tolerance.get("abs", self.tolerance.get("abs_gradients" if gradient else "abs_outputs"))
        allowed = absolute + self.tolerance["rel"] * expected.abs()
        deviation = ((actual.detach().double() - expected).abs() / allowed).max().item()
        if not deviation <= self.worst[0]:
            self.worst = (deviation if deviation == deviation else float("inf"), what)

    def compare_all(self, what, actual, expected, gradient=False):
        for name, array in expected.items():
            self.compare(f"{what}: {name}", actual[name], array, gradient)

    def network(self, which):
        network = Network(self.vector["parameters"][which + "_layers"]).to(self.dtype)
        for name, value in named(network).items():
            with torch.no_grad():
                value.copy_(self.tensor(self.vector["parameters"][which][name]))
        return network

    def run(self, compiled, stacked):
        """Returns the largest deviation in units of the tolerance, and where it is."""
        inputs, outputs, settings = (self.vector[key] for key in ("inputs", "outputs", "parameters"))
        generator, discriminator = self.network("generator"), self.network("discriminator")
        start, expected = inputs["initialisation"], outputs["after_initialisation"]
        logits = discriminator.initialise(self.tensor(start["x"]), Noise(self.tensors(start["noise"])))
        self.compare("initialisation", logits, expected["discriminator_output_of_the_initialising_pass"])
        if "z" in start:
            images = generator.initialise(self.tensor(start["z"]), Noise({}))
            self.compare("initialisation", images, expected["generator_output_of_the_initialising_pass"])
        self.compare_all("initialised discriminator", named(discriminator), expected["discriminator"])
        self.compare_all("initialised generator", named(generator), expected["generator"])

        training = Training(generator, discriminator, settings["feature_layer"], LOSSES[settings["generator_loss"]],
                            settings["learning_rate"], settings["unlabeled_weight"], settings["average_rate"], stacked)
        if compiled:
            training.compile()
        self.discriminator_step(training, inputs["discriminator_step"], outputs["discriminator_step"])
        for step in range(1, settings["generator_steps"] + 1):
            self.generator_step(training, inputs[f"generator_step_{step}"], f"generator_step_{step}")
        return self.worst

    def discriminator_step(self, training, given, expected):
        noises = [self.tensors(given["noise_" + kind]) for kind in ("labelled", "unlabelled", "generated")]
        if training.stacked:
            noises = [{name: torch.cat([noise[name] for noise in noises]) for name in noises[0]}]
        before = named(training.discriminator)
        trained = [name for name, value in before.items() if value.requires_grad]
        losses, gradients = training.d_step(
            self.tensor(given["x_labelled"]), torch.tensor(given["labels"]["data"]), self.tensor(given["x_unlabelled"]),
            self.tensor(given["z"]), [Noise(noise) for noise in noises])
        for name, loss in zip(("loss_total", "loss_labelled", "loss_unlabelled"), losses):
            self.compare(name, loss, expected[name])
        by_name = dict(zip(trained, gradients))
        self.compare_all("gradient", by_name, self.vector["gradients"]["discriminator_step"]["wrt"], True)
        self.compare_all("discriminator", named(training.discriminator), expected["discriminator"])
        self.compare_all("average", dict(zip(trained, training.average)), expected["parameter_average"])

    def generator_step(self, training, given, step):
        expected = self.vector["outputs"][step]
        loss, gradients = training.g_step(
            self.tensor(given["x_unlabelled"]), self.tensor(given["z"]),
            Noise(self.tensors(given["noise_unlabelled"])), Noise(self.tensors(given["noise_generated"])))
        self.compare("loss_generator", loss, expected["loss_generator"])
        by_name = dict(zip(named(training.generator), gradients))
        self.compare_all("gradient", by_name, self.vector["gradients"][step]["wrt"], True)
        self.compare_all("generator", named(training.generator), expected["generator"])


def named(network):
    """Parameters by the names of the vectors, in the order of Network.trained()."""
    result = {}
    for part in network.layers:
        for name, value in part.named_parameters():
            if isinstance(part, WeightNorm):
                name = {"V": part.names[0], "g": part.names[1]}.get(name, name)
            result[f"{part.name}.{name}"] = value
    return result
