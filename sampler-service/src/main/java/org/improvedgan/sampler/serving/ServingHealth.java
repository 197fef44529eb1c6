package org.improvedgan.sampler.serving;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready while a checkpoint serves: before a training run has published its first one there is nothing to answer. */
@Readiness
@Singleton
class ServingHealth implements HealthCheck {

  private final Checkpoints checkpoints;

  ServingHealth(Checkpoints checkpoints) {
    this.checkpoints = checkpoints;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder answer = HealthCheckResponse.named("checkpoints")
        .status(checkpoints.serves())
        .withData("canBeSampled", checkpoints.all("").size())
        .withData("loaded", checkpoints.loadedModels())
        .withData("refused", checkpoints.refusals().count());
    checkpoints.refusals().last().ifPresent(last -> answer.withData("lastRefusal", last));
    return answer.build();
  }
}
