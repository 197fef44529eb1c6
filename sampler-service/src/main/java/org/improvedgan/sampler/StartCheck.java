package org.improvedgan.sampler;

import io.quarkus.grpc.runtime.config.GrpcConfiguration;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.SmallRyeConfig;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.improvedgan.inference.Device;
import org.improvedgan.inference.ModelException;
import org.improvedgan.sampler.access.GrpcStart;
import org.improvedgan.service.Configuration;
import org.improvedgan.service.KafkaSettings;
import org.improvedgan.service.StartException;

/**
 * Ends the start with a sentence where the configuration cannot be meant. Ranges of single values stand at
 * {@link SamplerConfig}.
 */
@ApplicationScoped
class StartCheck {

  void check(@Observes @Priority(1) StartupEvent event, SmallRyeConfig all, SamplerConfig config, KafkaSettings kafka) {
    Configuration.check(all, SamplerConfig.class);
    kafka.check();
    Device device = Device.of(config.device());
    try {
      device.require();
    } catch (ModelException e) {
      throw new StartException("gan.sampler.device is " + device + ": " + e.getMessage(), e);
    }
    GrpcStart.check(all.getConfigMapping(GrpcConfiguration.class).server());
  }
}
