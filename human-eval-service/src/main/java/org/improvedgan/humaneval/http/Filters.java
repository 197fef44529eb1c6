package org.improvedgan.humaneval.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import java.util.Set;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** What holds for every dynamic answer; headers of the static pages stand in {@code application.properties}. */
class Filters {
  /** Another site's page cannot add this header to a request without asking first, and is never allowed to. */
  static final String SAME_ORIGIN_HEADER = "X-Human-Eval";
  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

  private final RequestIds ids;

  Filters(RequestIds ids) {
    this.ids = ids;
  }

  @ServerRequestFilter
  void nameStudy(UriInfo address) {
    ids.study(address.getPathParameters().getFirst("study"));
  }

  @ServerRequestFilter
  void requireSameOrigin(ContainerRequestContext request) {
    if (!READING.contains(request.getMethod()) && request.getHeaderString(SAME_ORIGIN_HEADER) == null) {
      throw new Refusal(Reason.CROSS_SITE, "Requests that change something need the header " + SAME_ORIGIN_HEADER
          + ": 1.");
    }
  }

  @ServerResponseFilter
  void neverStore(ContainerResponseContext response) {
    response.getHeaders().putSingle(HttpHeaders.CACHE_CONTROL, "no-store");
  }
}
