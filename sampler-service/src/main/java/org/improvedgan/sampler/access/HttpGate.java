package org.improvedgan.sampler.access;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.improvedgan.sampler.access.AccessMetrics.Reason;
import org.improvedgan.sampler.access.CallerLimit.Place;

/** As {@link GrpcGate}, for every HTTP request, the page's files and the metrics included. */
@Singleton
public class HttpGate {

  private static final int UNAUTHORIZED = 401;
  private static final int TOO_MANY_REQUESTS = 429;
  /** Before everything else. */
  private static final int PRIORITY = 1000;
  private static final String HEALTH = "/q/health";
  /** Basic is what makes a browser ask for the token, as the password. */
  private static final List<String> CHALLENGES =
      List.of("Bearer realm=\"sampler\"", "Basic realm=\"sampler: the password is your token\", charset=\"UTF-8\"");

  private final Tokens tokens;
  private final CallerLimit limit;
  private final AccessMetrics metrics;

  HttpGate(Tokens tokens, CallerLimit limit, AccessMetrics metrics) {
    this.tokens = tokens;
    this.limit = limit;
    this.metrics = metrics;
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, PRIORITY);
  }

  private void check(RoutingContext context) {
    String path = context.normalizedPath();
    if (path.equals(HEALTH) || path.startsWith(HEALTH + "/")) {
      context.next();
      return;
    }
    Optional<String> name = tokens.required()
        ? Credentials.token(context.request().getHeader(HttpHeaders.AUTHORIZATION)).flatMap(tokens::nameOf)
        : Optional.empty();
    if (tokens.required() && name.isEmpty()) {
      context.response().putHeader("WWW-Authenticate", CHALLENGES);
      refuse(context, Reason.UNAUTHENTICATED, UNAUTHORIZED, Credentials.SENTENCE);
      return;
    }
    String caller = name.or(() -> Credentials.subject(context.request().sslSession()))
        .orElseGet(() -> context.request().remoteAddress().hostAddress());
    Optional<Place> place = limit.enter(caller);
    if (place.isEmpty()) {
      refuse(context, Reason.CALLER_LIMIT, TOO_MANY_REQUESTS, limit.sentence(caller));
      return;
    }
    context.addEndHandler(ended -> {
      place.get().leave();
      metrics.sentByHttp(context.response().bytesWritten());
    });
    context.next();
  }

  private void refuse(RoutingContext context, Reason reason, int status, String sentence) {
    metrics.refused(reason);
    context.response().setStatusCode(status).putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(new JsonObject().put("error", sentence).encode());
  }
}
