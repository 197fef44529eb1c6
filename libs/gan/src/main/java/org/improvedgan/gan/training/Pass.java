package org.improvedgan.gan.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.improvedgan.gan.engine.CompiledGraph;
import org.improvedgan.gan.engine.Engine;
import org.improvedgan.gan.engine.GraphSpec;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.graph.Noise;
import org.nd4j.autodiff.samediff.SDVariable;

/** A compiled graph together with the parameters it reads and the noise it wants. */
final class Pass implements AutoCloseable {
  private final CompiledGraph compiled;
  private final Map<String, String> outputs = new LinkedHashMap<>();
  private final List<String> reads;
  private final List<Noise> noises;

  private Pass(
      Engine engine, Graph graph, Map<String, SDVariable> wanted, Optional<SDVariable> loss, List<String> gradients) {
    wanted.forEach((name, variable) -> outputs.put(name, variable.name()));
    compiled = engine.compile(new GraphSpec(
        graph.sd(), List.copyOf(outputs.values()), loss.map(SDVariable::name), gradients));
    reads = graph.reads();
    noises = graph.noises();
  }

  /** A pass that computes the values wanted, by the names they will be asked for. */
  static Pass forward(Engine engine, Graph graph, Map<String, SDVariable> wanted) {
    return new Pass(engine, graph, wanted, Optional.empty(), List.of());
  }

  /** A pass that also differentiates a loss by what is trained of a network. */
  static Pass gradient(
      Engine engine, Graph graph, Map<String, SDVariable> wanted, SDVariable loss, EffectiveWeights trained) {
    return new Pass(engine, graph, wanted, Optional.of(loss), trained.differentiated());
  }

  /** Hands over what the graph reads of a network. */
  void send(EffectiveWeights weights) {
    reads.stream().filter(weights::has).forEach(name -> weights.send(compiled, name));
  }

  void input(String name, float[] values) {
    input(name, values, 0);
  }

  void input(String name, float[] values, int offset) {
    compiled.input(name, values, offset);
  }

  void run(NoiseSource source) {
    for (Noise noise : noises) {
      source.fill(noise, compiled.input(noise.name()));
    }
    compiled.run();
  }

  double scalar(String output) {
    return compiled.scalar(outputs.get(output));
  }

  void fetch(String output, float[] target, int offset) {
    compiled.output(outputs.get(output), target, offset);
  }

  /** The gradient by all that is trained of a network, laid out like its weights. */
  void fetchGradient(EffectiveWeights weights, float[] target) {
    weights.gradient(compiled, target);
  }

  @Override
  public void close() {
    compiled.close();
  }
}
