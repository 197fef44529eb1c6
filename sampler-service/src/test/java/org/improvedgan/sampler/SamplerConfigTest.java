package org.improvedgan.sampler;

import org.improvedgan.service.ConfigurationContract;

class SamplerConfigTest extends ConfigurationContract {

  SamplerConfigTest() {
    super(SamplerConfig.class);
  }
}
