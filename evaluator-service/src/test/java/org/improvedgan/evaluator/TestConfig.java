package org.improvedgan.evaluator;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;

/** The evaluator's configuration as its defaults and a few settings make it. */
public final class TestConfig {

  private static final int PRIORITY = 200;

  private TestConfig() {
  }

  /** @param settings by full name; the sampler's target is needed */
  public static EvaluatorConfig of(Map<String, String> settings) {
    SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
        .withMapping(EvaluatorConfig.class)
        .withConverter(Duration.class, PRIORITY, new DurationConverter())
        .withConverter(MemorySize.class, PRIORITY, new MemorySizeConverter())
        .withDefaultValue("evaluator.sampler.target", "localhost:1");
    settings.forEach(builder::withDefaultValue);
    return builder.build().getConfigMapping(EvaluatorConfig.class);
  }
}
