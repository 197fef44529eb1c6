package org.improvedgan.humaneval;

import org.improvedgan.service.ConfigurationContract;

class HumanEvalConfigTest extends ConfigurationContract {

  HumanEvalConfigTest() {
    super(HumanEvalConfig.class);
  }
}
