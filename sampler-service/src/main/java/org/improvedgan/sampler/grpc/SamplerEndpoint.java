package org.improvedgan.sampler.grpc;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.util.Locale;
import org.improvedgan.sampler.SamplingException;
import org.improvedgan.sampler.sampling.Admission;
import org.improvedgan.sampler.sampling.SampleMetrics;
import org.improvedgan.sampler.sampling.Workers;
import org.improvedgan.sampler.serving.Checkpoints;
import org.improvedgan.sampler.v1.ListCheckpointsRequest;
import org.improvedgan.sampler.v1.ListCheckpointsResponse;
import org.improvedgan.sampler.v1.SampleRequest;
import org.improvedgan.sampler.v1.SampleResponse;
import org.improvedgan.sampler.v1.SamplerGrpc;

/**
 * The gRPC service. Extends grpc-java's own base class: through Mutiny a client that does not read would make the
 * server buffer the whole stream. Nothing here blocks, since gRPC calls it on its event loop.
 */
@GrpcService
public class SamplerEndpoint extends SamplerGrpc.SamplerImplBase {

  /** gRPC is "ready" while fewer bytes than this wait for the network: enough to keep it busy, few for memory. */
  private static final int READY_BYTES = 1 << 20;

  private final Checkpoints checkpoints;
  private final Workers workers;
  private final SampleMetrics metrics;
  private final Admission admission;

  SamplerEndpoint(Checkpoints checkpoints, Workers workers, SampleMetrics metrics, Admission admission) {
    this.checkpoints = checkpoints;
    this.workers = workers;
    this.metrics = metrics;
    this.admission = admission;
  }

  @Override
  public void sample(SampleRequest request, StreamObserver<SampleResponse> observer) {
    var client = (ServerCallStreamObserver<SampleResponse>) observer;
    SampleSpec spec;
    try {
      spec = SampleSpec.of(request);
      admission.enter();
    } catch (SamplingException e) {
      StatusRuntimeException status = Statuses.of(e);
      metrics.refused(outcome(status));
      client.onError(status);
      return;
    }
    SampleMetrics.Call call = metrics.begin();
    SampleStream stream = new SampleStream(client, spec, workers, metrics, failure -> fail(client, call, failure));
    client.setOnReadyThreshold(READY_BYTES);
    client.setOnReadyHandler(stream::pump);
    // Of the next two, gRPC calls exactly one.
    client.setOnCancelHandler(() -> {
      admission.leave();
      call.end("cancelled");
      stream.cancel();
    });
    client.setOnCloseHandler(() -> {
      admission.leave();
      call.end("ok");
    });
    checkpoints.acquire(spec.checkpoint(), spec.runId()).whenComplete((lease, failure) -> {
      if (failure == null) {
        stream.begin(lease);
      } else {
        fail(client, call, failure);
      }
    });
  }

  @Override
  public void listCheckpoints(ListCheckpointsRequest request, StreamObserver<ListCheckpointsResponse> client) {
    ListCheckpointsResponse.Builder response = ListCheckpointsResponse.newBuilder();
    checkpoints.all(request.getRunId()).forEach(manifest -> response.addCheckpoints(
        Messages.checkpoint(manifest, checkpoints.isLoaded(manifest.getCheckpointId()))));
    client.onNext(response.build());
    client.onCompleted();
  }

  private static void fail(ServerCallStreamObserver<SampleResponse> client, SampleMetrics.Call call,
      Throwable failure) {
    StatusRuntimeException status = Statuses.of(failure);
    call.end(outcome(status));
    if (!client.isCancelled()) {
      client.onError(status);
    }
  }

  private static String outcome(StatusRuntimeException status) {
    return status.getStatus().getCode().name().toLowerCase(Locale.ROOT);
  }
}
