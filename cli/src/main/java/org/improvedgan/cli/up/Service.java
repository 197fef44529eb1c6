package org.improvedgan.cli.up;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.Arrays;
import java.util.stream.Stream;
import org.improvedgan.cli.Installation;
import org.improvedgan.cli.process.ChildProcess;

/** The four services, and how each is started on one machine within a small memory. */
public enum Service {

  /**
   * Needs the optimising compiler, and native memory for ND4J and ONNX Runtime next to its heap, in which CIFAR-10 and
   * a checkpoint of its networks find place.
   */
  TRAINER("trainer", "trainer-service", 8081, List.of("-Xmx1g", "-Dorg.bytedeco.javacpp.maxbytes=2g",
      "-Dorg.bytedeco.javacpp.maxphysicalbytes=0")),
  SAMPLER("sampler", "sampler-service", 8080, List.of("-Xmx256m", "-XX:TieredStopAtLevel=1")),
  /** The heap is for the frozen Inception, which is in memory twice while it is converted; digits need a third of it. */
  EVALUATOR("evaluator", "evaluator-service", 8082, List.of("-Xmx768m", "-XX:TieredStopAtLevel=1")),
  HUMAN_EVAL("human-eval", "human-eval-service", 8083, List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"));

  /** Of the sampler's gRPC server. */
  static final int DEFAULT_GRPC_PORT = 9000;
  /** Of the embedded Kafka broker. */
  static final int DEFAULT_KAFKA_PORT = 9092;
  /** Of the embedded PostgreSQL. */
  static final int DEFAULT_DATABASE_PORT = 5432;

  private final String title;
  private final String module;
  private final int defaultPort;
  private final List<String> jvmOptions;

  Service(String title, String module, int defaultPort, List<String> jvmOptions) {
    this.title = title;
    this.module = module;
    this.defaultPort = defaultPort;
    this.jvmOptions = jvmOptions;
  }

  /** As people read it, and the name of its log. */
  public String title() {
    return title;
  }

  /** The folder of the Maven module. */
  public String module() {
    return module;
  }

  /** HTTP port unless it is taken. */
  public int defaultPort() {
    return defaultPort;
  }

  /** The folders of all four Maven modules. */
  public static List<String> modules() {
    return Arrays.stream(values()).map(Service::module).toList();
  }

  /** Every port that {@code ./gan up} would like to have. */
  public static List<Integer> defaultPorts() {
    return Stream.concat(Arrays.stream(values()).map(Service::defaultPort),
        Stream.of(DEFAULT_GRPC_PORT, DEFAULT_KAFKA_PORT, DEFAULT_DATABASE_PORT)).sorted().toList();
  }

  /** How to start it. */
  ChildProcess process(Installation installation, Addresses addresses, Map<String, String> shared, Path logs) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+UseSerialGC");
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.addAll(jvmOptions);
    command.add("-jar");
    command.add(installation.serviceJar(module).toString());
    Map<String, String> environment = new TreeMap<>(shared);
    environment.putAll(addresses.environment(this));
    return new ChildProcess(title, command, environment, logs.resolve(title + ".log"));
  }
}
