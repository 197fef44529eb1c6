"""Calls two samplers until standard input is closed, with the settings of docs/sampling.md and nothing else.

Arguments: the addresses, and two SampleRequest messages in Base64, a small one and a long one. All answers to the same
request must be the same bytes. Prints how many calls there were of each, and one line for each that failed.
"""
import base64
import json
import sys
import threading

import grpc

SERVICE_CONFIG = json.dumps({
    "loadBalancingConfig": [{"round_robin": {}}],
    "healthCheckConfig": {"serviceName": "improvedgan.sampler.v1.Sampler"},
    "methodConfig": [{"name": [{}], "retryPolicy": {
        "maxAttempts": 4, "initialBackoff": "0.1s", "backoffMultiplier": 3, "maxBackoff": "1s",
        "retryableStatusCodes": ["UNAVAILABLE"]}}],
})
OPTIONS = [("grpc.service_config", SERVICE_CONFIG), ("grpc.enable_retries", 1),
           ("grpc.initial_reconnect_backoff_ms", 500), ("grpc.min_reconnect_backoff_ms", 500),
           ("grpc.max_reconnect_backoff_ms", 1000)]
SAMPLE = "/improvedgan.sampler.v1.Sampler/Sample"

addresses, small, long = sys.argv[1], *(base64.b64decode(text) for text in sys.argv[2:4])
done = threading.Event()
failures = []


def call_again_and_again(sample, request, counts):
    expected = None
    while not done.is_set():
        try:
            answer = list(sample(request, timeout=60))
            counts.append(len(answer))
            expected = expected or answer
            if answer != expected:
                failures.append("the same request has got other images")
        except grpc.RpcError as error:
            failures.append(f"{error.code()}: {error.details()}")


with grpc.insecure_channel("ipv4:" + addresses, options=OPTIONS) as channel:
    sample = channel.unary_stream(SAMPLE)
    calls = {"small": [], "long": []}
    threads = [threading.Thread(target=call_again_and_again, args=(sample, request, calls[name]))
               for name, request in (("small", small), ("small", small), ("long", long))]
    for thread in threads:
        thread.start()
    while not calls["small"] and not failures:
        done.wait(0.05)
    print("calling", flush=True)
    sys.stdin.read()
    done.set()
    for thread in threads:
        thread.join()

print(len(calls["small"]), len(calls["long"]))
for failure in failures:
    print(failure)
