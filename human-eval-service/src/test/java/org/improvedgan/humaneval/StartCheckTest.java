package org.improvedgan.humaneval;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartCheckTest {

  @Test
  void theDefaultsAreSound() {
    assertThatCode(() -> StartCheck.check(config(Map.of()))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({"page.columns, 26", "study, no id", "secret, short", "admin-token, short",
      "viewer-token, a viewer''s token with spaces is none at all"})
  void aValueThatCannotBeMeantIsNamed(String name, String value) {
    assertThatIllegalStateException().isThrownBy(() -> StartCheck.check(config(Map.of("human-eval." + name, value))))
        .withMessageStartingWith("human-eval." + name).withMessageEndingWith(".");
  }

  private static HumanEvalConfig config(Map<String, String> values) {
    var all = new HashMap<>(Map.of("human-eval.sampler", "localhost:9000"));
    all.putAll(values);
    return new SmallRyeConfigBuilder().withMapping(HumanEvalConfig.class).withDefaultValues(all)
        .withConverter(Duration.class, 200, new DurationConverter()).build().getConfigMapping(HumanEvalConfig.class);
  }
}
