package org.improvedgan.inference;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Starts {@link TrialProgram}: in the Java that runs this, with a limit on its memory and nothing of the environment.
 * Needs {@code sh}, whose {@code ulimit} sets the limit.
 */
final class TrialLauncher {

  /** The system's choice when memory runs out, no core file, and no more memory than allowed. */
  private static final String LIMITED = "echo 1000 2>/dev/null >/proc/self/oom_score_adj; ulimit -c 0; "
      + "ulimit -v \"$1\" && shift && exec \"$@\"";
  private static final String ERRORS = "errors.txt";

  private TrialLauncher() {
  }

  /**
   * Starts it.
   *
   * @param folder of its own, for all its files
   * @param memoryBytes of its address space
   */
  static Process start(Path folder, long memoryBytes) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command(folder, memoryBytes)).directory(folder.toFile())
        .redirectError(folder.resolve(ERRORS).toFile());
    Map<String, String> environment = builder.environment();
    // Neither passwords nor anything else of the service is the model's business.
    environment.keySet().retainAll(Set.of("PATH", "LD_LIBRARY_PATH", "JAVA_HOME", "LANG"));
    environment.put("CLASSPATH", classPath());
    // ONNX Runtime would report its use to its maker.
    environment.put("ORT_DISABLE_TELEMETRY", "1");
    // Each further pool of memory would reserve 64 MiB of the address space.
    environment.put("MALLOC_ARENA_MAX", "2");
    return builder.start();
  }

  private static List<String> command(Path folder, long memoryBytes) {
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
    } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
      throw new IOException("the place of " + type.getName() + " is no file: " + base, e);
    }
  }

  /** The first line that it has written on standard error. */
  static String said(Path folder) {
    try {
      return Files.readString(folder.resolve(ERRORS), StandardCharsets.UTF_8).lines().findFirst().orElse("");
    } catch (IOException | RuntimeException e) {
      return "";
    }
  }
}
