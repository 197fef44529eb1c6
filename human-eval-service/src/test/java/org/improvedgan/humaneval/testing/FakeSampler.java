package org.improvedgan.humaneval.testing;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.improvedgan.sampler.v1.Checkpoint;
import org.improvedgan.sampler.v1.GetCheckpointRequest;
import org.improvedgan.sampler.v1.ListCheckpointsRequest;
import org.improvedgan.sampler.v1.ListCheckpointsResponse;
import org.improvedgan.sampler.v1.SampleRequest;
import org.improvedgan.sampler.v1.SampleResponse;
import org.improvedgan.sampler.v1.SamplerGrpc;

/** A sampler whose "generator" is noise that depends on seed and index alone. */
public final class FakeSampler extends SamplerGrpc.SamplerImplBase {
  /** The metric that {@code best} goes by. */
  public static final String SCORE = "inception_score";
  /** The checkpoint that is there from the beginning. */
  public static final Checkpoint FIRST = checkpoint("run-e0001", 1);

  private final List<Checkpoint> checkpoints = new CopyOnWriteArrayList<>();
  private final AtomicBoolean broken = new AtomicBoolean();
  private final AtomicInteger questions = new AtomicInteger();
  private final AtomicInteger drawn = new AtomicInteger();

  FakeSampler() {
    serve(FIRST);
  }

  public static Checkpoint checkpoint(String id, int epoch) {
    return Checkpoint.newBuilder().setCheckpointId(id).setRunId("run").setExperiment("noise").setEpoch(epoch)
        .setDataset("drawn-digits").setHeight(28).setWidth(28).setChannels(1).setGeneratorSha256("ab".repeat(32))
        .build();
  }

  /** From now on exactly these can be sampled. */
  public void serve(Checkpoint... available) {
    checkpoints.clear();
    checkpoints.addAll(List.of(available));
  }

  /** Whether every call fails as if nobody listened. */
  public void broken(boolean yes) {
    broken.set(yes);
  }

  /** How often it was asked which checkpoints there are. */
  public int questions() {
    return questions.get();
  }

  /** How many images were drawn. */
  public int drawn() {
    return drawn.get();
  }

  /** The pixels of one image. */
  public static byte[] pixels(long seed, long index, int size) {
    var pixels = new byte[size];
    new Random(seed * 31 + index).nextBytes(pixels);
    return pixels;
  }

  @Override
  public void listCheckpoints(ListCheckpointsRequest request, StreamObserver<ListCheckpointsResponse> observer) {
    questions.incrementAndGet();
    if (broken.get()) {
      observer.onError(Status.UNAVAILABLE.asRuntimeException());
      return;
    }
    observer.onNext(ListCheckpointsResponse.newBuilder().addAllCheckpoints(ofRun(request.getRunId())).build());
    observer.onCompleted();
  }

  /** Of {@code best} alone, by Inception score, as nothing else is asked this way. */
  @Override
  public void getCheckpoint(GetCheckpointRequest request, StreamObserver<Checkpoint> observer) {
    questions.incrementAndGet();
    var best = ofRun(request.getRunId()).stream().filter(checkpoint -> checkpoint.containsMetrics(SCORE))
        .max(Comparator.comparingDouble(checkpoint -> checkpoint.getMetricsOrThrow(SCORE)));
    if (broken.get() || best.isEmpty() || !request.getCheckpoint().equals("best")) {
      observer.onError((broken.get() ? Status.UNAVAILABLE : Status.NOT_FOUND).asRuntimeException());
      return;
    }
    observer.onNext(best.get());
    observer.onCompleted();
  }

  private List<Checkpoint> ofRun(String run) {
    return checkpoints.stream().filter(checkpoint -> run.isEmpty() || checkpoint.getRunId().equals(run)).toList();
  }

  @Override
  public void sample(SampleRequest request, StreamObserver<SampleResponse> observer) {
    var found = checkpoints.stream().filter(c -> c.getCheckpointId().equals(request.getCheckpoint())).findFirst();
    if (broken.get() || found.isEmpty()) {
      observer.onError((broken.get() ? Status.UNAVAILABLE : Status.NOT_FOUND).asRuntimeException());
      return;
    }
    drawn.addAndGet(request.getCount());
    // In messages of ten, as a real sampler would cut them.
    for (var first = 0; first < request.getCount(); first += 10) {
      observer.onNext(message(found.get(), request, first, Math.min(10, request.getCount() - first)));
    }
    observer.onCompleted();
  }

  private static SampleResponse message(Checkpoint checkpoint, SampleRequest request, int first, int count) {
    var size = checkpoint.getHeight() * checkpoint.getWidth() * checkpoint.getChannels();
    var pixels = new ByteArrayOutputStream();
    for (var i = 0; i < count; i++) {
      pixels.writeBytes(pixels(request.getSeed(), request.getFirstIndex() + first + i, size));
    }
    return SampleResponse.newBuilder().setCheckpointId(checkpoint.getCheckpointId())
        .setGeneratorSha256(checkpoint.getGeneratorSha256()).setFirstIndex(first).setCount(count)
        .setHeight(checkpoint.getHeight()).setWidth(checkpoint.getWidth()).setChannels(checkpoint.getChannels())
        .setPixels(ByteString.copyFrom(pixels.toByteArray())).build();
  }
}
