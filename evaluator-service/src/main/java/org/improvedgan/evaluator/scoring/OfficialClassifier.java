package org.improvedgan.evaluator.scoring;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.improvedgan.datasets.DataLocation;
import org.improvedgan.datasets.DownloadProgress;
import org.improvedgan.evaluator.EvaluatorConfig;
import org.improvedgan.inference.Device;
import org.improvedgan.inference.OfficialInception;
import org.improvedgan.inference.OnnxClassifier;
import org.jboss.logging.Logger;

/**
 * The official Inception, got and translated when it is first wanted, in a thread of its own, because that takes
 * minutes, or until somebody brings the file: it is tried again until it succeeds. The progress says what is missing.
 */
@ApplicationScoped
public class OfficialClassifier {

  private static final Logger LOG = Logger.getLogger(OfficialClassifier.class);
  private static final Duration PAUSE = Duration.ofSeconds(30);
  private static final int MEGABYTE = 1_000_000;

  private final Loader loader;
  private final Duration pause;
  private final EvaluationProgress progress;
  private final CompletableFuture<OnnxClassifier> classifier = new CompletableFuture<>();
  private Thread thread;
  private boolean closed;

  /** Loads the classifier, or says in an exception's message why it cannot. */
  @FunctionalInterface
  public interface Loader {

    OnnxClassifier load(DownloadProgress progress);
  }

  @Inject
  public OfficialClassifier(EvaluatorConfig config, EvaluationProgress progress) {
    this(listener -> new OfficialInception(DataLocation.fromEnvironment().withProgress(listener))
        .load(config.logitsBias(), Device.of(config.device()), config.threads()), PAUSE, progress);
  }

  /** @param pause between two attempts */
  public OfficialClassifier(Loader loader, Duration pause, EvaluationProgress progress) {
    this.loader = loader;
    this.pause = pause;
    this.progress = progress;
  }

  /**
   * The classifier, as soon as it is there.
   *
   * @throws InterruptedException when interrupted
   */
  OnnxClassifier await() throws InterruptedException {
    start();
    try {
      return classifier.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Nothing ends the attempts but success.", e);
    }
  }

  @PreDestroy
  public synchronized void close() {
    closed = true;
    if (thread != null) {
      thread.interrupt();
    }
    if (classifier.isDone()) {
      classifier.join().close();
    }
  }

  private synchronized void start() {
    if (thread == null && !closed) {
      thread = new Thread(this::run, "official-classifier");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void run() {
    progress.preparing(Optional.of("The official Inception is being loaded."));
    String told = "";
    try {
      while (!attempt()) {
        String reason = progress.preparing().orElse("");
        if (!reason.equals(told)) {
          LOG.warnf("%s Trying again every %d s.", reason, pause.toSeconds());
          told = reason;
        }
        Thread.sleep(pause.toMillis());
      }
    } catch (InterruptedException e) {
      LOG.debug("Nobody waits for the official Inception any more.");
    }
  }

  private boolean attempt() {
    try {
      take(loader.load(this::downloading));
      return true;
    } catch (RuntimeException e) {
      LOG.debug("The official Inception could not be loaded", e);
      progress.preparing(Optional.of(e.getMessage() == null ? e.toString() : e.getMessage()));
    } catch (OutOfMemoryError e) {
      progress.preparing(Optional.of("This process has too little memory to make the official Inception: start the"
          + " evaluator with -Xmx1g, or set evaluator.classifier to the file that ./gan inception makes."));
    }
    return false;
  }

  private synchronized void take(OnnxClassifier loaded) {
    progress.preparing(Optional.empty());
    if (closed) {
      loaded.close();
    } else {
      classifier.complete(loaded);
    }
  }

  private void downloading(String file, long done, long total) {
    progress.preparing(Optional.of(done == total ? "The official Inception is being made into an ONNX model."
        : "The official Inception is being downloaded: " + done / MEGABYTE
            + (total < 0 ? "" : " of " + total / MEGABYTE) + " MB."));
  }
}
