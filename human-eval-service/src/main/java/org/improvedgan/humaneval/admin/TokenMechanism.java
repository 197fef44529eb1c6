package org.improvedgan.humaneval.admin;

import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Tells Quarkus who asks. A request whose token is refused counts as anonymous here; {@link AccessFilters} says why it
 * is not served.
 */
@ApplicationScoped
class TokenMechanism implements HttpAuthenticationMechanism {
  private final Access access;

  TokenMechanism(Access access) {
    this.access = access;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(RoutingContext request, IdentityProviderManager providers) {
    return Uni.createFrom().item(access.identity(request).orElse(null));
  }

  /** Without a WWW-Authenticate header: no browser shall ask for a password. */
  @Override
  public Uni<ChallengeData> getChallenge(RoutingContext request) {
    return Uni.createFrom().item(new ChallengeData(401, null, null));
  }
}
