package org.improvedgan.inference;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
 * has ended, or that had to be ended, is replaced. Needs {@code sh}, and limits the memory by its {@code ulimit}.
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
  private static final int KILLED = 137;
  /** The system's choice when memory runs out, no core file, and no more memory than allowed. */
  private static final String LIMITED = "echo 1000 2>/dev/null >/proc/self/oom_score_adj; ulimit -c 0; "
      + "ulimit -v \"$1\" && shift && exec \"$@\"";
  private static final Executor READERS = work -> {
    Thread thread = new Thread(work, "generator-trial");
    thread.setDaemon(true);
    thread.start();
  };

  private final long memoryBytes;
  private final Duration time;
  private Process process;
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
    if (!attempt(onnx, suffix, feed, taps, false)) {
      // The system may have ended it for reasons of its own; a second time it is the model.
      attempt(onnx, suffix, feed, taps, true);
    }
    long last = ++trials;
    CompletableFuture.delayedExecutor(IDLE.toMillis(), TimeUnit.MILLISECONDS).execute(() -> closeAfter(last));
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
      if (exit < 0) {
        close();
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
    try {
      folder = Files.createTempDirectory("gan-trial");
      Path errors = folder.resolve("errors.txt");
      ProcessBuilder builder = new ProcessBuilder(command()).directory(folder.toFile())
          .redirectError(errors.toFile());
      Map<String, String> environment = builder.environment();
      // Neither passwords nor anything else of the service is the model's business.
      environment.keySet().retainAll(Set.of("PATH", "LD_LIBRARY_PATH", "JAVA_HOME", "LANG"));
      environment.put("CLASSPATH", classPath());
      // ONNX Runtime would report its use to its maker.
      environment.put("ORT_DISABLE_TELEMETRY", "1");
      // Each further pool of memory would reserve 64 MiB of the address space.
      environment.put("MALLOC_ARENA_MAX", "2");
      process = builder.start();
      requests = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
      answers = new DataInputStream(process.getInputStream());
      if (ask(answers::readUnsignedByte, START) != TrialProgram.READY) {
        throw new IOException("it does not answer as it should");
      }
      worked = true;
    } catch (IOException | TimeoutException e) {
      String said = said();
      close();
      String reason = "it does not start (" + (said.isEmpty() ? String.valueOf(e.getMessage()) : said) + ")";
      // A machine that is busy, or short of memory for now, must not make the service try a hostile model itself.
      if (worked || e instanceof TimeoutException) {
        throw new TrialException("A process to try the generator in: " + reason + ".", e);
      }
      throw new Impossible(reason, e);
    }
  }

  private List<String> command() {
    return List.of("sh", "-c", LIMITED, "sh", String.valueOf(memoryBytes >> 10),
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        // Arrays as large as the images must fit.
        "-Xmx" + Math.max(64, memoryBytes >> 23) + "m", "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=32m", "-XX:CompressedClassSpaceSize=32m",
        "-XX:MaxMetaspaceSize=64m", "-XX:-UsePerfData", "-XX:+ExitOnOutOfMemoryError",
        "-XX:+SuppressFatalErrorMessage", "-Djava.io.tmpdir=" + folder, TrialProgram.class.getName());
  }

  /** Where this library and ONNX Runtime lie, whatever class loader has read them. */
  private static String classPath() throws IOException {
    Set<String> places = new LinkedHashSet<>();
    for (Class<?> type : List.of(TrialProgram.class, ai.onnxruntime.OrtEnvironment.class)) {
      places.add(place(type));
    }
    return String.join(File.pathSeparator, places);
  }

  private static String place(Class<?> type) throws IOException {
    String name = type.getName().replace('.', '/') + ".class";
    URL url = type.getClassLoader().getResource(name);
    String text = url == null ? "" : url.toString();
    if (!text.endsWith(name)) {
      throw new IOException("the place of " + type.getName() + " is unknown");
    }
    String base = text.substring(0, text.length() - name.length()).replaceFirst("^jar:", "").replaceFirst("!/$", "");
    try {
      return Path.of(new URI(base)).toString();
    } catch (URISyntaxException | IllegalArgumentException | java.nio.file.FileSystemNotFoundException e) {
      throw new IOException("the place of " + type.getName() + " is no file: " + base, e);
    }
  }

  /** The first line that it has written on standard error. */
  private String said() {
    try {
      return Files.readString(folder.resolve("errors.txt"), StandardCharsets.UTF_8).lines().findFirst().orElse("");
    } catch (IOException | RuntimeException e) {
      return "";
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
