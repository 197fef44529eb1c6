package org.improvedgan.sampler.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.HashSet;
import java.util.Set;
import org.improvedgan.sampler.v1.SampleRequest;
import org.improvedgan.sampler.v1.SampleResponse;
import org.improvedgan.sampler.v1.SamplerGrpc;
import org.junit.jupiter.api.Test;

class RequestCheckTest {

  /** gRPC asks for each call; whoever counts by method must not get a new one each time, and keep it for ever. */
  @Test
  void aMethodStaysOneHoweverOftenItIsCalled() {
    RequestCheck check = new RequestCheck(new AccessMetrics(new SimpleMeterRegistry()));
    Set<Object> methods = new HashSet<>();
    for (int call = 0; call < 100; call++) {
      methods.add(check.wrapMethodDefinition(ServerMethodDefinition.<SampleRequest, SampleResponse>create(
          SamplerGrpc.getSampleMethod(), (serverCall, headers) -> new ServerCall.Listener<>() { }))
          .getMethodDescriptor());
      methods.add(check.wrapMethodDefinition(ServerMethodDefinition.create(
          SamplerGrpc.getListCheckpointsMethod(), (serverCall, headers) -> new ServerCall.Listener<>() { }))
          .getMethodDescriptor());
    }
    assertThat(methods).hasSize(2);
  }
}
