package org.improvedgan.cli.inception;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.improvedgan.cli.UserError;
import org.improvedgan.cli.console.Terminal;
import org.improvedgan.inference.ClassifierManifest;
import org.improvedgan.inference.ModelException;
import org.improvedgan.tensorflow.onnx.SmallInception;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class InceptionCommandTest {

  @TempDir
  private Path folder;

  @Test
  void aGraphBecomesAModelWithItsManifest() throws IOException {
    Path graph = Files.write(folder.resolve("graph.pb"), SmallInception.bytes());
    List<Exception> failures = new ArrayList<>();
    assertThat(line(failures).execute(graph.toString(), folder.resolve("out.onnx").toString(), "--bias")).isZero();
    assertThat(failures).isEmpty();
    assertThat(folder.resolve("out.onnx")).isNotEmptyFile();
    ClassifierManifest manifest = ClassifierManifest.parse(Files.readString(folder.resolve("out.properties")));
    assertThat(manifest.classes()).isEqualTo(1008);
    assertThat(manifest.bias()).contains(true);
    assertThat(manifest.features()).contains(new ClassifierManifest.Features("features", 256));
    assertThat(manifest.command()).isEqualTo("./gan inception graph.pb out.onnx --bias");
  }

  @Test
  void whatIsWrongIsOneSentence() {
    String missing = folder.resolve("missing.pb").toString();
    assertThat(failure(missing, "out.onnx")).isInstanceOf(ModelException.class)
        .hasMessage(missing + " cannot be read: give the path of a frozen TensorFlow graph (.pb).");
    assertThat(failure(missing, "none/out.onnx")).isInstanceOf(UserError.class)
        .hasMessageContaining("does not exist");
    assertThat(failure(missing, "out.pb")).isInstanceOf(CommandLine.ParameterException.class)
        .hasMessage("OUT.onnx must end in .onnx.");
    assertThat(folder).isEmptyDirectory();
  }

  private Exception failure(String graph, String model) {
    List<Exception> failures = new ArrayList<>();
    line(failures).execute(graph, folder.resolve(model).toString());
    assertThat(failures).hasSize(1);
    return failures.get(0);
  }

  private static CommandLine line(List<Exception> failures) {
    Terminal silent = new Terminal(new PrintStream(OutputStream.nullOutputStream()), false, 80, System::nanoTime);
    CommandLine line = new CommandLine(new InceptionCommand(silent));
    line.setExecutionExceptionHandler((failure, command, parsed) -> failures.add(failure) ? 1 : 0);
    line.setParameterExceptionHandler((failure, parsed) -> failures.add(failure) ? 2 : 0);
    return line;
  }
}
