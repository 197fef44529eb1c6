package org.improvedgan.trainer;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** Ready when requests can come; alive as long as somebody looks for them. */
class TrainerHealth {
  @Produces
  @ApplicationScoped
  @Readiness
  HealthCheck ready(RequestLoop loop) {
    return () -> HealthCheckResponse.named("training requests").status(loop.subscribed()).build();
  }

  @Produces
  @ApplicationScoped
  @Liveness
  HealthCheck alive(RequestLoop loop) {
    return () -> HealthCheckResponse.named("training requests").status(loop.alive()).build();
  }
}
