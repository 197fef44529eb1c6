package org.improvedgan.sampler;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.improvedgan.sampler.v1.ListCheckpointsRequest;
import org.improvedgan.sampler.v1.SampleRequest;
import org.improvedgan.sampler.v1.SampleResponse;
import org.improvedgan.sampler.v1.SamplerGrpc;

/** A client of the service under test, and a run that publishes to its Kafka. */
public final class SamplerClient implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ManagedChannel channel;
  private final String kafka;

  /** Connects to the application under test. */
  public SamplerClient() {
    Config config = ConfigProvider.getConfig();
    kafka = config.getValue("kafka.bootstrap.servers", String.class);
    channel = ManagedChannelBuilder
        .forAddress("127.0.0.1", config.getValue("quarkus.grpc.server.test-port", Integer.class))
        .usePlaintext().build();
  }

  /** The connection, for other stubs. */
  public ManagedChannel channel() {
    return channel;
  }

  /** A stub that waits for answers. */
  public SamplerGrpc.SamplerBlockingStub blocking() {
    return SamplerGrpc.newBlockingStub(channel);
  }

  /** A stub that calls back. */
  public SamplerGrpc.SamplerStub async() {
    return SamplerGrpc.newStub(channel);
  }

  /** A run of this name that keeps its last {@code keepLast} checkpoints. */
  public TestCheckpoints run(String name, int keepLast) {
    return new TestCheckpoints(kafka, name, keepLast);
  }

  /** Publishes the first checkpoint of a run unless that was done before, waits until it serves, returns its id. */
  public String serve(String run) {
    String id;
    try (TestCheckpoints checkpoints = run(run, 9)) {
      id = checkpoints.publish(1);
    }
    Awaitility.await().atMost(PATIENCE).until(() -> blocking()
        .listCheckpoints(ListCheckpointsRequest.newBuilder().setRunId(run).build())
        .getCheckpointsList().stream().anyMatch(checkpoint -> checkpoint.getLoaded()));
    return id;
  }

  /** Waits until this checkpoint lies in memory. */
  public void awaitLoaded(String checkpoint) {
    Awaitility.await().atMost(PATIENCE).until(() -> blocking()
        .listCheckpoints(ListCheckpointsRequest.getDefaultInstance()).getCheckpointsList().stream()
        .anyMatch(known -> known.getCheckpointId().equals(checkpoint) && known.getLoaded()));
  }

  /** All messages of one call. */
  public List<SampleResponse> sample(SampleRequest request) {
    List<SampleResponse> responses = new ArrayList<>();
    Iterator<SampleResponse> stream = blocking().withDeadlineAfter(30, TimeUnit.SECONDS).sample(request);
    stream.forEachRemaining(responses::add);
    return responses;
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
