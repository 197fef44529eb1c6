package org.improvedgan.humaneval.crowd.mturk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.improvedgan.humaneval.HumanEvalConfig;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.humaneval.testing.mturk.FakeMTurk;
import org.improvedgan.humaneval.testing.mturk.FakeMTurk.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.mturk.MTurkClient;
import software.amazon.awssdk.services.mturk.model.CreateHitRequest;

class MTurkApiTest {
  private FakeMTurk mturk;
  private MTurkApi api;

  @BeforeEach
  void start() throws Exception {
    mturk = new FakeMTurk();
    api = api(Map.of("human-eval.mturk.access-key-id", FakeMTurk.KEY, "human-eval.mturk.secret-access-key", "secret"));
  }

  @AfterEach
  void stop() {
    api.close();
    mturk.close();
  }

  @Test
  void throttlingAndErrorsOfTheServerAreTriedAgain() {
    mturk.fail("GetAccountBalance", Fault.SERVICE_FAULT, Fault.THROTTLED, Fault.UNAVAILABLE, Fault.ANSWER_LOST);
    assertThat(api.call(MTurkClient::getAccountBalance).availableBalance()).isEqualTo("10000.00");
    assertThat(mturk.calls("GetAccountBalance")).isEqualTo(5);
  }

  @Test
  void afterFiveAttemptsASentenceSaysSo() {
    mturk.fail("GetAccountBalance", Fault.UNAVAILABLE, Fault.UNAVAILABLE, Fault.SERVICE_FAULT, Fault.SERVICE_FAULT,
        Fault.SERVICE_FAULT, Fault.SERVICE_FAULT);
    assertThatThrownBy(() -> api.call(MTurkClient::getAccountBalance)).isInstanceOf(Refusal.class)
        .hasMessageContaining("Try your call again.").hasMessageEndingWith("please try again later.")
        .extracting("reason").isEqualTo(Reason.UNAVAILABLE);
    assertThat(mturk.calls("GetAccountBalance")).isEqualTo(MTurkApi.ATTEMPTS);
  }

  @Test
  void aRefusalIsToldInMechanicalTurksWordsAndNotTriedAgain() {
    assertThatThrownBy(() -> api.call(client -> client.getHIT(request -> request.hitId("3NONE"))))
        .isInstanceOf(Refusal.class).hasMessage("Mechanical Turk refuses: Hit 3NONE does not exist.")
        .extracting("reason").isEqualTo(Reason.PLATFORM);
    assertThat(mturk.calls("GetHIT")).isEqualTo(1);
  }

  /** Its lists lag behind what it does: what cannot be seen yet must not be taken for not done. */
  @Test
  void aRepetitionOfWhatIsNotListedYetIsNoRefusal() {
    var request = CreateHitRequest.builder().title("t").description("d").reward("0.10").lifetimeInSeconds(60L)
        .assignmentDurationInSeconds(60L).question(HitRequest.question("https://rate.example.org", "s"))
        .uniqueRequestToken("token").build();
    api.call(client -> client.createHIT(request));
    assertThatThrownBy(() -> api.once(client -> client.createHIT(request), client -> Optional.empty()))
        .isInstanceOf(Refusal.class).hasMessageContaining("does not show it yet").extracting("reason")
        .isEqualTo(Reason.UNAVAILABLE);
    assertThat(mturk.hits()).hasSize(1);
  }

  @Test
  void anUnknownKeyIsRefused() {
    var stranger = api(Map.of("human-eval.mturk.access-key-id", "AKIASOMEBODYELSE",
        "human-eval.mturk.secret-access-key", "secret"));
    assertThatThrownBy(() -> stranger.call(MTurkClient::getAccountBalance)).isInstanceOf(Refusal.class)
        .hasMessage("Mechanical Turk refuses: The security token included in the request is invalid.");
    stranger.close();
  }

  @Test
  void withoutKeysASentenceSaysWhichToSet() {
    var before = System.setProperty("aws.disableEc2Metadata", "true");
    try {
      assertThatThrownBy(() -> api(Map.of()).call(MTurkClient::getAccountBalance)).isInstanceOf(Refusal.class)
          .hasMessageContaining("human-eval.mturk.access-key-id").extracting("reason").isEqualTo(Reason.NOT_CONFIGURED);
    } finally {
      if (before == null) {
        System.clearProperty("aws.disableEc2Metadata");
      }
    }
  }

  /** A service that never asks Mechanical Turk pays nothing for being able to. */
  @Test
  void nothingIsMadeBeforeTheFirstCall() {
    assertThat(api).extracting("client").isNull();
    api.call(MTurkClient::getAccountBalance);
    assertThat(api).extracting("client").isNotNull();
  }

  @Test
  void theEnvironmentIsOneOfTheTwoOrAnAddress() {
    assertThat(MTurkEnvironment.of(config(Map.of("human-eval.mturk.environment", "sandbox")).mturk()).submitTo())
        .isEqualTo("https://workersandbox.mturk.com");
    assertThat(MTurkEnvironment.of(config(Map.of("human-eval.mturk.environment", "production")).mturk()).submitTo())
        .isEqualTo("https://www.mturk.com");
    assertThatThrownBy(() -> MTurkEnvironment.of(config(Map.of("human-eval.mturk.environment", "live")).mturk()))
        .hasMessageContaining("set sandbox, production");
  }

  private MTurkApi api(Map<String, String> settings) {
    return new MTurkApi(config(settings));
  }

  private HumanEvalConfig config(Map<String, String> settings) {
    var all = new TreeMap<>(Map.of("human-eval.sampler", "localhost:1", "human-eval.mturk.environment", mturk.address(), "human-eval.mturk.submit-to", mturk.address()));
    all.putAll(settings);
    return new SmallRyeConfigBuilder().withMapping(HumanEvalConfig.class).withDefaultValues(all)
        .addDiscoveredConverters().build().getConfigMapping(HumanEvalConfig.class);
  }
}
