package org.improvedgan.sampler.inference;

import static org.improvedgan.sampler.inference.Sentences.check;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.improvedgan.images.Images;
import org.improvedgan.inference.v2.GRPCInferenceServiceGrpc;
import org.improvedgan.inference.v2.InferParameter;
import org.improvedgan.inference.v2.ModelInferRequest;
import org.improvedgan.inference.v2.ModelInferResponse;
import org.improvedgan.inference.v2.ModelInferResponse.InferOutputTensor;
import org.improvedgan.inference.v2.ModelMetadataRequest;
import org.improvedgan.inference.v2.ModelMetadataResponse;
import org.improvedgan.inference.v2.ModelReadyRequest;
import org.improvedgan.inference.v2.ModelReadyResponse;
import org.improvedgan.inference.v2.ServerLiveRequest;
import org.improvedgan.inference.v2.ServerLiveResponse;
import org.improvedgan.inference.v2.ServerMetadataRequest;
import org.improvedgan.inference.v2.ServerMetadataResponse;
import org.improvedgan.inference.v2.ServerReadyRequest;
import org.improvedgan.inference.v2.ServerReadyResponse;
import org.improvedgan.sampler.SamplingException;
import org.improvedgan.sampler.grpc.Statuses;

/** The Open Inference Protocol over gRPC. Nothing here blocks, since gRPC calls it on its event loop. */
@GrpcService
public class InferenceEndpoint extends GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase {

  private final Models models;
  private final Inference inference;
  private final String version;

  InferenceEndpoint(Models models, Inference inference,
      @ConfigProperty(name = "quarkus.application.version") String version) {
    this.models = models;
    this.inference = inference;
    this.version = version;
  }

  @Override
  public void serverLive(ServerLiveRequest request, StreamObserver<ServerLiveResponse> client) {
    answer(client, CompletableFuture.completedFuture(ServerLiveResponse.newBuilder().setLive(true).build()));
  }

  @Override
  public void serverReady(ServerReadyRequest request, StreamObserver<ServerReadyResponse> client) {
    answer(client, CompletableFuture.completedFuture(
        ServerReadyResponse.newBuilder().setReady(models.ready()).build()));
  }

  @Override
  public void modelReady(ModelReadyRequest request, StreamObserver<ModelReadyResponse> client) {
    boolean ready;
    try {
      ready = models.ready(request.getName(), request.getVersion());
    } catch (SamplingException e) {
      ready = false; // as Triton: what is asked is whether it could be used
    }
    answer(client, CompletableFuture.completedFuture(ModelReadyResponse.newBuilder().setReady(ready).build()));
  }

  @Override
  public void serverMetadata(ServerMetadataRequest request, StreamObserver<ServerMetadataResponse> client) {
    answer(client, CompletableFuture.completedFuture(ModelDescription.server(version)));
  }

  @Override
  public void modelMetadata(ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> client) {
    answer(client, models.metadata(request.getName(), request.getVersion()));
  }

  @Override
  public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> client) {
    var call = (ServerCallStreamObserver<ModelInferResponse>) client;
    answer(client, inference.infer(() -> spec(request), call::isCancelled).thenApply(InferenceEndpoint::response));
  }

  private static InferSpec spec(ModelInferRequest request) {
    // As other servers do. Triton's client, which can read raw answers only, sends either raw inputs or none.
    boolean raw = request.getInputsCount() == 0 || request.getRawInputContentsCount() > 0;
    InferSpec spec = InferSpec.of(request, InputTensor.all(request), raw);
    check(spec.outputs().stream().map(InferSpec.Wanted::raw).distinct().count() == 1,
        "An answer over gRPC is either raw or typed; ask for all outputs in the same form.");
    return spec;
  }

  private static ModelInferResponse response(Inference.Result result) {
    Images images = result.images();
    ModelInferResponse.Builder response = ModelInferResponse.newBuilder()
        .setModelName(result.spec().model())
        .setModelVersion(result.version())
        .setId(result.spec().id())
        .putParameters("checkpoint_id", text(result.checkpointId()))
        .putParameters("checkpoint_sha256", text(result.generatorSha256()));
    for (InferSpec.Wanted wanted : result.spec().outputs()) {
      OutputTensor output = wanted.tensor();
      InferOutputTensor.Builder tensor = response.addOutputsBuilder()
          .setName(output.tensorName())
          .setDatatype(output.datatype())
          .addAllShape(OutputTensor.shape(images));
      if (wanted.raw()) {
        response.addRawOutputContents(output.raw(images));
      } else {
        tensor.setContents(output.typed(images));
      }
    }
    return response.build();
  }

  private static InferParameter text(String value) {
    return InferParameter.newBuilder().setStringParam(value).build();
  }

  private static <T> void answer(StreamObserver<T> client, CompletableFuture<T> work) {
    var call = (ServerCallStreamObserver<T>) client;
    // Without one, answering a client that is gone would throw.
    call.setOnCancelHandler(() -> { });
    work.whenComplete((answer, failure) -> {
      if (failure == null) {
        client.onNext(answer);
        client.onCompleted();
      } else if (!call.isCancelled()) {
        client.onError(Statuses.of(failure));
      }
    });
  }
}
