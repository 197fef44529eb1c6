package org.improvedgan.humaneval.crowd.mturk;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.regex.Matcher;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.improvedgan.humaneval.study.StudySettings.Platform;
import org.improvedgan.humaneval.study.StudyStore;
import org.jboss.logging.Logger;

/**
 * Lets Mechanical Turk show the pages of its own studies in a frame and take their form; every other page keeps the
 * strict policy of {@code application.properties}. The form is redirected within Mechanical Turk, which browsers check
 * as well.
 */
@ApplicationScoped
class FramePolicy {
  private static final Logger LOG = Logger.getLogger(FramePolicy.class);
  private static final String HEADER = "Content-Security-Policy";
  private static final String REMEMBERED = FramePolicy.class.getName();
  private static final int BEFORE_OTHERS = -1000;

  private final String strict;
  private final MTurkApi api;
  private final StudyStore studies;

  FramePolicy(@ConfigProperty(name = "quarkus.http.header.\"Content-Security-Policy\".value") String strict,
      MTurkApi api, StudyStore studies) {
    this.strict = strict;
    this.api = api;
    this.studies = studies;
  }

  /** A study's address is served by another route as the one page that there is: what is known goes along. */
  void register(@Observes Router router) {
    router.getWithRegex("/s/([a-z0-9-]{1,64})").order(BEFORE_OTHERS).blockingHandler(this::remember, false);
    router.get("/index.html").order(BEFORE_OTHERS).handler(this::apply);
  }

  private void remember(RoutingContext context) {
    try {
      studies.find(context.pathParam("param0")).filter(study -> study.settings().platform() == Platform.MTURK)
          .ifPresent(study -> context.put(REMEMBERED, policy(strict, api.environment().sites())));
    } catch (RuntimeException e) {
      LOG.errorf("A study's page gets the strict policy, in which Mechanical Turk cannot show it: %s", e.getMessage());
    }
    context.next();
  }

  private void apply(RoutingContext context) {
    String policy = context.get(REMEMBERED);
    if (policy != null) {
      context.addHeadersEndHandler(end -> context.response().headers().set(HEADER, policy)
          // Without an origin in its request a form might not be accepted; paths stay unknown.
          .set("Referrer-Policy", "strict-origin"));
    }
    context.next();
  }

  static String policy(String strict, String sites) {
    return strict.replaceAll("(form-action|frame-ancestors) ([^;]*)", "$1 $2 " + Matcher.quoteReplacement(sites));
  }
}
