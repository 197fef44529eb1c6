package org.improvedgan.humaneval.http;

import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Addresses of static pages without their file ending. */
@ApplicationScoped
class PageRoutes {

  void register(@Observes Router router) {
    router.get("/results").handler(context -> context.reroute("/results.html"));
    // Which study it is, the page reads from its own address.
    router.getWithRegex("/s/[a-z0-9-]{1,64}").handler(context -> context.reroute("/index.html"));
  }
}
