package org.improvedgan.trainer;

import org.improvedgan.service.ConfigurationContract;

class TrainerConfigTest extends ConfigurationContract {

  TrainerConfigTest() {
    super(TrainerConfig.class);
  }
}
