package org.improvedgan.humaneval.crowd.mturk;

import java.net.URI;
import java.util.Map;
import org.improvedgan.humaneval.HumanEvalConfig;

/**
 * One of Mechanical Turk's worlds: its API, and where its workers' pages are submitted to.
 *
 * @param name as it is configured and stored
 * @param submitTo scheme and host of {@code turkSubmitTo}; every other is refused
 */
record MTurkEnvironment(String name, URI api, String submitTo) {
  static final MTurkEnvironment SANDBOX = new MTurkEnvironment("sandbox",
      URI.create("https://mturk-requester-sandbox.us-east-1.amazonaws.com"), "https://workersandbox.mturk.com");
  static final MTurkEnvironment PRODUCTION = new MTurkEnvironment("production",
      URI.create("https://mturk-requester.us-east-1.amazonaws.com"), "https://www.mturk.com");
  private static final Map<String, MTurkEnvironment> KNOWN = Map.of("sandbox", SANDBOX, "production", PRODUCTION);

  /** @throws IllegalArgumentException whose message says which setting to change */
  static MTurkEnvironment of(HumanEvalConfig.MTurkConfig config) {
    var name = config.environment();
    if (KNOWN.containsKey(name)) {
      return KNOWN.get(name);
    }
    if (!name.matches("https?://[^\\s]+") || config.submitTo().isEmpty()) {
      throw new IllegalArgumentException("human-eval.mturk.environment is " + name + ": set sandbox, production, or an "
          + "API's address together with human-eval.mturk.submit-to.");
    }
    return new MTurkEnvironment(name, URI.create(name), config.submitTo().get());
  }

  /** Whose pages may show a study's page and take its form, as a content security policy writes it. */
  String sites() {
    return KNOWN.containsKey(name) ? "https://*.mturk.com" : submitTo;
  }

  /** Where workers find a group of HITs; null where that is not known. */
  String workerUrl(String hitGroupId) {
    if (hitGroupId == null || !KNOWN.containsKey(name)) {
      return null;
    }
    return (this == SANDBOX ? "https://workersandbox" : "https://worker") + ".mturk.com/projects/" + hitGroupId
        + "/tasks";
  }

  /** Mechanical Turk's id of its masters. */
  String mastersQualification() {
    return this == PRODUCTION ? "2F1QJWKUDD8XADTFD2Q0G6UTO95ALH" : "2ARFPLSP75KLA8M8DH1HTEQVJT3SY6";
  }
}
