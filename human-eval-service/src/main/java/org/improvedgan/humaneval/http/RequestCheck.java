package org.improvedgan.humaneval.http;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.improvedgan.humaneval.Refusal.Reason;

/**
 * Refuses what no endpoint can want, in a sentence: a body whose announced length is too large (Quarkus's own limit,
 * which comes next, says nothing), and the character NUL in an address, which no database takes.
 */
@ApplicationScoped
class RequestCheck {
  /** Before authentication, and before anything is read. */
  private static final int PRIORITY = 900;

  private final long most;

  RequestCheck(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize most) {
    this.most = most.asLongValue();
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, PRIORITY);
  }

  private void check(RoutingContext context) {
    if (context.request().path().contains("%00")) {
      Problems.end(context, Reason.MALFORMED.status(), Reason.MALFORMED.code(), "The address holds the character NUL.");
      return;
    }
    var length = context.request().getHeader("Content-Length");
    if (length == null || !length.matches("\\d{1,18}") || Long.parseLong(length) <= most) {
      context.next();
      return;
    }
    context.response().putHeader("Connection", "close").endHandler(done -> context.request().connection().close());
    Problems.end(context, 413, "too-large", "The request's body is larger than " + most + " bytes.");
  }
}
