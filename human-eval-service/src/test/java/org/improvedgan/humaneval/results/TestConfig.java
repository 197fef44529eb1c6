package org.improvedgan.humaneval.results;

import org.improvedgan.humaneval.HumanEvalConfig.ResultConfig;

/** The defaults. */
record TestConfig(double confidence, int resamples, long seed) implements ResultConfig {

  TestConfig() {
    this(0.95, 10_000, 1);
  }
}
