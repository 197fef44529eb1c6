package org.improvedgan.evaluator;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.SmallRyeConfig;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.improvedgan.inference.Device;
import org.improvedgan.inference.ModelException;
import org.improvedgan.service.Configuration;
import org.improvedgan.service.KafkaSettings;
import org.improvedgan.service.StartException;
import org.jboss.logging.Logger;

/**
 * Ends the start with a sentence where the configuration cannot be meant. Ranges of single values stand at
 * {@link EvaluatorConfig}.
 */
@ApplicationScoped
class StartCheck {

  private static final Logger LOG = Logger.getLogger(StartCheck.class);

  void check(@Observes @Priority(1) StartupEvent event, SmallRyeConfig all, EvaluatorConfig config,
      KafkaSettings kafka) {
    Configuration.check(all, EvaluatorConfig.class);
    kafka.check();
    Device device = Device.of(config.device());
    try {
      device.require();
    } catch (ModelException e) {
      throw new StartException("evaluator.device is " + device + ": " + e.getMessage(), e);
    }
    if (device.cuda()) {
      LOG.warnf("The classifier runs on %s: its scores may differ from those of a processor in the last bits", device);
    }
  }
}
