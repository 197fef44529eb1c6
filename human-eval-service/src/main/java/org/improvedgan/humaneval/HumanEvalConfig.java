package org.improvedgan.humaneval;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMin;
import org.improvedgan.sampler.client.SamplerAccess;
import org.improvedgan.service.Readable;

/** Everything that can be configured, under {@code human-eval.}; {@code application.properties} holds the rest. */
@ConfigMapping(prefix = "human-eval")
public interface HumanEvalConfig {

  /** Id of the open study, which needs no setting up: anybody may judge, as often as they like. */
  @WithDefault("open")
  @NotBlank
  String study();

  /** gRPC address of the sampler, {@code host:port}. */
  @NotBlank
  String sampler();

  /** What the sampler asks of its clients. */
  SamplerAccess samplerAccess();

  /** Checkpoint of the open study: an id, or {@code latest} or {@code best} when a page is made. */
  @WithDefault("latest")
  String checkpoint();

  /** Narrows {@code latest} and {@code best} to the checkpoints of one run. */
  Optional<String> run();

  /** Longest wait for the sampler, for each call. */
  @WithDefault("15s")
  @DurationMin(millis = 1)
  Duration samplerTimeout();

  /** How long the preparation of a study goes on asking a sampler that is away. */
  @WithDefault("1m")
  @DurationMin
  Duration samplerPatience();

  /** How long the sampler's answer to what {@code latest} or {@code best} is holds. */
  @WithDefault("1s")
  @DurationMin
  Duration checkpointLifetime();

  /**
   * What chooses the best images of an arm with {@code top}: {@code official}, the Inception of the original score, or
   * an ONNX file with its manifest. Without it a dataset has the classifier that is bundled for it, and the official
   * one where none is.
   */
  Optional<String> classifier();

  /** The manifest of an ONNX file; by default that file's name with the ending {@code .properties}. */
  @Readable
  Optional<Path> classifierManifest();

  /** Threads of the classifier, which works while such a study is prepared. */
  @WithDefault("1")
  @Min(1)
  int classifierThreads();

  /** Whether the official classifier's logits include the bias of its last layer; the original score has none. */
  @WithDefault("false")
  boolean logitsBias();

  /**
   * At least 32 characters from which the keys of page tokens and of the raters' hashes are derived. Without it the
   * service makes one at its first start and keeps it in the database: then whoever reads the database reads it too.
   */
  Optional<String> secret();

  /** At least 32 characters that open everything under {@code /admin/api} and all results; without it nothing does. */
  Optional<String> adminToken();

  /** At least 32 characters that open the results alone. */
  Optional<String> viewerToken();

  /** Sends the rater's cookie over HTTPS only. Set it wherever the service is reached by HTTPS. */
  @WithDefault("false")
  boolean secureCookie();

  /** Who may show the pages in a frame, as the content security policy writes it: addresses, or {@code 'self'}. */
  @WithDefault("'self'")
  String frameAncestors();

  /** Where crowd workers reach this service, such as {@code https://rate.example.org}. */
  Optional<String> publicUrl();

  /** Amazon Mechanical Turk. */
  MTurkConfig mturk();

  /** What one page shows. */
  PageConfig page();

  /** What keeps a script from filling the database. */
  LimitConfig limit();

  /** How intervals are computed. */
  ResultConfig result();

  /** How ratings leave for Kafka. */
  RelayConfig relay();

  /** Amazon Mechanical Turk; without keys those of the AWS SDK's usual places are taken. */
  interface MTurkConfig {
    /** {@code sandbox}, where nothing is paid, {@code production}, or the address of an API of the same kind. */
    @WithDefault("sandbox")
    String environment();

    /** Id of the access key; goes with the secret one. */
    Optional<String> accessKeyId();

    /** The secret access key, from AWS' console. */
    Optional<String> secretAccessKey();

    /** Where pages of another API's HITs may be submitted to, such as {@code https://host:port}. */
    Optional<String> submitTo();
  }

  /** What one page shows: of the open study, but for the lifetime. */
  interface PageConfig {
    /** Images of a page. */
    @WithDefault("25")
    @Min(1)
    @Max(100)
    int images();

    /** Images in a row. */
    @WithDefault("5")
    @Min(1)
    int columns();

    /** How long a session's pages can be answered and looked at again, from its beginning. */
    @WithDefault("24h")
    @DurationMin(minutes = 1)
    Duration lifetime();
  }

  /** What keeps a script from filling the database. */
  interface LimitConfig {
    /** New sessions of one rater within an hour. */
    @WithDefault("240")
    @Min(1)
    int sessionsPerHour();

    /** New raters, all together, within a minute. */
    @WithDefault("600")
    @Min(1)
    int ratersPerMinute();

    /** Wrong tokens from one address within a minute; then it has to wait. */
    @WithDefault("10")
    @Min(1)
    int wrongTokensPerMinute();

    /** For each client address. */
    AddressLimitConfig address();
  }

  /**
   * For each client address, within a minute; 0: no limit. Many raters may share one address, so the defaults are what
   * 200 raters could do at most.
   */
  interface AddressLimitConfig {
    /** Whether addresses are counted at all. */
    @WithDefault("true")
    boolean enabled();

    /** Openings of a session, also of one that is found again: 200 raters, each 240 times an hour, need 800. */
    @WithDefault("1000")
    @Min(0)
    int sessionsPerMinute();

    /** Everything else that raters send: 200 raters who answer five times a second need 60,000. */
    @WithDefault("60000")
    @Min(0)
    int answersPerMinute();

    /** Answers 401, 403 and 404 to raters, such as to forged tokens; then everything is refused for a while. */
    @WithDefault("1000")
    @Min(0)
    int failuresPerMinute();
  }

  /** How the error rate's intervals are computed. */
  interface ResultConfig {
    /** Of the intervals: the part of them that holds the true rate. */
    @WithDefault("0.95")
    @DecimalMin(value = "0", inclusive = false)
    @DecimalMax(value = "1", inclusive = false)
    double confidence();

    /** Resamples of the bootstrap over raters. */
    @WithDefault("10000")
    @Min(1)
    int resamples();

    /** Seed of the bootstrap: the same answers always give the same interval. */
    @WithDefault("1")
    long seed();
  }

  /** How ratings leave the outbox for Kafka. */
  interface RelayConfig {
    /** Pause between two looks into the outbox. */
    @WithDefault("1s")
    @DurationMin(seconds = 1)
    Duration every();

    /** Longest wait for Kafka, for each attempt. */
    @WithDefault("10s")
    @DurationMin(millis = 100)
    Duration timeout();
  }
}
