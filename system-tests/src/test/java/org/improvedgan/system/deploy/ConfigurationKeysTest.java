package org.improvedgan.system.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConfigurationKeysTest {

  @Test
  void readsNestedInheritedAndPlainKeys() {
    assertThat(ConfigurationKeys.of("evaluator")).contains("EVALUATOR_SAMPLES", "EVALUATOR_SAMPLER_TOKEN_FILE",
        "EVALUATOR_LINKS_HUMAN_EVAL", "EVALUATOR_CLASSIFIER_MANIFEST", "QUARKUS_HTTP_PORT", "SAMPLER_TARGET",
            "GAN_DATA")
        .doesNotContain("EVALUATOR_SAMPLER", "EVALUATOR_LINKS");
    assertThat(ConfigurationKeys.of("human-eval")).contains("HUMAN_EVAL_SAMPLER_ACCESS_CA", "HUMAN_EVAL_SAMPLER",
        "HUMAN_EVAL_PAGE_IMAGES", "HUMAN_EVAL_SECRET");
    assertThat(ConfigurationKeys.of("sampler")).contains("GAN_SAMPLER_TOKENS_FILE", "GAN_SAMPLER_MAX_CALLS_PER_CALLER");
  }

  @Test
  void knowsNothingElse() {
    assertThat(ConfigurationKeys.known("trainer", "TRAINER_KEEP_LAST")).isTrue();
    assertThat(ConfigurationKeys.known("trainer", "TRAINER_KEEP")).isFalse();
    assertThat(ConfigurationKeys.known("sampler", "TRAINER_KEEP_LAST")).isFalse();
    assertThat(ConfigurationKeys.known("trainer", "KAFKA_SASL_JAAS_CONFIG")).isTrue();
    assertThat(ConfigurationKeys.known("trainer", "KAFKA_SASL_PASSWORD")).isFalse();
  }
}
