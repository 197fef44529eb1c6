package org.improvedgan.gan.export;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.improvedgan.gan.engine.CompiledGraph;
import org.improvedgan.gan.engine.Engine;
import org.improvedgan.gan.engine.GraphSpec;
import org.improvedgan.gan.graph.Graph;
import org.nd4j.autodiff.samediff.SDVariable;

/** What a graph without noise records on its way: the statistics that exported normalisation has as constants. */
final class Statistics {
  private Statistics() {}

  /**
   * Runs the graph once.
   *
   * @param weights values of what the graph reads of its network, by name
   * @param inputs the other inputs' values, by name
   * @return the recorded values by the name they were recorded under
   */
  static Map<String, float[]> of(
      Engine engine, Graph graph, Function<String, float[]> weights, Map<String, float[]> inputs) {
    Map<String, float[]> statistics = new HashMap<>();
    if (graph.recorded().isEmpty()) {
      return statistics;
    }
    var spec = GraphSpec.forward(graph.sd(), graph.recorded().values().stream().map(SDVariable::name).toList());
    try (CompiledGraph compiled = engine.compile(spec)) {
      graph.reads().forEach(name -> compiled.input(name, weights.apply(name), 0));
      inputs.forEach((name, values) -> compiled.input(name, values, 0));
      compiled.run();
      graph.recorded().forEach((name, variable) -> {
        float[] values = new float[compiled.size(variable.name())];
        compiled.output(variable.name(), values, 0);
        statistics.put(name, values);
      });
    }
    return statistics;
  }
}
