package org.improvedgan.benchmarks.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Timestamp;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.improvedgan.benchmarks.BenchmarkException;
import org.improvedgan.benchmarks.process.GanUp;
import org.improvedgan.checkpoints.CheckpointBundle;
import org.improvedgan.checkpoints.CheckpointPublisher;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.ImageShape;
import org.improvedgan.events.v1.LatentDistribution;
import org.improvedgan.sampler.v1.CheckpointEvent;
import org.improvedgan.sampler.v1.SamplerGrpc;
import org.improvedgan.sampler.v1.WatchCheckpointsRequest;

/** How long a checkpoint takes from its publication until the sampler serves it, and until it has its score. */
final class CheckpointPath {
  private static final String RUN = "load";
  private static final long POLL_MS = 50;
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(3);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final GanUp system;
  private final byte[] generator;
  private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<Long> served = new ArrayList<>();
  private final List<Long> scored = new ArrayList<>();
  private final List<Double> imagesPerSecond = new ArrayList<>();
  private long samples;

  /** @param generator 100 numbers, uniform on [0, 1), to digits; ONNX */
  CheckpointPath(GanUp system, byte[] generator) {
    this.system = system;
    this.generator = generator;
  }

  /** Publishes so many checkpoints, each when the one before has its score, and adds the rows. */
  void measure(int count, Rows rows) throws InterruptedException {
    ManagedChannel channel =
        ManagedChannelBuilder.forAddress("127.0.0.1", system.grpcPort()).usePlaintext().build();
    try (CheckpointPublisher publisher =
            new CheckpointPublisher(Map.of("bootstrap.servers", system.url("kafka")), RUN, count + 1);
        Context.CancellableContext watching = Context.current().withCancellation()) {
      Iterator<CheckpointEvent> events = watching.call(() -> SamplerGrpc.newBlockingStub(channel)
          .watchCheckpoints(WatchCheckpointsRequest.newBuilder().setRunId(RUN).build()));
      for (int epoch = 0; epoch <= count; epoch++) {
        // The first one warms up, and has real images scored, which are scored once.
        one(publisher, events, epoch + 1, epoch > 0);
      }
    } catch (RuntimeException | InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      channel.shutdownNow();
    }
    rows.add("checkpoint published to served by the sampler", "one at a time", "", served);
    rows.add("checkpoint published to scored, %,d images".formatted(samples), "one at a time", "", scored);
    rows.add("evaluator, sampling included", "one checkpoint at a time", String.format(Locale.ROOT, "%,.0f images/s",
        imagesPerSecond.stream().mapToDouble(Double::doubleValue).average().orElse(0)), (int) samples * count);
  }

  private void one(CheckpointPublisher publisher, Iterator<CheckpointEvent> events, int epoch, boolean counts)
      throws InterruptedException {
    CheckpointBundle bundle = bundle(epoch);
    String id = bundle.manifest().getCheckpointId();
    long begin = System.nanoTime();
    publisher.publish(bundle);
    while (!serves(events.next(), id)) {
      continue;
    }
    long atSampler = System.nanoTime() - begin;
    JsonNode evaluation = evaluation(id);
    while (evaluation.isMissingNode()) {
      if (System.nanoTime() - begin > PATIENCE_NANOS) {
        throw new BenchmarkException("The checkpoint " + id + " has got no score within three minutes.");
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MS);
      evaluation = evaluation(id);
    }
    long atScore = System.nanoTime() - begin;
    if (counts) {
      served.add(atSampler);
      scored.add(atScore);
      samples = evaluation.at("/protocol/samples").asLong();
      imagesPerSecond.add(samples / evaluation.path("durationSeconds").asDouble());
    }
  }

  private static boolean serves(CheckpointEvent event, String id) {
    return event.getKind() == CheckpointEvent.Kind.SERVES && event.getCheckpoint().getCheckpointId().equals(id);
  }

  private CheckpointBundle bundle(int epoch) {
    return new CheckpointBundle(CheckpointManifest.newBuilder().setCheckpointId(CheckpointBundle.id(RUN, epoch))
        .setRunId(RUN).setExperiment("mnist-feature-matching").setEpoch(epoch).setDataset("drawn-digits")
        .setImageShape(ImageShape.newBuilder().setHeight(28).setWidth(28).setChannels(1))
        .setLatent(LatentDistribution.newBuilder().setKind(LatentDistribution.Kind.UNIFORM_0_1).setSize(100))
        .setCreatedAt(Timestamp.newBuilder().setSeconds(Instant.now().getEpochSecond())).build(),
        Map.of(CheckpointBundle.GENERATOR, generator));
  }

  /** Missing while there is none. */
  private JsonNode evaluation(String id) throws InterruptedException {
    try {
      JsonNode all = JSON.readTree(http.send(HttpRequest.newBuilder(
          URI.create(system.url("evaluator") + "/api/evaluations")).build(), BodyHandlers.ofByteArray()).body());
      for (JsonNode one : all) {
        if (one.path("checkpointId").asText().equals(id)) {
          return one;
        }
      }
      return JSON.missingNode();
    } catch (IOException e) {
      throw new BenchmarkException("The evaluator does not answer: " + e.getMessage());
    }
  }
}
