package org.improvedgan.sampler.serving;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready once the list of checkpoints is read and the newest of them serves. Without any checkpoint it is ready as well:
 * it then answers UNAVAILABLE until a training run publishes its first one.
 */
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
        .status(checkpoints.ready().isDone())
        .withData("canBeSampled", checkpoints.all("").size())
        .withData("loaded", checkpoints.loadedModels())
        .withData("refused", checkpoints.refusals().count());
    checkpoints.refusals().last().ifPresent(last -> answer.withData("lastRefusal", last));
    return answer.build();
  }
}
