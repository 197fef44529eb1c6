package org.improvedgan.humaneval;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import org.improvedgan.sampler.client.SamplerAccess;

/** Everything that can be configured, under {@code human-eval.}; {@code application.properties} holds the rest. */
@ConfigMapping(prefix = "human-eval")
public interface HumanEvalConfig {

  /** Id of the open study, which needs no setting up: anybody may judge, as often as they like. */
  @WithDefault("open")
  String study();

  /** gRPC address of the sampler, {@code host:port}. */
  String sampler();

  /** What the sampler asks of its clients. */
  SamplerAccess samplerAccess();

  /** Kafka's bootstrap servers, {@code host:port}, separated by commas. */
  String kafka();

  /** Checkpoint of the open study: an id, or {@code latest} or {@code best} when a page is made. */
  @WithDefault("latest")
  String checkpoint();

  /** Narrows {@code latest} and {@code best} to the checkpoints of one run. */
  Optional<String> run();

  /** Longest wait for the sampler, for each call. */
  @WithDefault("15s")
  Duration samplerTimeout();

  /**
   * At least 32 characters from which the keys of page tokens and of the raters' hashes are derived. Without it the
   * service makes one at its first start and keeps it in the database: then whoever reads the database reads it too.
   */
  Optional<String> secret();

  /** Sends the rater's cookie over HTTPS only. Set it wherever the service is reached by HTTPS. */
  @WithDefault("false")
  boolean secureCookie();

  /** Who may show the pages in a frame, as the content security policy writes it: addresses, or {@code 'self'}. */
  @WithDefault("'self'")
  String frameAncestors();

  PageConfig page();

  LimitConfig limit();

  ResultConfig result();

  RelayConfig relay();

  /** What one page shows: of the open study, but for the lifetime. */
  interface PageConfig {
    /** Images of a page, 1 to 100. */
    @WithDefault("25")
    int images();

    /** Images in a row. */
    @WithDefault("5")
    int columns();

    /** How long a session's pages can be answered and looked at again, from its beginning. */
    @WithDefault("24h")
    Duration lifetime();
  }

  /** What keeps a script from filling the database. */
  interface LimitConfig {
    /** New sessions of one rater within an hour. */
    @WithDefault("240")
    int sessionsPerHour();

    /** New raters, all together, within a minute. */
    @WithDefault("600")
    int ratersPerMinute();

    AddressLimitConfig address();
  }

  /**
   * For each client address, within a minute; 0: no limit. Many raters may share one address, so the defaults are what 200
   * raters could do at most.
   */
  interface AddressLimitConfig {
    @WithDefault("true")
    boolean enabled();

    /** Openings of a session, also of one that is found again: 200 raters, each 240 times an hour, need 800. */
    @WithDefault("1000")
    int sessionsPerMinute();

    /** Everything else that raters send: 200 raters who answer five times a second need 60,000. */
    @WithDefault("60000")
    int answersPerMinute();

    /** Answers 401, 403 and 404, such as to forged tokens; then everything is refused until the minute is over. */
    @WithDefault("1000")
    int failuresPerMinute();

    /** The same on the admin side. */
    @WithDefault("60")
    int adminFailuresPerMinute();
  }

  /** How the error rate's intervals are computed. */
  interface ResultConfig {
    @WithDefault("0.95")
    double confidence();

    /** Resamples of the bootstrap over raters. */
    @WithDefault("10000")
    int resamples();

    /** Seed of the bootstrap: the same answers always give the same interval. */
    @WithDefault("1")
    long seed();
  }

  /** How ratings leave the outbox for Kafka. */
  interface RelayConfig {
    /** At least a second. */
    @WithDefault("1s")
    Duration every();

    /** Longest wait for Kafka, for each attempt. */
    @WithDefault("10s")
    Duration timeout();
  }
}
