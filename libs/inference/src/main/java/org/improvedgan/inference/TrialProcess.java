package org.improvedgan.inference;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.improvedgan.inference.ModelException.Reason;

/**
 * Another process that runs {@link TrialProgram} with little memory: what a model does to it is done to nobody else. It
 * starts when it is needed, tries one model after the other, and goes when it was idle for a while; one that a model
 * has ended, or that had to be ended, is replaced.
 */
final class TrialProcess implements AutoCloseable {

  /** No such process can run on this machine. The message says why. */
  static final class Impossible extends Exception {

    private static final long serialVersionUID = 1L;

    Impossible(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private static final String WHAT = "The generator";
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration IDLE = Duration.ofSeconds(60);
  private static final int OUT_OF_MEMORY = 3;
  /** By the system, which is short of memory, or by somebody. */
  private static final int KILLED = 137;
  private static final Executor READERS = work -> {
    Thread thread = new Thread(work, "generator-trial");
    thread.setDaemon(true);
    thread.start();
  };

  private final long memoryBytes;
  private final Duration time;
  private volatile Process process;
  private volatile boolean stopped;
  private Path folder;
  private DataOutputStream requests;
  private DataInputStream answers;
  private long trials;
  /** Whether one has run: then others can, if not at once. */
  private boolean worked;

  TrialProcess(long memoryBytes, Duration time) {
    this.memoryBytes = memoryBytes;
    this.time = time;
  }

  /**
   * Tries a generator out.
   *
   * @param suffix what lets it give the taps, put behind its bytes
   * @param taps values that must be finite
   * @throws ModelException if it cannot be used
   * @throws TrialException if it could not be tried
   * @throws Impossible if none can be tried so
   */
  synchronized void tryOut(byte[] onnx, byte[] suffix, GeneratorTrial.Feed feed, List<String> taps)
      throws Impossible {
    try {
      if (!attempt(onnx, suffix, feed, taps, false)) {
        // The system may have ended it for reasons of its own; a second time it is the model.
        attempt(onnx, suffix, feed, taps, true);
      }
    } finally {
      long last = ++trials;
      CompletableFuture.delayedExecutor(IDLE.toMillis(), TimeUnit.MILLISECONDS).execute(() -> closeAfter(last));
    }
  }

  /** Ends the trial that is under way, and lets no other begin; does not wait. */
  void stop() {
    stopped = true;
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
    }
  }

  /** False if the process ended. */
  private boolean attempt(byte[] onnx, byte[] suffix, GeneratorTrial.Feed feed, List<String> taps, boolean last)
      throws Impossible {
    start();
    try {
      Path file = folder.resolve("model.onnx");
      try (OutputStream out = Files.newOutputStream(file)) {
        out.write(onnx);
        out.write(suffix);
      }
      new TrialProgram.Request(file, onnx.length, feed, taps).write(requests);
      ask(this::readVerdict, time);
      Files.delete(file);
      return true;
    } catch (TimeoutException e) {
      close();
      throw new ModelException(Reason.TIME, WHAT + " takes longer than the " + seconds(time)
          + " that it may take to be loaded and to make its first images.");
    } catch (IOException e) {
      int exit = exitCode();
      close();
      if (exit < 0 || stopped) {
        throw new TrialException(
            "The generator cannot be given to the process that tries it: " + e.getMessage() + ".", e);
      }
      if (!last) {
        return false;
      }
      throw exit == OUT_OF_MEMORY || exit == KILLED
          ? new ModelException(Reason.MEMORY, WHAT + " asks for more memory than the " + (memoryBytes >> 20)
              + " MiB that it may take: the process that tried it was ended.")
          : new ModelException(Reason.CRASH, WHAT + " ends the process that tries it (exit code " + exit + "): it "
              + "crashes ONNX Runtime.");
    }
  }

  private Void readVerdict() throws IOException {
    int verdict = answers.readUnsignedByte();
    if (verdict == TrialProgram.REFUSED) {
      Reason reason = Reason.valueOf(TrialProgram.readText(answers));
      throw new ModelException(reason, TrialProgram.readText(answers));
    }
    if (verdict != TrialProgram.ACCEPTED) {
      throw new IOException("an answer that is none");
    }
    return null;
  }

  /** Something that is read from the process. */
  private interface Answer<T> {
    T read() throws IOException;
  }

  private static <T> T ask(Answer<T> answer, Duration patience) throws IOException, TimeoutException {
    CompletableFuture<T> future = CompletableFuture.supplyAsync(() -> {
      try {
        return answer.read();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }, READERS);
    try {
      return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UncheckedIOException io) {
        throw io.getCause();
      }
      throw (RuntimeException) e.getCause();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private void start() throws Impossible {
    if (process != null && process.isAlive()) {
      return;
    }
    close();
    if (stopped) {
      throw new TrialException("Generators are not tried any more: the service ends.", null);
    }
    try {
      folder = Files.createTempDirectory("gan-trial");
      process = TrialLauncher.start(folder, memoryBytes);
      requests = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
      answers = new DataInputStream(process.getInputStream());
      if (ask(answers::readUnsignedByte, START) != TrialProgram.READY) {
        throw new IOException("it does not answer as it should");
      }
      worked = true;
    } catch (IOException | TimeoutException e) {
      String said = TrialLauncher.said(folder);
      String reason = "it does not start (" + (said.isEmpty() ? String.valueOf(e.getMessage()) : said) + ")";
      // A machine that is busy, or short of memory for now, must not make the service try a hostile model itself.
      boolean passing = worked || stopped || e instanceof TimeoutException || process != null && exitCode() == KILLED;
      close();
      if (passing) {
        throw new TrialException("A process to try the generator in: " + reason + ".", e);
      }
      throw new Impossible(reason, e);
    }
  }

  /** Of the process that has ended, or -1 if it goes on. */
  private int exitCode() {
    try {
      return process.waitFor(5, TimeUnit.SECONDS) ? process.exitValue() : -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  private synchronized void closeAfter(long trial) {
    if (trial == trials) {
      close();
    }
  }

  /** The process that runs now, if any. */
  synchronized Process current() {
    return process;
  }

  /** Where that process keeps what it needs. */
  synchronized Path folder() {
    return folder;
  }

  @Override
  public synchronized void close() {
    if (process != null) {
      process.destroyForcibly();
      exitCode();
      process = null;
    }
    if (folder != null) {
      delete(folder);
      folder = null;
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> inner = new ArrayList<>(files.toList());
      inner.sort(Comparator.reverseOrder());
      for (Path file : inner) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // What is left lies in the folder for temporary files.
    }
  }

  private static String seconds(Duration time) {
    return time.toMillis() % 1000 == 0 ? time.toSeconds() + " seconds" : time.toMillis() + " ms";
  }
}
