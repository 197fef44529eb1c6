"""The peer of the sampler: what one writes in an afternoon with grpcio and ONNX Runtime for the same contract.

Serves one generator.onnx through Sample of sampler.proto: a seed and an index give the same z as ours
(docs/sampling.md), count is at most 256 a message. SampleOne is the same for one image as a unary method, which grpcio
answers faster. Calls run in a pool of threads; ONNX Runtime lets go of Python's lock while it computes.

Prints "port N" when it listens.
"""

import argparse
import sys
import tempfile
from concurrent import futures
from pathlib import Path

import grpc
import grpc_tools
import numpy as np
import onnxruntime as ort
from grpc_tools import protoc

PROTO = "improvedgan/sampler/v1/sampler.proto"
SERVICE = "improvedgan.sampler.v1.Sampler"
MESSAGE_IMAGES = 256


def messages(proto_root):
    """The module of the contract's messages, generated now."""
    with tempfile.TemporaryDirectory() as out:
        google = Path(grpc_tools.__file__).parent / "_proto"
        if protoc.main(["protoc", f"-I{proto_root}", f"-I{google}", f"--python_out={out}", PROTO]) != 0:
            sys.exit(f"{PROTO} of {proto_root} cannot be compiled")
        sys.path.insert(0, out)
        from improvedgan.sampler.v1 import sampler_pb2
        return sampler_pb2


def session(path, threads, spinning):
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "1" if spinning else "0")
    return ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def latents(seed, first, count, size):
    """z of the images first to first + count - 1, uniform on [0, 1): float32 [count, size]."""
    blocks = (size + 7) // 8
    words = np.empty((count, 4 * blocks), np.uint64)
    key = np.array([seed, 0], np.uint64)
    for i in range(count):
        counter = np.array([0, first + i, 0, 0], np.uint64)
        words[i] = np.random.Philox(key=key, counter=counter).random_raw(4 * blocks)
    bits = words.view("<u4")[:, :size]
    return (bits >> np.uint32(8)).astype(np.float32) * np.float32(2.0**-24)


class Sampler:
    """Single images run beside each other on one thread each, messages of a stream on all of them."""

    def __init__(self, pb, path, threads, spinning):
        self.pb = pb
        self.one = session(path, 1, spinning)
        self.many = session(path, threads, spinning)
        self.size = self.one.get_inputs()[0].shape[1]

    def message(self, request, first, count):
        z = latents(request.seed, request.first_index + first, count, self.size)
        run = self.one if count == 1 else self.many
        images = run.run(["images"], {"z": z})[0]
        return self.pb.SampleResponse(first_index=request.first_index + first, count=count, height=images.shape[1],
                                      width=images.shape[2], channels=images.shape[3], pixels=images.tobytes())

    def sample(self, request, context):
        if not 1 <= request.count <= 1_000_000:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, "count must be 1 to 1000000.")
        for first in range(0, request.count, MESSAGE_IMAGES):
            yield self.message(request, first, min(MESSAGE_IMAGES, request.count - first))

    def sample_one(self, request, context):
        if request.count != 1:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, "count must be 1.")
        return self.message(request, 0, 1)

    def handlers(self):
        codec = {"request_deserializer": self.pb.SampleRequest.FromString,
                 "response_serializer": self.pb.SampleResponse.SerializeToString}
        return grpc.method_handlers_generic_handler(SERVICE, {
            "Sample": grpc.unary_stream_rpc_method_handler(self.sample, **codec),
            "SampleOne": grpc.unary_unary_rpc_method_handler(self.sample_one, **codec)})


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("generator", help="generator.onnx, z uniform on [0, 1)")
    parser.add_argument("--proto", required=True, help="the folder that has " + PROTO)
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--threads", type=int, default=2, help="threads of a run for a stream")
    parser.add_argument("--workers", type=int, default=4, help="calls that are worked on at the same time")
    parser.add_argument("--spinning", action="store_true", help="idle threads of ONNX Runtime spin, its default")
    options = parser.parse_args()
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=options.workers))
    server.add_generic_rpc_handlers((
        Sampler(messages(options.proto), options.generator, options.threads, options.spinning).handlers(),))
    port = server.add_insecure_port(f"127.0.0.1:{options.port}")
    server.start()
    print(f"port {port}", flush=True)
    server.wait_for_termination()


if __name__ == "__main__":
    main()
