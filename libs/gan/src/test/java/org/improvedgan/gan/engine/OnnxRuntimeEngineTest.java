package org.improvedgan.gan.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.improvedgan.samediff.onnx.OnnxExportException;
import org.junit.jupiter.api.Test;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

class OnnxRuntimeEngineTest {
  private static final Path STATUS = Path.of("/proc/self/status");

  private final Engine engine = Engines.open(EngineOptions.of(EngineKind.ONNXRUNTIME, 1));

  @Test
  void namesAnOperationThatItCannotTranslate() {
    SameDiff graph = SameDiff.create();
    graph.linalg().matrixInverse("inverse", graph.placeHolder("x", DataType.FLOAT, 2, 2));
    assertThatThrownBy(() -> engine.compile(GraphSpec.forward(graph, List.of("inverse"))))
        .isInstanceOf(OnnxExportException.class).hasMessageContaining("matrix_inverse");
  }

  @Test
  void aClosedGraphCannotRun() {
    CompiledGraph graph = engine.compile(SmallGraph.spec());
    graph.run();
    graph.close();
    graph.close();
    assertThatThrownBy(graph::run).isInstanceOf(IllegalStateException.class).hasMessage("The graph is closed.");
    assertThatThrownBy(() -> graph.input("x")).isInstanceOf(IllegalArgumentException.class);
  }

  /** Were one output of a run not freed, or allocated anew, 3,000 runs would take 3,000 MiB. */
  @Test
  void runsTakeNoMemory() throws IOException {
    assumeTrue(Files.exists(STATUS), "This machine does not tell how much memory a process has.");
    SameDiff graph = SameDiff.create();
    graph.placeHolder("x", DataType.FLOAT, 512, 512).mul("y", 2);
    try (CompiledGraph compiled = engine.compile(GraphSpec.forward(graph, List.of("y")))) {
      runs(compiled, 300);
      long before = residentMebibytes();
      runs(compiled, 3000);
      assertThat(residentMebibytes() - before).isLessThan(200);
    }
  }

  /** A session keeps the 4 MiB that its run took between input and output: 300 that stay open would be 1,200 MiB. */
  @Test
  void closingFreesAGraph() throws IOException {
    assumeTrue(Files.exists(STATUS), "This machine does not tell how much memory a process has.");
    openAndClose(20);
    long before = residentMebibytes();
    openAndClose(300);
    assertThat(residentMebibytes() - before).isLessThan(300);
  }

  /** Small model, input and output: what heap and direct buffers hold until a collection is little. */
  private void openAndClose(int times) {
    for (int i = 0; i < times; i++) {
      SameDiff graph = SameDiff.create();
      SDVariable x = graph.placeHolder("x", DataType.FLOAT, 1024, 1);
      graph.math().square(x.mul(graph.reshape(x, 1, 1024))).sum("y");
      try (CompiledGraph compiled = engine.compile(GraphSpec.forward(graph, List.of("y")))) {
        compiled.run();
      }
    }
  }

  private static void runs(CompiledGraph graph, int times) {
    for (int i = 0; i < times; i++) {
      graph.run();
      graph.output("y").get(0);
    }
  }

  private static long residentMebibytes() throws IOException {
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines.filter(line -> line.startsWith("VmRSS:")).findFirst()
          .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024).orElseThrow();
    }
  }
}
