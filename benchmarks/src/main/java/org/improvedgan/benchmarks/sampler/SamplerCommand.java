package org.improvedgan.benchmarks.sampler;

import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.improvedgan.benchmarks.BenchmarkException;
import org.improvedgan.benchmarks.process.Home;
import org.improvedgan.benchmarks.report.Machine;
import org.improvedgan.kafka.local.LocalKafka;
import org.improvedgan.sampler.v1.SampleRequest;
import org.improvedgan.sampler.v1.SampleResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The sampler-service under load, a plain server in Python under the same load, and ONNX Runtime by itself. */
@Command(name = "sampler", mixinStandardHelpOptions = true,
    description = "Calls and streams of MNIST images: the sampler-service against a plain server with grpcio and ONNX "
        + "Runtime in Python, and against direct calls of ONNX Runtime; exit 1 if a bound is broken, 3 if there is no "
        + "such Python. PYTHON names the interpreter that has grpcio, grpcio-tools, onnxruntime and numpy.")
public final class SamplerCommand implements Callable<Integer> {
  private static final int WARM_UP = 3;

  @Option(names = "--rounds", paramLabel = "N", description = "Rounds, each side once in each (default: 5; quick 2).")
  private Integer rounds;

  @Option(names = "--calls", paramLabel = "N",
      description = "Calls of one image in each round (default: 20000; quick 5000).")
  private Integer calls;

  @Option(names = "--in-flight", paramLabel = "N", defaultValue = "16",
      description = "Of these calls at the same time (default: ${DEFAULT-VALUE}).")
  private int inFlight;

  @Option(names = "--images", paramLabel = "N", defaultValue = "50000",
      description = "Images of one stream, and of two together (default: ${DEFAULT-VALUE}).")
  private int images;

  @Option(names = "--calls-bound", paramLabel = "RATIO", defaultValue = "3",
      description = "The least calls/s beside the Python server (default: ${DEFAULT-VALUE}).")
  private double callsBound;

  @Option(names = "--stream-bound", paramLabel = "RATIO", defaultValue = "0.7",
      description = "The least images/s of one stream beside direct calls (default: ${DEFAULT-VALUE}).")
  private double streamBound;

  @Option(names = "--jvm", paramLabel = "OPTIONS", split = " ", defaultValue = "-Xmx256m -XX:+UseSerialGC",
      description = "Options of the service's Java machine (default: ${DEFAULT-VALUE}).")
  private List<String> jvm;

  @Option(names = "--python-workers", paramLabel = "N", defaultValue = "4",
      description = "Calls that the Python server works on at the same time (default: ${DEFAULT-VALUE}).")
  private int pythonWorkers;

  @Option(names = "--quick", description = "Fewer rounds and calls: a rough answer.")
  private boolean quick;

  @Override
  public Integer call() {
    Load load = new Load(calls != null ? calls : quick ? 5_000 : 20_000, inFlight, images);
    int count = rounds != null ? rounds : quick ? 2 : 5;
    if (load.calls() < 1 || inFlight < 1 || images < 2 || count < 1 || pythonWorkers < 1) {
      throw new BenchmarkException("Give one or more rounds, calls and workers, and two or more images.");
    }
    Machine machine = Machine.now();
    Path folder = temporaryFolder();
    try {
      SamplerReport report = measure(load, count, machine, folder);
      System.out.println(report.table());
      System.out.println();
      System.out.println("Medians over " + count + " rounds; " + machine + "; peer: " + report.python() + "; direct: "
          + report.direct());
      report.remarks().forEach(System.out::println);
      System.out.println(report.toJson());
      return report.exitCode();
    } finally {
      delete(folder);
    }
  }

  private SamplerReport measure(Load load, int count, Machine machine, Path folder) {
    Path generator = folder.resolve("generator.onnx");
    Home.run(List.of("generator", generator.toString())).lastLine();
    byte[] onnx = read(generator);
    try (LocalKafka kafka = LocalKafka.startTemporary();
        Contender ours = Ours.start(kafka, onnx, jvm, folder);
        DirectCalls direct = new DirectCalls(onnx)) {
      String python;
      try {
        python = Peer.versions();
      } catch (BenchmarkException e) {
        return compare(load, count, machine, ours, null, e.getMessage(), direct);
      }
      try (Contender peer = startPeer(load, generator, folder)) {
        progress(SamePixels.of(ours, peer).toString());
        return compare(load, count, machine, ours, peer, "%s, %d workers, %s method".formatted(
            python, pythonWorkers, peer.one() == Client.SAMPLE_ONE ? "unary" : "streaming"), direct);
      }
    }
  }

  /** The peer with the method by which it answers one image faster. */
  private Contender startPeer(Load load, Path generator, Path folder) {
    List<String> options = List.of("--workers", Integer.toString(pythonWorkers));
    Contender peer = Peer.start(generator, Client.SAMPLE, options, folder);
    int tries = Math.max(1, load.calls() / 5);
    double streaming = tried(peer, Client.SAMPLE, tries);
    double unary = tried(peer, Client.SAMPLE_ONE, tries);
    return unary > streaming ? new Contender(peer.server(), peer.client(), Client.SAMPLE_ONE) : peer;
  }

  private double tried(Contender peer, MethodDescriptor<SampleRequest, SampleResponse> method, int tries) {
    double perSecond = peer.client().calls(method, tries, inFlight).perSecond();
    progress(String.format(Locale.ROOT, "Python server, %s: %.0f calls/s", method.getBareMethodName(), perSecond));
    return perSecond;
  }

  private SamplerReport compare(Load load, int count, Machine machine, Contender ours, Contender peer, String python,
      DirectCalls direct) {
    // Just-in-time compilation takes that long on our side.
    for (int i = 0; i < WARM_UP; i++) {
      load.measure(ours);
    }
    if (peer != null) {
      new Load(Math.max(1, load.calls() / 10), inFlight, images).measure(peer);
    }
    DirectCalls.Way way = direct.fastest(images / 4);
    SamplerReport.Rounds all = new SamplerReport.Rounds(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (int round = 1; round <= count; round++) {
      if (round % 2 == 0 && peer != null) {
        all.peer().add(told(round, "Python server", load.measure(peer)));
      }
      all.ours().add(told(round, "ours", load.measure(ours)));
      if (round % 2 == 1 && peer != null) {
        all.peer().add(told(round, "Python server", load.measure(peer)));
      }
      all.direct().add(direct.imagesPerSecond(way, images));
      progress(String.format(Locale.ROOT, "round %d, direct: %.0f images/s", round, all.direct().get(round - 1)));
    }
    return SamplerReport.of(python, way.toString(), machine, callsBound, streamBound, load, all);
  }

  private static Map<Measure, Double> told(int round, String who, Map<Measure, Double> figures) {
    progress(String.format(Locale.ROOT, "round %d, %s: %.0f calls/s, p99 %.1f ms, %.0f and %.0f images/s", round, who,
        figures.get(Measure.CALLS), figures.get(Measure.CALL_P99), figures.get(Measure.STREAM),
        figures.get(Measure.STREAMS)));
    return figures;
  }

  private static void progress(String line) {
    System.err.println("sampler, " + line);
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("sampler");
    } catch (IOException e) {
      throw new BenchmarkException("There is no place for temporary files: " + e.getMessage() + ".");
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new BenchmarkException("The model cannot be read: " + e.getMessage() + ".");
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      progress(folder + " cannot be deleted: " + e.getMessage());
    }
  }
}
