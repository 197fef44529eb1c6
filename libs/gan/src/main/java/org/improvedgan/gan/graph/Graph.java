package org.improvedgan.gan.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A SameDiff graph in the making, to which layers and losses add their operations. Parameters, and what is computed
 * from them alone, are made once however often a layer is applied.
 */
public final class Graph {
  /** Noise that the graph takes as an input, because randomness stays outside of graphs. */
  public record Noise(String name, double standardDeviation, int size) {}

  private final SameDiff sd = SameDiff.create();
  private final DataType type;
  private final int rows;
  private int passes;
  private final boolean noisy;
  private final Map<String, SDVariable> shared = new LinkedHashMap<>();
  private final Map<String, SDVariable> records = new LinkedHashMap<>();
  private final List<Parameter> parameters = new ArrayList<>();
  private final List<Noise> noises = new ArrayList<>();

  /**
   * An empty graph.
   *
   * @param type {@code FLOAT}, or {@code DOUBLE} to check derivatives
   * @param rows examples in each pass
   * @param passes number of batches that go through the discriminator stacked on top of each other; what depends on
   *     the batch (minibatch discrimination) treats them as passes of their own
   * @param noisy whether noise layers add noise
   */
  public Graph(DataType type, int rows, int passes, boolean noisy) {
    this.type = type;
    this.rows = rows;
    this.passes = passes;
    this.noisy = noisy;
  }

  public SameDiff sd() {
    return sd;
  }

  public int rows() {
    return rows;
  }

  public int passes() {
    return passes;
  }

  /** Says that from here on only so many of the passes are left. */
  public void keepPasses(int left) {
    passes = left;
  }

  public boolean noisy() {
    return noisy;
  }

  /** Data of a known shape. */
  public SDVariable input(String name, long... shape) {
    return sd.placeHolder(name, type, shape);
  }

  /** A parameter as an input of the graph, under its own name. */
  public SDVariable parameter(Parameter parameter) {
    return shared(parameter.name(), () -> {
      parameters.add(parameter);
      return sd.var(parameter.name(), Nd4j.create(type, parameter.longShape()));
    });
  }

  /** The parameters that the graph reads so far. */
  public List<Parameter> parameters() {
    return List.copyOf(parameters);
  }

  /** What {@code make} gives the first time that this name is asked for. */
  public SDVariable shared(String name, Supplier<SDVariable> make) {
    SDVariable variable = shared.get(name);
    if (variable == null) {
      variable = make.get();
      shared.put(name, variable);
    }
    return variable;
  }

  /** Gaussian noise as an input, one value for each of the stacked examples' features. */
  public SDVariable noise(String name, double standardDeviation, int width) {
    noises.add(new Noise(name, standardDeviation, rows * passes * width));
    return input(name, (long) rows * passes, width);
  }

  /** The noise inputs so far. */
  public List<Noise> noises() {
    return List.copyOf(noises);
  }

  /** Records a value that a layer computed on the way, such as batch records or initial parameters, by name. */
  public void record(String name, SDVariable value) {
    records.put(name, value);
  }

  /** What was recorded, by the name it was recorded under. */
  public Map<String, SDVariable> recorded() {
    return Map.copyOf(records);
  }
}
