package org.improvedgan.sampler.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.improvedgan.kafka.local.LocalKafkaResource;
import org.improvedgan.sampler.SamplerClient;
import org.improvedgan.sampler.SamplerPort;
import org.improvedgan.sampler.v1.SampleRequest;
import org.junit.jupiter.api.Test;

/**
 * Small calls beside large streams of a million images each. What a small call waits for is counted in images that are
 * made between its beginning and its end, not in time, which says more about the machine than about the order of work.
 * Most of them are made while the call is on its way: on a busy machine some thousands.
 */
@QuarkusTest
@WithTestResource(LocalKafkaResource.class)
@WithTestResource(SamplerPort.class)
class FairnessTest {

  private static final int STREAMS = 4;
  private static final int CALLS = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Inject
  MeterRegistry metrics;

  private double images() {
    return metrics.get("gan.sampler.images").counter().count();
  }

  @Test
  void aSmallCallWaitsForFewImagesOfLargeStreams() {
    try (SamplerClient client = new SamplerClient()) {
      SampleRequest endless = SampleRequest.newBuilder().setCheckpoint(client.serve("fairness-test"))
          .setCount(1_000_000).build();
      List<Reader> readers = new ArrayList<>();
      for (int i = 0; i < STREAMS; i++) {
        Reader reader = new Reader();
        client.async().sample(endless, reader);
        reader.readAll();
        readers.add(reader);
      }
      await().atMost(PATIENCE).until(() -> readers.stream().allMatch(reader -> reader.images() > 1000));
      double[] meanwhile = new double[CALLS];
      try (SamplerClient another = new SamplerClient()) {
        for (int i = 0; i < CALLS; i++) {
          double before = images();
          another.sample(endless.toBuilder().setSeed(1).setFirstIndex(i).setCount(1).build());
          meanwhile[i] = images() - before;
        }
      }
      assertThat(readers).as("the streams go on").noneMatch(reader -> reader.end().isDone());
      readers.forEach(Reader::cancel);
      Arrays.sort(meanwhile);
      assertThat(meanwhile[CALLS / 2]).as("images made meanwhile, median").isLessThan(8_192);
      assertThat(meanwhile[CALLS * 99 / 100 - 1]).as("images made meanwhile, 99 % of calls").isLessThan(50_000);
    }
  }
}
