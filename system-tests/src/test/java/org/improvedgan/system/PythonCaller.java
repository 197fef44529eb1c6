package org.improvedgan.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.improvedgan.sampler.v1.SampleRequest;

/** {@code rolling_client.py}: a client with grpcio alone. The interpreter that PYTHON names, else python3, runs it. */
final class PythonCaller implements AutoCloseable {

  static final String PYTHON = System.getenv().getOrDefault("PYTHON", "python3");

  private final Process process;
  private final BufferedReader output;

  private PythonCaller(Process process) {
    this.process = process;
    this.output = process.inputReader();
  }

  /** Whether the interpreter has grpcio. */
  static boolean available() throws InterruptedException {
    try {
      return new ProcessBuilder(PYTHON, "-c", "import grpc").redirectError(ProcessBuilder.Redirect.DISCARD).start()
          .waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns when its first call was answered. */
  static PythonCaller start(String addresses, SampleRequest small, SampleRequest large) throws IOException {
    PythonCaller caller = new PythonCaller(new ProcessBuilder(PYTHON,
        GanCommand.ROOT.resolve("system-tests/src/test/python/rolling_client.py").toString(), addresses,
        base64(small), base64(large)).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    caller.output.readLine();
    return caller;
  }

  private static String base64(SampleRequest request) {
    return Base64.getEncoder().encodeToString(request.toByteArray());
  }

  /** Lets its calls end; returns the counts of small and long calls in the first line, then its failures. */
  List<String> finish() throws IOException, InterruptedException {
    process.getOutputStream().close();
    List<String> lines = output.lines().toList();
    process.waitFor(1, TimeUnit.MINUTES);
    return lines;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
