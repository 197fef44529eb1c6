package org.improvedgan.evaluator;

import org.improvedgan.service.ConfigurationContract;

class EvaluatorConfigTest extends ConfigurationContract {

  EvaluatorConfigTest() {
    super(EvaluatorConfig.class);
  }
}
