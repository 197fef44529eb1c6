"""A client of the Open Inference Protocol in another language: speaks to a sampler with code that grpc_tools
generates from the .proto here, and says "ok" where every answer is as it should be.

    python inference_client.py PROTO_FOLDER GRPC_ADDRESS HTTP_URL MODEL
"""

import importlib
import json
import sys
import tempfile
import urllib.request

import grpc
import numpy as np
from grpc_tools import protoc


def generated(protos):
    folder = tempfile.mkdtemp()
    arguments = ["protoc", f"-I{protos}", f"--python_out={folder}", f"--grpc_python_out={folder}"]
    if protoc.main(arguments + [f"{protos}/inference/open_inference.proto"]) != 0:
        sys.exit("The .proto cannot be compiled.")
    sys.path.insert(0, folder)
    return (importlib.import_module("inference.open_inference_pb2"),
            importlib.import_module("inference.open_inference_pb2_grpc"))


def vectors(seed, count, size):
    """Uniform z of a seed, as docs/sampling.md has it."""
    rows = []
    for index in range(count):
        words = np.random.Philox(key=np.array([seed, 0], np.uint64), counter=np.array([0, index, 0, 0], np.uint64))
        bits = words.random_raw((size + 1) // 2).view("<u4").astype(np.float64)
        rows.append((np.floor(bits / 256) * 2.0**-24).astype(np.float32)[:size])
    return np.stack(rows)


def main(protos, address, url, model):
    pb2, pb2_grpc = generated(protos)
    server = pb2_grpc.GRPCInferenceServiceStub(grpc.insecure_channel(address))
    assert server.ServerLive(pb2.ServerLiveRequest()).live
    assert server.ServerReady(pb2.ServerReadyRequest()).ready
    assert server.ModelReady(pb2.ModelReadyRequest(name=model)).ready
    assert "binary_tensor_data" in server.ServerMetadata(pb2.ServerMetadataRequest()).extensions
    metadata = server.ModelMetadata(pb2.ModelMetadataRequest(name=model))
    size = metadata.inputs[0].shape[1]
    shape = list(metadata.outputs[0].shape[1:])

    request = pb2.ModelInferRequest(model_name=model)
    request.parameters["seed"].int64_param = 7
    request.parameters["count"].int64_param = 3
    response = server.ModelInfer(request)
    assert list(response.outputs[0].shape) == [3] + shape
    images = np.frombuffer(response.raw_output_contents[0], np.uint8).reshape(response.outputs[0].shape)

    z = vectors(7, 3, size)
    tensor = pb2.ModelInferRequest.InferInputTensor(name="z", datatype="FP32", shape=z.shape)
    raw = server.ModelInfer(pb2.ModelInferRequest(
        model_name=model, inputs=[tensor], raw_input_contents=[z.astype("<f4").tobytes()]))
    assert raw.raw_output_contents[0] == response.raw_output_contents[0]
    tensor.contents.fp32_contents.extend(z.ravel().tolist())
    typed = server.ModelInfer(pb2.ModelInferRequest(model_name=model, inputs=[tensor]))
    assert list(typed.outputs[0].contents.uint_contents) == images.ravel().tolist()

    body = json.dumps({"inputs": [{"name": "z", "datatype": "FP32", "shape": z.shape, "data": z.tolist()}]}).encode()
    with urllib.request.urlopen(urllib.request.Request(f"{url}/v2/models/{model}/infer", body)) as answer:
        output = json.load(answer)["outputs"][0]
    assert np.array_equal(np.array(output["data"], np.uint8).reshape(output["shape"]), images)

    try:
        server.ModelMetadata(pb2.ModelMetadataRequest(name="nobody"))
        sys.exit("A model that is not there answers.")
    except grpc.RpcError as error:
        assert error.code() == grpc.StatusCode.NOT_FOUND, error
    print("ok")


if __name__ == "__main__":
    main(*sys.argv[1:])
