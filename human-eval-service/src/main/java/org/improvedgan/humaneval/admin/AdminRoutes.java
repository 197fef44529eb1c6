package org.improvedgan.humaneval.admin;

import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Addresses of the admin's static pages, which hold no data: everybody may load them. */
@ApplicationScoped
class AdminRoutes {

  void register(@Observes Router router) {
    router.get("/admin").handler(context -> context.reroute("/admin.html"));
    router.get("/admin/study").handler(context -> context.reroute("/study.html"));
  }
}
