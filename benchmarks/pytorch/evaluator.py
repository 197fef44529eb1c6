#!/usr/bin/env python3
"""Times Inception v3 over images of 32x32 in PyTorch: the peer of `benchmarks/run evaluator`.

    pip install torch
    python evaluator.py --threads 2 --batch 32
    python evaluator.py --channels-last --fused --compile

The last line is one JSON object. Weights and images are random: the time does not depend on them.
"""

import argparse
import json
import statistics
import sys
import time

import torch

from inception import Inception
from process import peak_resident_mib


def build(options):
    model = Inception().eval()
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


def main():
    parser = argparse.ArgumentParser(description="Times Inception v3 over images of 32x32 in PyTorch.")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--images", type=int, default=64, help="how many to measure; whole batches")
    parser.add_argument("--warmup", type=int, default=1, help="images before those; whole batches")
    parser.add_argument("--channels-last", action="store_true", help="images and weights as NHWC in memory")
    parser.add_argument("--fused", action="store_true", help="batch normalisation in the convolutions' weights")
    parser.add_argument("--compile", action="store_true", help="through torch.compile")
    print(json.dumps(measure(parser.parse_args())))


if __name__ == "__main__":
    main()
