package org.improvedgan.benchmarks.sampler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.improvedgan.benchmarks.BenchmarkException;
import org.improvedgan.benchmarks.training.Workload;
import org.improvedgan.gan.TrainingRun;
import org.improvedgan.gan.engine.EngineKind;
import org.improvedgan.gan.engine.EngineOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Makes the generator that is sampled, as `./gan train` does before its first iteration: 100-500-500-784. */
@Command(name = "generator", mixinStandardHelpOptions = true,
    description = "Writes the paper's MNIST generator with weights as before training, in ONNX.")
public final class GeneratorCommand implements Callable<Integer> {
  @Parameters(paramLabel = "MODEL", description = "Where the model goes; ends in .onnx.")
  private Path model;

  @Override
  public Integer call() {
    try (TrainingRun run = Workload.MNIST.start(EngineOptions.of(EngineKind.ONNXRUNTIME, 1), 1)) {
      Files.write(model, run.snapshot().parts().get("generator.onnx"));
    } catch (IOException e) {
      throw new BenchmarkException("The model cannot be written: " + e + ".");
    }
    System.out.println(model);
    return 0;
  }
}
