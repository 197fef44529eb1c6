package org.improvedgan.gan.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.improvedgan.gan.engine.CompiledGraph;
import org.improvedgan.gan.engine.Engine;
import org.improvedgan.gan.engine.GraphSpec;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.graph.Parameter;
import org.nd4j.autodiff.samediff.SDVariable;

/** A compiled graph together with the parameters it reads and the noise it wants. */
final class Pass implements AutoCloseable {
  private final CompiledGraph compiled;
  private final Map<String, String> outputs = new LinkedHashMap<>();
  private final List<Parameter> parameters;
  private final List<Graph.Noise> noises;
  private final float[] noise;

  private Pass(
      Engine engine, Graph graph, Map<String, SDVariable> wanted, Optional<SDVariable> loss, List<String> gradients) {
    wanted.forEach((name, variable) -> outputs.put(name, variable.name()));
    compiled = engine.compile(new GraphSpec(
        graph.sd(), List.copyOf(outputs.values()), loss.map(SDVariable::name), gradients));
    parameters = graph.parameters();
    noises = graph.noises();
    noise = new float[noises.stream().mapToInt(Graph.Noise::size).max().orElse(0)];
  }

  /** A pass that computes the values wanted, by the names they will be asked for. */
  static Pass forward(Engine engine, Graph graph, Map<String, SDVariable> wanted) {
    return new Pass(engine, graph, wanted, Optional.empty(), List.of());
  }

  /** A pass that also differentiates a loss by the trained ones of these weights. */
  static Pass gradient(
      Engine engine, Graph graph, Map<String, SDVariable> wanted, SDVariable loss, Weights trained) {
    return new Pass(engine, graph, wanted, Optional.of(loss), trained.trainableNames());
  }

  /** Hands over the parameters that the graph reads; {@code values} are those of the weights, or laid out like them. */
  void send(Weights weights, float[] values) {
    for (Parameter parameter : parameters) {
      if (weights.has(parameter.name())) {
        compiled.input(parameter.name(), values, weights.offset(parameter.name()));
      }
    }
  }

  void input(String name, float[] values) {
    compiled.input(name, values, 0);
  }

  void run(NoiseSource source) {
    for (Graph.Noise each : noises) {
      source.fill(each, noise);
      compiled.input(each.name(), noise, 0);
    }
    compiled.run();
  }

  double scalar(String output) {
    return compiled.scalar(outputs.get(output));
  }

  void fetch(String output, float[] target, int offset) {
    compiled.output(outputs.get(output), target, offset);
  }

  /** Fetches the gradients of all trained weights. */
  void fetchGradients(Weights weights, float[] target) {
    weights.trainableNames().forEach(name -> compiled.gradient(name, target, weights.offset(name)));
  }

  @Override
  public void close() {
    compiled.close();
  }
}
