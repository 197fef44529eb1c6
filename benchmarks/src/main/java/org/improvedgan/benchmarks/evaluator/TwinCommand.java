package org.improvedgan.benchmarks.evaluator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.improvedgan.benchmarks.BenchmarkException;
import org.improvedgan.inference.InceptionModel;
import org.improvedgan.tensorflow.onnx.SmallInception;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Makes the classifier that is measured, as the official graph becomes one; only its weights are random. */
@Command(name = "twin", mixinStandardHelpOptions = true,
    description = "Makes a full-size Inception with random weights, MODEL, and its manifest beside it.")
public final class TwinCommand implements Callable<Integer> {
  private static final long SEED = 1;

  @Parameters(paramLabel = "MODEL", description = "Where the model goes; ends in .onnx.")
  private Path model;

  @Override
  public Integer call() {
    try {
      Path graph = Files.createTempFile("twin", ".pb");
      try {
        Files.write(graph, SmallInception.fullSize(SEED));
        InceptionModel.convert(graph, model, false, "none", "benchmarks/run twin");
      } finally {
        Files.delete(graph);
      }
    } catch (IOException e) {
      throw new BenchmarkException("The model cannot be made: " + e + "; give room for 200 MB.");
    }
    System.out.println(model);
    return 0;
  }
}
