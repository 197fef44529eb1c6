package org.improvedgan.humaneval.limit;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;
import java.util.regex.Pattern;
import org.improvedgan.humaneval.HumanEvalConfig;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.humaneval.http.Problems;

/**
 * Limits for each address from which raters come, before anything is read or looked up: they stop floods and guessing,
 * and a lecture hall of 200 raters behind one address stays below. (The admin side counts wrong tokens by itself.)
 * Behind a proxy the client's address is known only if Quarkus is told to trust the proxy's headers ({@code
 * quarkus.http.proxy.*}).
 */
@ApplicationScoped
class ClientLimits {
  /** Before authentication. */
  private static final int PRIORITY = 1000;
  private static final int MOST_CLIENTS = 20_000;
  private static final Pattern BEGIN = Pattern.compile("/api/studies/[^/]*/sessions/?");
  private static final Pattern RATING = Pattern.compile("/(api|images)/.*");
  private static final Set<Integer> FAILED = Set.of(401, 403, 404);

  private final boolean enabled;
  private final ClientLimit sessions;
  private final ClientLimit answers;
  private final ClientLimit failures;

  ClientLimits(HumanEvalConfig config) {
    var limits = config.limit().address();
    enabled = limits.enabled();
    sessions = new ClientLimit(limits.sessionsPerMinute(), MOST_CLIENTS, System::nanoTime);
    answers = new ClientLimit(limits.answersPerMinute(), MOST_CLIENTS, System::nanoTime);
    failures = new ClientLimit(limits.failuresPerMinute(), MOST_CLIENTS, System::nanoTime);
  }

  void register(@Observes Filters filters) {
    if (enabled) {
      filters.register(this::limit, PRIORITY);
    }
  }

  private void limit(RoutingContext context) {
    var path = context.normalizedPath();
    if (!RATING.matcher(path).matches()) {
      context.next();
      return;
    }
    var client = ClientAddress.of(context.request().remoteAddress());
    var wait = failures.secondsToWait(client);
    if (wait == 0 && context.request().method() == HttpMethod.POST) {
      wait = (BEGIN.matcher(path).matches() ? sessions : answers).take(client);
    }
    if (wait > 0) {
      refuse(context, wait);
      return;
    }
    context.addEndHandler(done -> {
      if (FAILED.contains(context.response().getStatusCode())) {
        failures.take(client);
      }
    });
    context.next();
  }

  private static void refuse(RoutingContext context, long wait) {
    context.response().putHeader("Retry-After", Long.toString(wait));
    Problems.end(context, Reason.TOO_MANY.status(), Reason.TOO_MANY.code(), "Too many requests come from your network; "
        + "please try again in " + wait + (wait == 1 ? " second." : " seconds."));
  }
}
