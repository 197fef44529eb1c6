package org.improvedgan.sampler.grpc;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.sampler.SamplerConfig;
import org.improvedgan.sampler.SamplingException;
import org.improvedgan.sampler.SamplingException.Kind;
import org.improvedgan.sampler.sampling.Admission;
import org.improvedgan.sampler.sampling.Batcher;
import org.improvedgan.sampler.sampling.SampleMetrics;
import org.improvedgan.sampler.serving.CheckpointChange;
import org.improvedgan.sampler.serving.Checkpoints;
import org.improvedgan.sampler.serving.Choice;
import org.improvedgan.sampler.v1.Checkpoint;
import org.improvedgan.sampler.v1.CheckpointEvent;
import org.improvedgan.sampler.v1.GetCheckpointRequest;
import org.improvedgan.sampler.v1.InterpolateRequest;
import org.improvedgan.sampler.v1.ListCheckpointsRequest;
import org.improvedgan.sampler.v1.ListCheckpointsResponse;
import org.improvedgan.sampler.v1.SampleRequest;
import org.improvedgan.sampler.v1.SampleResponse;
import org.improvedgan.sampler.v1.SamplerGrpc;
import org.improvedgan.sampler.v1.WatchCheckpointsRequest;

/**
 * The gRPC service. Extends grpc-java's own base class: through Mutiny a client that does not read would make the
 * server buffer the whole stream. Nothing here blocks, since gRPC calls it on its event loop.
 */
@GrpcService
public class SamplerEndpoint extends SamplerGrpc.SamplerImplBase {

  /** gRPC is "ready" while fewer bytes than this wait for the network: enough to keep it busy, few for memory. */
  private static final int READY_BYTES = 1 << 19;

  private final Checkpoints checkpoints;
  private final Batcher batcher;
  private final SampleMetrics metrics;
  private final Admission admission;
  private final int maxWatchers;
  private final int maxCount;
  private final AtomicInteger watchers = new AtomicInteger();

  SamplerEndpoint(Checkpoints checkpoints, Batcher batcher, SampleMetrics metrics, Admission admission,
      SamplerConfig config) {
    this.checkpoints = checkpoints;
    this.batcher = batcher;
    this.metrics = metrics;
    this.admission = admission;
    this.maxWatchers = config.maxWatchers();
    this.maxCount = config.maxCount();
  }

  @Override
  public void sample(SampleRequest request, StreamObserver<SampleResponse> observer) {
    stream(() -> Requests.order(request, maxCount), observer);
  }

  @Override
  public void interpolate(InterpolateRequest request, StreamObserver<SampleResponse> observer) {
    stream(() -> Requests.order(request, maxCount), observer);
  }

  private void stream(Supplier<ImageOrder> check, StreamObserver<SampleResponse> observer) {
    var client = (ServerCallStreamObserver<SampleResponse>) observer;
    ImageOrder order;
    try {
      order = check.get();
      admission.enter();
    } catch (SamplingException e) {
      StatusRuntimeException status = Statuses.of(e);
      metrics.refused(outcome(status));
      client.onError(status);
      return;
    }
    SampleMetrics.Call call = metrics.begin();
    SampleStream stream = new SampleStream(client, order, batcher, failure -> fail(client, call, failure));
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
    checkpoints.acquire(order.choice()).whenComplete((lease, failure) -> {
      if (failure == null) {
        stream.begin(lease);
      } else {
        fail(client, call, failure);
      }
    });
  }

  @Override
  public void listCheckpoints(ListCheckpointsRequest request, StreamObserver<ListCheckpointsResponse> client) {
    answer(client, () -> {
      Requests.checkName("run_id", request.getRunId());
      ListCheckpointsResponse.Builder response = ListCheckpointsResponse.newBuilder();
      checkpoints.all(request.getRunId()).forEach(manifest -> response.addCheckpoints(message(manifest)));
      return response.build();
    });
  }

  @Override
  public void getCheckpoint(GetCheckpointRequest request, StreamObserver<Checkpoint> client) {
    Choice choice;
    try {
      choice = Requests.choice(request.getCheckpoint(), request.getRunId(), request.getMetric());
    } catch (SamplingException e) {
      client.onError(Statuses.of(e));
      return;
    }
    checkpoints.resolve(choice).whenComplete((manifest, failure) -> answer(client, () -> {
      if (failure != null) {
        throw Statuses.of(failure);
      }
      return message(manifest);
    }));
  }

  @Override
  public void watchCheckpoints(WatchCheckpointsRequest request, StreamObserver<CheckpointEvent> observer) {
    var client = (ServerCallStreamObserver<CheckpointEvent>) observer;
    String run = request.getRunId();
    try {
      Requests.checkName("run_id", run);
      if (watchers.incrementAndGet() > maxWatchers) {
        watchers.decrementAndGet();
        throw new SamplingException(Kind.BUSY, maxWatchers + " clients watch already; try again later.");
      }
    } catch (SamplingException e) {
      client.onError(Statuses.of(e));
      return;
    }
    WatchStream stream = new WatchStream(client);
    client.setOnReadyHandler(stream::pump);
    Runnable stopListening;
    // Nothing may come between what is there and what happens next.
    synchronized (stream) {
      stopListening = checkpoints.listen(change -> {
        if (run.isEmpty() || change.manifest().getRunId().equals(run)) {
          stream.add(event(change));
        }
      });
      checkpoints.all(run).forEach(manifest -> stream.add(
          event(new CheckpointChange(CheckpointChange.Kind.SERVES, manifest, ""))));
    }
    Runnable end = () -> {
      stopListening.run();
      stream.end();
      watchers.decrementAndGet();
    };
    client.setOnCancelHandler(end);
    client.setOnCloseHandler(end);
  }

  private CheckpointEvent event(CheckpointChange change) {
    return CheckpointEvent.newBuilder()
        .setKind(switch (change.kind()) {
          case SERVES -> CheckpointEvent.Kind.SERVES;
          case REFUSED -> CheckpointEvent.Kind.REFUSED;
          case PRUNED -> CheckpointEvent.Kind.PRUNED;
          case SCORED -> CheckpointEvent.Kind.SCORED;
        })
        .setCheckpoint(message(change.manifest()))
        .setReason(change.reason())
        .build();
  }

  private Checkpoint message(CheckpointManifest manifest) {
    return Messages.checkpoint(
        manifest, checkpoints.isLoaded(manifest.getCheckpointId()), checkpoints.metrics(manifest));
  }

  private static <T> void answer(StreamObserver<T> client, Supplier<T> work) {
    T answer;
    try {
      answer = work.get();
    } catch (RuntimeException e) {
      client.onError(e instanceof StatusRuntimeException status ? status : Statuses.of(e));
      return;
    }
    client.onNext(answer);
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
