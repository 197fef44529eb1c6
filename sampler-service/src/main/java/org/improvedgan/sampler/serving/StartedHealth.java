package org.improvedgan.sampler.serving;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** Started once the list of checkpoints was read: from then on a new checkpoint is served as soon as it comes. */
@Startup
@Singleton
class StartedHealth implements HealthCheck {

  private final Checkpoints checkpoints;

  StartedHealth(Checkpoints checkpoints) {
    this.checkpoints = checkpoints;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("catalog").status(checkpoints.ready().isDone()).build();
  }
}
