package org.improvedgan.sampler.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.improvedgan.kafka.local.LocalKafkaResource;
import org.improvedgan.sampler.SamplerClient;
import org.improvedgan.sampler.SamplerPort;
import org.improvedgan.sampler.UsedMemory;
import org.improvedgan.sampler.v1.ImageFormat;
import org.improvedgan.sampler.v1.SampleRequest;
import org.junit.jupiter.api.Test;

/**
 * What a client costs that has stopped to read a long stream. {@code -Dgan.test.stall=60} lets it stop for a minute;
 * within the usual seconds a server that goes on sending has gone far beyond the bound.
 */
@QuarkusTest
@WithTestResource(LocalKafkaResource.class)
@WithTestResource(SamplerPort.class)
class StalledClientTest {

  private static final double BOUND_MIB = 64;
  private static final int SECONDS = Integer.getInteger("gan.test.stall", 5);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void aClientThatStopsReadingCostsAtMost64MiB() throws Exception {
    try (SamplerClient client = new SamplerClient()) {
      SampleRequest.Builder request = SampleRequest.newBuilder().setCheckpoint(client.serve("stalled-test"))
          .setFormat(ImageFormat.FLOAT32);
      // What the server keeps for good, such as its pool of network buffers, is no matter of this client.
      client.sample(request.setCount(20_000).build());
      double before = UsedMemory.mib();

      Reader reader = new Reader();
      client.async().sample(request.setCount(1_000_000).build(), reader);
      await().atMost(PATIENCE).until(() -> reader.images() > 0);
      double most = 0;
      for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS); System.nanoTime() < end;) {
        TimeUnit.MILLISECONDS.sleep(500);
        most = Math.max(most, UsedMemory.mib());
      }
      assertThat(most - before).as("MiB more than before").isLessThan(BOUND_MIB);

      // It is served on when it reads on.
      reader.read(40);
      await().atMost(PATIENCE).until(() -> reader.firstIndices().size() == 41);
      reader.cancel();
      reader.end().get(10, TimeUnit.SECONDS);
    }
  }
}
