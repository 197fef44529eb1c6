package org.improvedgan.evaluator.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.improvedgan.evaluator.EvaluatorConfig;
import org.improvedgan.evaluator.FakeSampler;
import org.improvedgan.evaluator.TestConfig;
import org.improvedgan.images.Images;
import org.improvedgan.sampler.v1.SampleRequest;
import org.improvedgan.sampler.v1.SampleResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SamplerClientTest {

  private static final int COUNT = 100;

  private FakeSampler sampler;
  private SamplerClient client;
  private boolean published = true;

  @BeforeEach
  void start() {
    sampler = new FakeSampler(0);
    client = client(sampler.port());
  }

  @AfterEach
  void stop() {
    client.close();
    sampler.close();
  }

  @Test
  void imagesComeInOrderAndOnceAlthoughTheStreamBreaks() throws InterruptedException {
    sampler.serve("a", "sha").breakOnce("a", 50);
    List<String> pauses = new ArrayList<>();
    List<SampleResponse> messages = new ArrayList<>();

    client.sample("a", "sha", 5, 0, COUNT, messages::add, pauses::add);

    assertThat(Images.concat(messages.stream().map(SampledImages::of).toList()))
        .isEqualTo(FakeSampler.images("a", 5, COUNT));
    assertThat(sampler.requests("a")).hasSize(2);
    assertThat(pauses).singleElement().asString().contains("localhost:" + sampler.port(), "The connection broke.");
  }

  @Test
  void aRangeIsTakenUpInItsMiddle() throws InterruptedException {
    sampler.serve("a", "sha").breakOnce("a", 50);
    List<SampleResponse> messages = new ArrayList<>();

    client.sample("a", "sha", 5, 200, COUNT, messages::add, pause -> { });

    assertThat(Images.concat(messages.stream().map(SampledImages::of).toList()))
        .isEqualTo(FakeSampler.images("a", 5, 200 + COUNT).slice(200, 200 + COUNT));
    assertThat(sampler.requests("a")).extracting(SampleRequest::getFirstIndex).containsExactly(200L, 250L);
  }

  @Test
  void aSamplerThatIsAwayIsWaitedFor() throws InterruptedException {
    int port = sampler.port();
    sampler.close();
    List<String> pauses = new ArrayList<>();
    List<SampleResponse> messages = new ArrayList<>();
    client.sample("a", "sha", 5, 0, COUNT, messages::add, sentence -> {
      if (pauses.isEmpty()) {
        sampler = new FakeSampler(port).serve("a", "sha");
      }
      pauses.add(sentence);
    });
    assertThat(pauses).allSatisfy(sentence -> assertThat(sentence).contains("UNAVAILABLE")).isNotEmpty();
    assertThat(messages.stream().mapToInt(SampleResponse::getCount).sum()).isEqualTo(COUNT);
  }

  @Test
  void anUnknownCheckpointThatIsGoneFromTheTopicWasPruned() {
    published = false;
    assertRefusal("nobody", SamplerException.Reason.PRUNED, "was pruned before it could be scored");
  }

  @Test
  void anUnknownCheckpointThatStaysUnknownIsGivenUp() {
    assertRefusal("nobody", SamplerException.Reason.REFUSED, "did not give checkpoint nobody within");
  }

  @Test
  void aSamplerThatFailsOnACheckpointIsGivenUp() {
    sampler.serve("a", "sha").fail("a", Status.INTERNAL.withDescription("Its log says why."));
    assertRefusal("a", SamplerException.Reason.REFUSED, "INTERNAL: Its log says why.");
  }

  @Test
  void aRefusalIsBelievedAtOnce() {
    sampler.serve("a", "sha").fail("a", Status.FAILED_PRECONDITION.withDescription("Its model is broken."));
    assertRefusal("a", SamplerException.Reason.REFUSED, "Its model is broken.");
    assertThat(sampler.requests("a")).hasSize(1);
  }

  @Test
  void anotherGeneratorThanTheManifestsIsRefused() {
    sampler.serve("a", "another");
    assertRefusal("a", SamplerException.Reason.REFUSED, "SHA-256 another");
  }

  private void assertRefusal(String checkpoint, SamplerException.Reason reason, String sentence) {
    assertThatExceptionOfType(SamplerException.class)
        .isThrownBy(() -> client.sample(checkpoint, "sha", 5, 0, COUNT, message -> { }, pause -> { }))
        .withMessageContaining(sentence)
        .extracting(SamplerException::reason).isEqualTo(reason);
  }

  private SamplerClient client(int port) {
    EvaluatorConfig config = TestConfig.of(Map.of(
        "evaluator.sampler.target", "localhost:" + port,
        "evaluator.sampler.first-pause", "5ms",
        "evaluator.sampler.longest-pause", "50ms",
        "evaluator.sampler.pruned-after", "100ms",
        "evaluator.sampler.give-up-after", "300ms"));
    return new SamplerClient(config.sampler(), checkpoint -> published);
  }
}
