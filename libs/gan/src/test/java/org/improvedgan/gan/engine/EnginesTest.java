package org.improvedgan.gan.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import org.improvedgan.gan.TrainingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** What holds for every engine, and that they agree. */
class EnginesTest {
  private static CompiledGraph compile(EngineKind kind, int threads) {
    return Engines.open(EngineOptions.of(kind, threads)).compile(SmallGraph.spec());
  }

  @Test
  void bothGiveTheSameValuesAndGradients() {
    try (CompiledGraph onnxRuntime = compile(EngineKind.ONNXRUNTIME, 2);
        CompiledGraph nd4j = compile(EngineKind.ND4J, 2)) {
      for (long key : new long[] {1, 20, 300}) {
        float[] expected = SmallGraph.run(nd4j, key);
        float[] actual = SmallGraph.run(onnxRuntime, key);
        for (int i = 0; i < expected.length; i++) {
          // Sums of five products, each rounded to 24 bits: a few units in the last place of values around 1.
          assertThat(actual[i]).isCloseTo(expected[i], within(1e-6f * Math.max(1, Math.abs(expected[i]))));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void sameInputsGiveTheSameBits(EngineKind kind) {
    for (int threads : new int[] {1, 2}) {
      try (CompiledGraph graph = compile(kind, threads); CompiledGraph other = compile(kind, threads)) {
        float[] first = SmallGraph.run(graph, 7);
        assertThat(SmallGraph.run(graph, 8)).isNotEqualTo(first);
        assertThat(SmallGraph.run(graph, 7)).isEqualTo(first);
        assertThat(SmallGraph.run(other, 7)).isEqualTo(first);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void inputsKeepTheirValuesAndAreReadInPlace(EngineKind kind) {
    try (CompiledGraph graph = compile(kind, 1)) {
      FloatBuffer x = graph.input("x");
      assertThat(x.isDirect()).isTrue();
      assertThat(x.order()).isEqualTo(ByteOrder.nativeOrder());
      assertThat(x.remaining()).isEqualTo(SmallGraph.ROWS * SmallGraph.INPUTS);
      assertThat(graph.input("w").get(0)).isEqualTo(0.5f);
      x.put(0, 4);
      graph.run();
      assertThat(graph.output("y").get(0)).isEqualTo(2);
      graph.run();
      assertThat(graph.output("y").get(0)).isEqualTo(2);
      graph.input("b").put(0, 1);
      x.put(0, 6);
      graph.run();
      FloatBuffer y = graph.output("y");
      assertThat(y.position()).isZero();
      assertThat(y.remaining()).isEqualTo(SmallGraph.ROWS * SmallGraph.OUTPUTS);
      assertThat(y.get(0)).isEqualTo(4);
      assertThat(graph.output("y").get()).isEqualTo(4);
      assertThat(graph.output("y").position()).isZero();
      assertThat(graph.scalar("loss")).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource
  void theGradientByWhatTheLossDoesNotDependOnIsZero(EngineKind kind) {
    try (CompiledGraph graph = compile(kind, 1)) {
      SmallGraph.run(graph, 1);
      float[] zeros = {1, 1, 1, 1, 1, 1};
      graph.gradient("idle", zeros, 0);
      assertThat(zeros).containsOnly(0);
    }
    SameDiff constant = SameDiff.create();
    constant.var("w", Nd4j.ones(DataType.FLOAT, 2));
    constant.placeHolder("x", DataType.FLOAT, 2).sum("loss");
    GraphSpec spec = new GraphSpec(constant, List.of("loss"), Optional.of("loss"), List.of("w"));
    try (CompiledGraph graph = Engines.open(EngineOptions.of(kind, 1)).compile(spec)) {
      graph.input("x", new float[] {3, 4}, 0);
      graph.run();
      assertThat(graph.scalar("loss")).isEqualTo(7);
      assertThat(graph.gradient("w").remaining()).isEqualTo(2);
      assertThat(graph.gradient("w").get(1)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesNamesAndRangesThatDoNotFit(EngineKind kind) {
    try (CompiledGraph graph = compile(kind, 1)) {
      SmallGraph.run(graph, 1);
      assertThatThrownBy(() -> graph.input("y")).isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("The graph has no y; it has ").hasMessageContaining("x");
      assertThatThrownBy(() -> graph.output("x")).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> graph.gradient("x")).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> graph.gradient("y")).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> graph.input("x", new float[SmallGraph.ROWS * SmallGraph.INPUTS], 1))
          .isInstanceOf(IllegalArgumentException.class).hasMessage("x has 30 values; there is room for 29.");
      assertThatThrownBy(() -> graph.output("y", new float[3], 0)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesSpecificationsThatDoNotFitTheGraph(EngineKind kind) {
    Engine engine = Engines.open(EngineOptions.of(kind, 1));
    assertThatThrownBy(() -> engine.compile(GraphSpec.forward(SmallGraph.spec().graph(), List.of("z"))))
        .isInstanceOf(IllegalArgumentException.class).hasMessage("Nothing in the graph computes z.");
    assertThatThrownBy(() -> engine.compile(new GraphSpec(
        SmallGraph.spec().graph(), List.of("y"), Optional.of("loss"), List.of("q"))))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("q");
    SameDiff open = SameDiff.create();
    open.placeHolder("x", DataType.FLOAT, -1, 2).mul("y", 2);
    assertThatThrownBy(() -> engine.compile(GraphSpec.forward(open, List.of("y"))))
        .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("[-1, 2]");
  }

  @Test
  void whatContradictsItselfIsRefusedInOneSentence() {
    assertThatThrownBy(() -> new EngineOptions(EngineKind.ONNXRUNTIME, Device.CPU, 1, 0))
        .isInstanceOf(TrainingException.class).hasMessageContaining("add the device cuda");
    assertThatThrownBy(() -> EngineOptions.of(EngineKind.ONNXRUNTIME, -1))
        .isInstanceOf(TrainingException.class).hasMessageContaining("threads is -1");
    assertThatThrownBy(() -> Nd4jEngine.requireBackend(Device.CUDA, false))
        .isInstanceOf(TrainingException.class).hasMessageContaining("profile nd4j-cuda");
    assertThatThrownBy(() -> Nd4jEngine.requireBackend(Device.CPU, true))
        .isInstanceOf(TrainingException.class).hasMessageContaining("take the device cuda");
  }

  @Test
  void aGraphicsCardIsProvedOrRefused() {
    EngineOptions cuda = new EngineOptions(EngineKind.ONNXRUNTIME, Device.CUDA, 0, 1);
    Optional<String> failure = CudaProvider.failure(0);
    if (failure.isEmpty()) {
      assertThat(Engines.open(cuda).name()).isEqualTo("onnxruntime");
    } else {
      assertThatThrownBy(() -> Engines.open(cuda)).isInstanceOf(TrainingException.class)
          .hasMessage(failure.get())
          .hasMessageContaining(CudaProvider.inBuild() ? "gan doctor" : "Maven profile gpu");
    }
  }

  @Test
  void theProofOfADeviceCalculates() throws Exception {
    assertThat(CudaProvider.doubled(21, EngineOptions.of(EngineKind.ONNXRUNTIME, 1))).isEqualTo(42);
  }
}
