package org.improvedgan.trainer;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.SmallRyeConfig;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.improvedgan.service.Configuration;
import org.improvedgan.service.KafkaSettings;

/**
 * Ends the start with a sentence where the configuration cannot be meant. Ranges of single values stand at
 * {@link TrainerConfig}.
 */
@ApplicationScoped
class StartCheck {

  void check(@Observes @Priority(1) StartupEvent event, SmallRyeConfig config, KafkaSettings kafka) {
    Configuration.check(config, TrainerConfig.class);
    kafka.check();
  }
}
