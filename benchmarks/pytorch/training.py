#!/usr/bin/env python3
"""Times one whole training iteration of Improved GAN in PyTorch: the peer of `benchmarks/run training`.

    pip install torch
    python training.py mnist-feature-matching --threads 1
    python training.py cifar10-feature-matching --mode compile --device cuda
    python training.py --check FOLDER        # the same step functions against golden vectors

The last line is one JSON object. Data are random: the time does not depend on them.
"""

import argparse
import json
import statistics
import sys
import time

import torch

from golden import check
from iteration import Training, mean_of_absolute_values, mean_of_squares
from layers import Noise
from networks import Network, cifar_discriminator, cifar_generator, mnist_discriminator, mnist_generator
from process import peak_resident_mib

BATCH = 100
IMAGES = 1000


class Mnist:
    shape, rate, feature_layer, matching = (784,), 0.003, "dense5", staticmethod(mean_of_squares)
    generator, discriminator = staticmethod(mnist_generator), staticmethod(mnist_discriminator)
    iterations, warmup = 50, 20

    @staticmethod
    def images(count):
        return torch.rand(count, 784)


class Cifar10:
    shape, rate, feature_layer, matching = (3, 32, 32), 3e-4, "pool", staticmethod(mean_of_absolute_values)
    generator, discriminator = staticmethod(cifar_generator), staticmethod(cifar_discriminator)
    iterations, warmup = 4, 2

    @staticmethod
    def images(count):
        return torch.rand(count, 3, 32, 32) * 2 - 1


EXPERIMENTS = {"mnist-feature-matching": Mnist, "cifar10-feature-matching": Cifar10}


def build(experiment, device, channels_last, stacked):
    generator, discriminator = Network(experiment.generator()), Network(experiment.discriminator())
    images = experiment.images(IMAGES)
    with torch.no_grad():
        discriminator.initialise(images[:500], Noise())
        generator.initialise(torch.rand(BATCH, 100), Noise())
    generator, discriminator, images = generator.to(device), discriminator.to(device), images.to(device)
    if channels_last:
        generator, discriminator = (n.to(memory_format=torch.channels_last) for n in (generator, discriminator))
        images = images.contiguous(memory_format=torch.channels_last)
    training = Training(generator, discriminator, experiment.feature_layer, experiment.matching, experiment.rate,
                        stacked=stacked)
    return training, images, torch.randint(10, (IMAGES,), device=device)


def iterate(training, images, labels, device):
    """Draws batches, z and noise, and does both steps. Returns the losses."""
    labelled, unlabelled, matched = torch.randint(IMAGES, (3, BATCH), device=device)
    noise = Noise()
    losses, _ = training.d_step(
        images[labelled], labels[labelled], images[unlabelled], torch.rand(BATCH, 100, device=device), [noise] * 3)
    loss, _ = training.g_step(images[matched], torch.rand(BATCH, 100, device=device), noise, noise)
    return [value.item() for value in (*losses, loss)]


def peak_device_mib(device):
    return round(torch.cuda.max_memory_allocated(device) / 2 ** 20, 1) if device.type == "cuda" else None


def measure(options):
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = options.tf32
    experiment, device = EXPERIMENTS[options.experiment], torch.device(options.device)
    training, images, labels = build(experiment, device, options.channels_last, options.stacked)
    if options.mode == "compile":
        training.compile()
    for _ in range(options.warmup if options.warmup is not None else experiment.warmup):
        iterate(training, images, labels, device)
    wall = []
    iterations = options.iterations or experiment.iterations
    cpu_start = time.process_time_ns()
    for _ in range(iterations):
        start = time.perf_counter_ns()
        losses = iterate(training, images, labels, device)
        wall.append((time.perf_counter_ns() - start) / 1e6)
    cpu = (time.process_time_ns() - cpu_start) / 1e6
    if not all(value == value and abs(value) < 1e6 for value in losses):
        sys.exit(f"The losses are no longer sensible numbers: {losses}.")
    return {
        "experiment": options.experiment,
        "implementation": "pytorch " + torch.__version__,
        "mode": options.mode,
        "device": torch.cuda.get_device_name(device) if device.type == "cuda" else "cpu",
        "threads": options.threads,
        "iterations": iterations,
        "cpu_ms": round(cpu / iterations, 3),
        "wall_ms": round(statistics.median(wall), 3),
        "peak_resident_mib": round(peak_resident_mib(), 1),
        "peak_device_mib": peak_device_mib(device),
    }


def main():
    parser = argparse.ArgumentParser(description="Times one training iteration of Improved GAN in PyTorch.")
    parser.add_argument("experiment", nargs="?", choices=EXPERIMENTS)
    parser.add_argument("--mode", choices=["eager", "compile"], default="eager")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--iterations", type=int)
    parser.add_argument("--warmup", type=int)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--channels-last", action="store_true", help="images and convolution weights as NHWC in memory")
    parser.add_argument("--stacked", action="store_true", help="the discriminator's three passes as one batch")
    parser.add_argument("--tf32", action="store_true", help="on CUDA, products with 10 bits of mantissa; ours has 23")
    parser.add_argument("--check", metavar="FOLDER", help="compare the steps with the golden vectors of a folder")
    options = parser.parse_args()
    if options.check:
        sys.exit(0 if check(options.check, options.mode == "compile") else 1)
    if not options.experiment:
        parser.error("name an experiment, or a folder to --check")
    if options.device.startswith("cuda") and not torch.cuda.is_available():
        sys.exit("This PyTorch sees no CUDA device; choose --device cpu, or install a CUDA build and a driver.")
    print(json.dumps(measure(options)))


if __name__ == "__main__":
    main()
