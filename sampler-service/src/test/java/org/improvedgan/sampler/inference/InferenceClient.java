package org.improvedgan.sampler.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.improvedgan.inference.v2.GRPCInferenceServiceGrpc;
import org.improvedgan.inference.v2.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import org.improvedgan.inference.v2.GRPCInferenceServiceGrpc.GRPCInferenceServiceFutureStub;
import org.improvedgan.inference.v2.ModelInferRequest;
import org.improvedgan.inference.v2.ModelInferResponse;
import org.improvedgan.inference.v2.ModelMetadataRequest;
import org.improvedgan.inference.v2.ModelMetadataResponse;
import org.improvedgan.inference.v2.ModelReadyRequest;
import org.improvedgan.sampler.SamplerClient;
import org.improvedgan.sampler.v1.SampleRequest;

/** A client of both gRPC services of the application under test. */
final class InferenceClient implements AutoCloseable {

  private final SamplerClient sampler = new SamplerClient();

  SamplerClient sampler() {
    return sampler;
  }

  GRPCInferenceServiceBlockingStub server() {
    return GRPCInferenceServiceGrpc.newBlockingStub(sampler.channel()).withDeadlineAfter(30, TimeUnit.SECONDS);
  }

  GRPCInferenceServiceFutureStub later() {
    return GRPCInferenceServiceGrpc.newFutureStub(sampler.channel());
  }

  ModelInferResponse infer(String model, String version, ModelInferRequest.Builder request) {
    return server().modelInfer(request.setModelName(model).setModelVersion(version).build());
  }

  boolean ready(String model, String version) {
    return server().modelReady(ModelReadyRequest.newBuilder().setName(model).setVersion(version).build()).getReady();
  }

  ModelMetadataResponse metadata(String model, String version) {
    return server().modelMetadata(ModelMetadataRequest.newBuilder().setName(model).setVersion(version).build());
  }

  /** The pixels that Sample gives. */
  byte[] sample(SampleRequest.Builder request) {
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    sampler.sample(request.build()).forEach(message -> pixels.writeBytes(message.getPixels().toByteArray()));
    return pixels.toByteArray();
  }

  static byte[] pixels(ModelInferResponse raw) {
    return raw.getRawOutputContents(0).toByteArray();
  }

  static void refused(ThrowingCallable call, Status.Code code, String sentence) {
    assertThatThrownBy(call).isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
      assertThat(e.getStatus().getDescription()).contains(sentence);
      assertThat(e.getStatus().getCode()).isEqualTo(code);
    });
  }

  @Override
  public void close() {
    sampler.close();
  }
}
