package org.improvedgan.humaneval.crowd.mturk;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.improvedgan.humaneval.HumanEvalConfig;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.mturk.MTurkClient;
import software.amazon.awssdk.services.mturk.model.RequestErrorException;

/**
 * Mechanical Turk's API with errors as sentences. The client is made at the first call, so that services without
 * Mechanical Turk neither wait for it nor need keys. Throttled calls and server errors are tried again, up to
 * {@link #ATTEMPTS} times.
 */
@ApplicationScoped
class MTurkApi {
  static final int ATTEMPTS = 5;
  private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(15);
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(90);

  private final HumanEvalConfig config;
  private volatile MTurkClient client;

  MTurkApi(HumanEvalConfig config) {
    this.config = config;
  }

  /** Ends the start with a sentence where the environment cannot be meant. */
  void start(@Observes StartupEvent event) {
    environment();
  }

  MTurkEnvironment environment() {
    return MTurkEnvironment.of(config.mturk());
  }

  /** @throws Refusal with Mechanical Turk's own words where it refuses, or that it does not answer */
  <T> T call(Function<MTurkClient, T> call) {
    return once(call, client -> Optional.empty());
  }

  /**
   * Does what must not happen twice.
   *
   * @param call with a token by which Mechanical Turk knows a repetition, which it refuses
   * @param done looks whether an earlier call has done it, whose answer was lost; asked after any refusal, because
   *     refusals of repetitions differ between operations
   */
  <T> T once(Function<MTurkClient, T> call, Function<MTurkClient, Optional<T>> done) {
    var mturk = client();
    try {
      try {
        return call.apply(mturk);
      } catch (RequestErrorException e) {
        return done.apply(mturk).orElseThrow(() -> repeated(e) ? unlisted(e) : refused(e));
      }
    } catch (AwsServiceException e) {
      throw e.statusCode() / 100 == 4 && !e.isThrottlingException() ? refused(e) : unavailable(e);
    } catch (SdkException e) {
      throw unavailable(e);
    }
  }

  /** {@link #once} for what has no result; {@code done} says whether it was done before. */
  void ensure(Consumer<MTurkClient> call, Predicate<MTurkClient> done) {
    once(mturk -> {
      call.accept(mturk);
      return true;
    }, mturk -> done.test(mturk) ? Optional.of(true) : Optional.empty());
  }

  private MTurkClient client() {
    if (client == null) {
      synchronized (this) {
        client = client == null ? connect() : client;
      }
    }
    return client;
  }

  private MTurkClient connect() {
    return MTurkClient.builder().endpointOverride(environment().api()).region(Region.US_EAST_1)
        .credentialsProvider(credentials()).httpClient(UrlConnectionHttpClient.create())
        .overrideConfiguration(override -> override
            .retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder().maxAttempts(ATTEMPTS).build())
            .apiCallAttemptTimeout(ATTEMPT_TIMEOUT).apiCallTimeout(CALL_TIMEOUT))
        .build();
  }

  private AwsCredentialsProvider credentials() {
    var key = config.mturk().accessKeyId();
    var secret = config.mturk().secretAccessKey();
    if (key.isPresent() && secret.isPresent()) {
      return StaticCredentialsProvider.create(AwsBasicCredentials.create(key.get(), secret.get()));
    }
    var usual = DefaultCredentialsProvider.builder().build();
    try {
      usual.resolveCredentials();
    } catch (SdkClientException e) {
      usual.close();
      throw new Refusal(Reason.NOT_CONFIGURED, "There are no AWS keys: set human-eval.mturk.access-key-id and "
          + "human-eval.mturk.secret-access-key, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.", e);
    }
    return usual;
  }

  /** Whether the token was used before: {@code …has already been processed}, or {@code HITAlreadyExists}. */
  private static boolean repeated(RequestErrorException e) {
    return (words(e) + e.turkErrorCode()).toLowerCase(Locale.ROOT).contains("already");
  }

  private static Refusal unlisted(RequestErrorException e) {
    return new Refusal(Reason.UNAVAILABLE, "Mechanical Turk has done this already and does not show it yet; please try "
        + "again in a minute.", e);
  }

  private static Refusal refused(AwsServiceException e) {
    return new Refusal(Reason.PLATFORM, "Mechanical Turk refuses: " + words(e), e);
  }

  private static Refusal unavailable(SdkException e) {
    return new Refusal(Reason.UNAVAILABLE, "Mechanical Turk does not answer as it should (" + words(e)
        + "); please try again later.", e);
  }

  /** The service's message without the number that it adds to find a request in its logs. */
  private static String words(SdkException e) {
    var message = e instanceof AwsServiceException service && service.awsErrorDetails() != null
        ? service.awsErrorDetails().errorMessage() : e.getMessage();
    return String.valueOf(message).replaceAll("\\s*\\(\\d+( s)?\\)\\s*$", "");
  }

  @PreDestroy
  void close() {
    if (client != null) {
      client.close();
    }
  }
}
