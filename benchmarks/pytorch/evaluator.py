#!/usr/bin/env python3
"""Times Inception v3 over images of 32x32 in PyTorch: the peer of `benchmarks/run evaluator`.

    pip install torch
    python evaluator.py --threads 2 --batch 32
    python evaluator.py --channels-last --fused --compile
    python evaluator.py --check FOLDER --fused        # against what our side gives with the same weights

The last line is one JSON object. Weights and images are random: the time does not depend on them.
"""

import argparse
import json
import pathlib
import statistics
import sys
import time

import torch

from inception import CLASSES, FEATURES, SIZE, Inception
from process import peak_resident_mib


TOLERANCES = {"features": 1e-3, "logits": 1e-2}


def build(options, weights=None):
    model = Inception().eval()
    if weights is not None:
        model.load(weights)
    if options.fused:
        model.fuse()
    if options.channels_last:
        model.to(memory_format=torch.channels_last)
    return torch.compile(model) if options.compile else model


def measure(options):
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    model = build(options)
    images = torch.randint(0, 256, (options.batch, 32, 32, 3), dtype=torch.uint8)
    wall = []
    with torch.inference_mode():
        def score():
            batch = images.permute(0, 3, 1, 2)
            return model(batch if options.channels_last else batch.contiguous())

        for _ in range(max(1, -(-options.warmup // options.batch))):
            score()
        batches = max(1, -(-options.images // options.batch))
        cpu_start = time.process_time_ns()
        for _ in range(batches):
            start = time.perf_counter_ns()
            features, logits = score()
            wall.append((time.perf_counter_ns() - start) / 1e6 / options.batch)
        cpu = (time.process_time_ns() - cpu_start) / 1e6
    if not (features.isfinite().all() and logits.isfinite().all()):
        sys.exit("The outputs are no sensible numbers.")
    return {
        "experiment": "inception",
        "implementation": "pytorch " + torch.__version__,
        "mode": ("compile" if options.compile else "eager") + f", batches of {options.batch}",
        "device": "cpu",
        "threads": options.threads,
        "iterations": batches * options.batch,
        "cpu_ms": round(cpu / (batches * options.batch), 3),
        "wall_ms": round(statistics.median(wall), 3),
        "peak_resident_mib": round(peak_resident_mib(), 1),
        "peak_device_mib": None,
    }


def check(options):
    """Compares with a folder's features.f32 and logits.f32, which ours computed from its weights.f32 (one convolution
    after the other, each [height, width, in, out]; then the last layer) and images.u8 of 299x299."""
    folder = pathlib.Path(options.check)

    def read(name, dtype, *shape):
        return torch.frombuffer(bytearray((folder / name).read_bytes()), dtype=dtype).view(-1, *shape)

    images = read("images.u8", torch.uint8, SIZE, SIZE, 3).permute(0, 3, 1, 2)
    with torch.inference_mode():
        features, logits = build(options, read("weights.f32", torch.float32).flatten())(images.contiguous())
    wanted = {"features": read("features.f32", torch.float32, FEATURES),
              "logits": read("logits.f32", torch.float32, CLASSES)}
    passed = True
    for name, actual in (("features", features), ("logits", logits)):
        difference = (actual - wanted[name]).abs().max().item()
        passed &= difference <= TOLERANCES[name]
        print(f"{name}: largest difference {difference:.1e} of values up to {wanted[name].abs().max().item():.3g}")
    print("passed" if passed else "failed")
    return passed


def main():
    parser = argparse.ArgumentParser(description="Times Inception v3 over images of 32x32 in PyTorch.")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--images", type=int, default=64, help="how many to measure; whole batches")
    parser.add_argument("--warmup", type=int, default=1, help="images before those; whole batches")
    parser.add_argument("--channels-last", action="store_true", help="images and weights as NHWC in memory")
    parser.add_argument("--fused", action="store_true", help="batch normalisation in the convolutions' weights")
    parser.add_argument("--compile", action="store_true", help="through torch.compile")
    parser.add_argument("--check", metavar="FOLDER", help="compare with what ours gives")
    options = parser.parse_args()
    if options.check:
        sys.exit(0 if check(options) else 1)
    print(json.dumps(measure(options)))


if __name__ == "__main__":
    main()
