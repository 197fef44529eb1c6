package org.improvedgan.humaneval.admin;

import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.Response;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.humaneval.http.Problems;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Says in a sentence why somebody is not let in. */
class AccessFilters {
  private final Access access;

  AccessFilters(Access access) {
    this.access = access;
  }

  @ServerRequestFilter(preMatching = true)
  void refuseWrongTokens(RoutingContext request) {
    access.requireSound(request);
  }

  @ServerExceptionMapper
  Response unauthorized(UnauthorizedException e) {
    return Problems.answer(access.missing());
  }

  @ServerExceptionMapper
  Response forbidden(ForbiddenException e) {
    return Problems.answer(
        new Refusal(Reason.FORBIDDEN, "The viewer token opens results only: use the admin token for this."));
  }
}
