package org.improvedgan.benchmarks.sampler;

import io.grpc.MethodDescriptor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.improvedgan.benchmarks.BenchmarkException;
import org.improvedgan.benchmarks.process.Home;
import org.improvedgan.benchmarks.process.Python;
import org.improvedgan.benchmarks.process.Server;
import org.improvedgan.sampler.v1.SampleRequest;
import org.improvedgan.sampler.v1.SampleResponse;

/** The server in Python with grpcio and ONNX Runtime, benchmarks/python/sampler.py. */
final class Peer {
  private static final String VERSIONS = "import sys, grpc, grpc_tools, numpy, onnxruntime\n"
      + "print(f'Python {sys.version.split()[0]}, grpcio {grpc.__version__}, onnxruntime {onnxruntime.__version__}')";
  private static final String PORT = "port ";

  private Peer() {}

  /**
   * What it runs on.
   *
   * @throws BenchmarkException that says why it cannot run
   */
  static String versions() {
    try {
      return Python.of("-c", VERSIONS).lastLine();
    } catch (BenchmarkException e) {
      throw new BenchmarkException("No Python server to compare with (" + e.getMessage()
          + "); `pip install grpcio grpcio-tools onnxruntime numpy`, or name a Python that has them in PYTHON.");
    }
  }

  /**
   * Starts it.
   *
   * @param generator generator.onnx
   * @param one the method for calls of one image
   * @param options more arguments
   * @param folder where its log goes
   */
  static Contender start(Path generator, MethodDescriptor<SampleRequest, SampleResponse> one, List<String> options,
      Path folder) {
    List<String> arguments = new ArrayList<>(List.of(Home.file("python", "sampler.py").toString(),
        generator.toString(), "--proto", Home.projectFile("proto", "src", "main", "proto").toString(),
        "--threads", Integer.toString(Runtime.getRuntime().availableProcessors())));
    arguments.addAll(options);
    Server server = Server.start("The Python server", Python.of(arguments).command(), Map.of(),
        folder.resolve("python.log"));
    try {
      server.await(() -> server.lastLine().startsWith(PORT));
      int port = Integer.parseInt(server.lastLine().substring(PORT.length()));
      Contender peer = new Contender(server, new Client(port), one);
      server.await(peer.client()::serves);
      return peer;
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }
}
