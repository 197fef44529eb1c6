package org.improvedgan.benchmarks.evaluator;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.improvedgan.benchmarks.BenchmarkException;
import org.improvedgan.benchmarks.process.ProcessStatus;
import org.improvedgan.benchmarks.report.Statistics;
import org.improvedgan.benchmarks.rounds.Measurement;
import org.improvedgan.images.ImageShape;
import org.improvedgan.images.Images;
import org.improvedgan.inference.ClassifierManifest;
import org.improvedgan.inference.InceptionModel;
import org.improvedgan.inference.OnnxClassifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures our classifier alone, in this process: what {@link EvaluatorCommand} starts once a round. */
@Command(name = "classify", mixinStandardHelpOptions = true,
    description = "Measures the evaluator's classifier alone; `evaluator` runs it beside its peers.")
public final class ClassifyCommand implements Callable<Integer> {
  private static final ImageShape SHAPE = new ImageShape(32, 32, 3);

  @Parameters(paramLabel = "MODEL", description = "A classifier in ONNX of 32x32 images, its manifest beside it.")
  private Path model;

  @Option(names = "--threads", paramLabel = "N", defaultValue = "2",
      description = "Threads for one operation (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(names = "--images", paramLabel = "N", defaultValue = "64",
      description = "Images to measure (default: ${DEFAULT-VALUE}).")
  private int images;

  @Option(names = "--warmup", paramLabel = "N", defaultValue = "1",
      description = "Images before those (default: ${DEFAULT-VALUE}); whole batches run.")
  private int warmup;

  @Option(names = "--whole", description = "All images in one call, and all their outputs kept.")
  private boolean whole;

  @Override
  public Integer call() {
    System.out.println(measure().toJson());
    return 0;
  }

  private Measurement measure() {
    try (OnnxClassifier classifier = load(model, threads)) {
      int batch = classifier.manifest().batch();
      classifier.run(noise(Math.max(1, warmup)));
      OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
      Images all = noise(images);
      List<Double> wallMs = new ArrayList<>();
      int atOnce = whole ? images : batch;
      long cpu = system.getProcessCpuTime();
      for (int done = 0; done < images; done += atOnce) {
        Images now = all.slice(done, Math.min(images, done + atOnce));
        long start = System.nanoTime();
        requireNumbers(classifier.run(now));
        wallMs.add((System.nanoTime() - start) / 1e6 / now.count());
      }
      cpu = system.getProcessCpuTime() - cpu;
      return new Measurement("inception", "improved-gan", "onnxruntime, batches of " + batch, "cpu", threads, images,
          cpu / 1e6 / images, Statistics.median(wallMs), ProcessStatus.ofThisProcess().peakResidentMib(), null);
    }
  }

  private static OnnxClassifier load(Path model, int threads) {
    try {
      ClassifierManifest manifest =
          ClassifierManifest.parse(Files.readString(InceptionModel.manifestOf(model)));
      return OnnxClassifier.load(manifest, Files.readAllBytes(model), threads);
    } catch (IOException e) {
      throw new BenchmarkException(model + " and its manifest cannot be read: make them by benchmarks/run twin.");
    }
  }

  private static void requireNumbers(OnnxClassifier.Outputs outputs) {
    for (float[] row : outputs.logits()) {
      for (float logit : row) {
        if (!Float.isFinite(logit)) {
          throw new BenchmarkException("The classifier's outputs are no sensible numbers.");
        }
      }
    }
  }

  private static Images noise(int count) {
    byte[] pixels = new byte[Math.multiplyExact(count, SHAPE.size())];
    new Random(1).nextBytes(pixels);
    return new Images(SHAPE, count, pixels);
  }
}
