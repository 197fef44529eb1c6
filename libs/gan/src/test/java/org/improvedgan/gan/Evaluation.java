package org.improvedgan.gan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.improvedgan.gan.engine.GraphSpec;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.samediff.onnx.MutedOutput;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Values and gradients of a graph. */
public record Evaluation(Map<String, double[]> outputs, Map<String, double[]> gradients) {
  /**
   * Runs a graph once.
   *
   * @param execution what computes; the graph must be made of its type
   * @param inputs values by name; those that the graph does not have are left out
   * @param wanted variables to fetch, by the name for the result
   * @param loss what to differentiate, or null
   * @param by names to differentiate by
   */
  public static Evaluation of(Execution execution, Graph graph, Map<String, double[]> inputs,
      Map<String, SDVariable> wanted, SDVariable loss, List<String> by) {
    Map<String, double[]> used = new HashMap<>(inputs);
    used.keySet().retainAll(graph.sd().getVariables().keySet());
    return execution == Execution.DOUBLE
        ? doubles(graph, used, wanted, loss, by) : floats(execution, graph, used, wanted, loss, by);
  }

  private static Evaluation floats(Execution execution, Graph graph, Map<String, double[]> inputs,
      Map<String, SDVariable> wanted, SDVariable loss, List<String> by) {
    var spec = new GraphSpec(graph.sd(), wanted.values().stream().map(SDVariable::name).toList(),
        Optional.ofNullable(loss).map(SDVariable::name), by);
    Map<String, double[]> outputs = new HashMap<>();
    Map<String, double[]> gradients = new HashMap<>();
    try (var compiled = execution.engine().compile(spec)) {
      inputs.forEach((name, values) -> compiled.input(name, narrow(values), 0));
      compiled.run();
      wanted.forEach((name, variable) -> {
        float[] target = new float[compiled.size(variable.name())];
        compiled.output(variable.name(), target, 0);
        outputs.put(name, widen(target));
      });
      by.forEach(name -> {
        float[] target = new float[inputs.get(name).length];
        compiled.gradient(name, target, 0);
        gradients.put(name, widen(target));
      });
    }
    return new Evaluation(outputs, gradients);
  }

  private static Evaluation doubles(Graph graph, Map<String, double[]> inputs, Map<String, SDVariable> wanted,
      SDVariable loss, List<String> by) {
    Map<String, INDArray> placeholders = new HashMap<>();
    inputs.forEach((name, values) -> {
      SDVariable variable = graph.sd().getVariable(name);
      if (variable.isPlaceHolder()) {
        placeholders.put(name, Nd4j.createFromArray(values).reshape(variable.placeholderShape()));
      } else {
        variable.getArr().assign(Nd4j.createFromArray(values).reshape(variable.getShape()));
      }
    });
    List<String> names = new ArrayList<>(wanted.values().stream().map(SDVariable::name).toList());
    Map<String, INDArray> values;
    Map<String, double[]> gradients = new HashMap<>();
    if (loss == null) {
      values = graph.sd().output(placeholders, names);
    } else {
      graph.sd().setLossVariables(loss.name());
      MutedOutput.run(() -> graph.sd().createGradFunction(by.toArray(String[]::new)));
      var result = graph.sd().calculateGradientsAndOutputs(placeholders, names, by);
      values = result.getOutputs();
      result.getGradients().forEach((name, array) -> gradients.put(name, array.dup('c').data().asDouble()));
    }
    Map<String, double[]> outputs = new HashMap<>();
    wanted.forEach((name, variable) -> outputs.put(name, values.get(variable.name()).dup('c').data().asDouble()));
    return new Evaluation(outputs, gradients);
  }

  public static float[] narrow(double[] values) {
    float[] result = new float[values.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) values[i];
    }
    return result;
  }

  public static double[] widen(float[] values) {
    double[] result = new double[values.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = values[i];
    }
    return result;
  }
}
