package org.improvedgan.humaneval.admin;

import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.improvedgan.humaneval.HumanEvalConfig;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;

/**
 * Judges the token of a request to the admin side or to the results, once. Everywhere else the same header holds a
 * rater's session token, which is none of its business.
 */
@Singleton
class Access {
  private static final String BEARER = "Bearer ";
  private static final String KEY = Access.class.getName();

  private final Tokens tokens;
  private final Attempts attempts;

  Access(HumanEvalConfig config, Tokens tokens) {
    this.tokens = tokens;
    this.attempts = new Attempts(config.limit().wrongTokensPerMinute(), System::nanoTime);
  }

  /** Who asks; empty without a token, and where the token is refused. */
  Optional<SecurityIdentity> identity(RoutingContext request) {
    return judged(request) instanceof Role role
        ? Optional.of(QuarkusSecurityIdentity.builder().setPrincipal(role::title).addRole(role.title()).build())
        : Optional.empty();
  }

  /** @throws Refusal if the request carries a token that opens nothing */
  void requireSound(RoutingContext request) {
    if (judged(request) instanceof Refusal refusal) {
      throw refusal;
    }
  }

  /** Why a request without a token is not served. */
  Refusal missing() {
    return tokens.configured()
        ? new Refusal(Reason.UNAUTHORIZED, "This needs a token: send it as the header Authorization: Bearer TOKEN.")
        : closed();
  }

  /** A {@link Role}, a {@link Refusal}, or an empty text where there is no token to judge. */
  private Object judged(RoutingContext request) {
    if (!concerns(request.normalizedPath())) {
      return "";
    }
    Object known = request.get(KEY);
    if (known == null) {
      known = judge(request);
      request.put(KEY, known);
    }
    return known;
  }

  private Object judge(RoutingContext request) {
    var header = request.request().getHeader("Authorization");
    if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return "";
    }
    if (!tokens.configured()) {
      return closed();
    }
    var address = request.request().remoteAddress().hostAddress();
    if (attempts.exhausted(address)) {
      return new Refusal(Reason.TOO_MANY, "Too many wrong tokens came from this address; please wait a minute.");
    }
    var role = tokens.roleOf(header.substring(BEARER.length()).strip());
    if (role.isEmpty()) {
      attempts.wrong(address);
      return new Refusal(Reason.UNAUTHORIZED, "This token opens nothing here: check it against "
          + "human-eval.admin-token or human-eval.viewer-token of the service.");
    }
    return role.get();
  }

  private static boolean concerns(String path) {
    return path.startsWith("/admin/api") || path.startsWith("/api/results");
  }

  private static Refusal closed() {
    return new Refusal(Reason.ADMIN_CLOSED, "The admin side of this service is closed: set human-eval.admin-token "
        + "(environment: HUMAN_EVAL_ADMIN_TOKEN) to 32 or more random characters and start it again.");
  }
}
