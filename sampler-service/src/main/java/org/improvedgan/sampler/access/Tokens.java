package org.improvedgan.sampler.access;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.improvedgan.sampler.SamplerConfig;
import org.jboss.logging.Logger;

/**
 * The tokens that open the sampler. Their file is looked at every second; while it cannot be read, or holds what is no
 * token, the tokens read before stay.
 */
@Singleton
public class Tokens {

  private static final Logger LOG = Logger.getLogger(Tokens.class);

  private final Optional<Path> file;
  private final TokenList configured;
  private final boolean required;
  private final ScheduledExecutorService watcher = Executors.newSingleThreadScheduledExecutor(work -> {
    Thread thread = new Thread(work, "tokens");
    thread.setDaemon(true);
    return thread;
  });
  private volatile TokenList tokens;
  /** What the file held when it was last looked at, or why it could not be read. */
  private String lastSeen;

  /** @throws IllegalStateException that says what to change, where the tokens cannot be read */
  Tokens(SamplerConfig config) {
    file = config.tokensFile();
    configured = TokenList.of("gan.sampler.tokens", config.tokens().orElse(List.of()));
    required = file.isPresent() || config.tokens().isPresent();
    tokens = configured;
    if (file.isPresent()) {
      try {
        lastSeen = Files.readString(file.get());
      } catch (IOException e) {
        throw new IllegalStateException("The tokens in " + file.get() + " cannot be read (" + e
            + "): correct gan.sampler.tokens-file.", e);
      }
      take(lastSeen);
      watcher.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
    }
  }

  /** Ends the start where the tokens cannot be read, rather than the first call. */
  void start(@Observes StartupEvent event) {
    if (required) {
      LOG.infof("%d tokens open the sampler", tokens.size());
    }
  }

  /** Whether a caller needs one. */
  public boolean required() {
    return required;
  }

  /** Whose token this is; empty where it is nobody's. */
  public Optional<String> nameOf(String token) {
    return tokens.nameOf(token);
  }

  private void take(String text) {
    tokens = TokenList.of(file.orElseThrow().toString(), text.lines().toList()).and(configured);
  }

  private void look() {
    String seen = null;
    try {
      seen = Files.readString(file.orElseThrow());
      if (!seen.equals(lastSeen)) {
        take(seen);
        LOG.infof("Read %s again: %d tokens open the sampler", file.get(), tokens.size());
      }
    } catch (IOException | RuntimeException e) {
      seen = seen == null ? e.toString() : seen;
      if (!seen.equals(lastSeen)) {
        LOG.warnf("The tokens read before stay: %s", e instanceof IOException ? e.toString() : e.getMessage());
      }
    }
    lastSeen = seen;
  }

  @PreDestroy
  void stop() {
    watcher.shutdownNow();
  }
}
