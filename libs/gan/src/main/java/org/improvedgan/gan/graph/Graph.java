package org.improvedgan.gan.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A SameDiff graph in the making, to which layers and losses add their operations. Parameters, and what is computed
 * from them alone, are made once however often a layer is applied.
 *
 * <p>There are three kinds of graphs. Those for training ({@link #training}, {@link #quiet}) read parameters and
 * effective weights as inputs. A {@link #selfContained} one computes effective weights itself. An {@link #exported} one
 * has all of these, and the statistics of batch normalisation, as constants.
 */
public final class Graph {
  private enum Weights { READ, COMPUTED, CONSTANT }

  private final SameDiff sd = SameDiff.create();
  private final DataType type;
  private final int rows;
  private final int passes;
  private final boolean noisy;
  private final Weights weights;
  private final Function<String, float[]> constants;
  private final Map<String, SDVariable> shared = new LinkedHashMap<>();
  private final Map<String, SDVariable> records = new LinkedHashMap<>();
  private final List<String> read = new ArrayList<>();
  private final List<Noise> noises = new ArrayList<>();

  private Graph(
      DataType type, int rows, int passes, boolean noisy, Weights weights, Function<String, float[]> constants) {
    this.type = type;
    this.rows = rows;
    this.passes = passes;
    this.noisy = noisy;
    this.weights = weights;
    this.constants = constants;
  }

  /**
   * A graph of floats with noise and dropout.
   *
   * @param rows examples in each pass
   * @param passes number of batches that go through the network stacked on top of each other; what depends on the batch
   *     (minibatch discrimination) treats them as passes of their own
   */
  public static Graph training(int rows, int passes) {
    return new Graph(DataType.FLOAT, rows, passes, true, Weights.READ, null);
  }

  /** A graph of floats for one pass without noise and dropout. */
  public static Graph quiet(int rows) {
    return new Graph(DataType.FLOAT, rows, 1, false, Weights.READ, null);
  }

  /** A graph with noise and dropout that normalises weights itself, of floats or, to check derivatives, doubles. */
  public static Graph selfContained(DataType type, int rows, int passes) {
    return new Graph(type, rows, passes, true, Weights.COMPUTED, null);
  }

  /** A graph without noise, for batches of any size, with these values of everything that is trained or recorded. */
  public static Graph exported(Function<String, float[]> values) {
    return new Graph(DataType.FLOAT, -1, 1, false, Weights.CONSTANT, values);
  }

  public SameDiff sd() {
    return sd;
  }

  /** Examples in each pass; negative where any number will do. */
  public int rows() {
    return rows;
  }

  public int passes() {
    return passes;
  }

  /** Examples in all passes; -1 where any number will do. */
  public long examples() {
    return rows < 0 ? -1 : (long) rows * passes;
  }

  public boolean noisy() {
    return noisy;
  }

  public DataType type() {
    return type;
  }

  /** Data of a known shape. */
  public SDVariable input(String name, long... shape) {
    return sd.placeHolder(name, type, shape);
  }

  /** A parameter under its own name: an input of the graph, or a constant in an exported one. */
  public SDVariable parameter(Parameter parameter) {
    return value(parameter.name(), parameter.longShape());
  }

  /** The effective weight, of the shape of V. */
  public SDVariable weight(WeightNorm norm) {
    return weights == Weights.COMPUTED
        ? shared(norm.name(), () -> norm.formula(this)) : value(norm.name(), norm.direction().longShape());
  }

  private SDVariable value(String name, long[] shape) {
    return shared(name, () -> {
      if (weights == Weights.CONSTANT) {
        return sd.constant(name, Nd4j.create(constants.apply(name), shape, 'c'));
      }
      read.add(name);
      return input(name, shape);
    });
  }

  /** Names of the parameters and effective weights that the graph reads so far. */
  public List<String> reads() {
    return List.copyOf(read);
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

  /** Noise as an input [examples, shape…] of a graph with noise. */
  public SDVariable noise(String name, Noise.Kind kind, double amount, int... shape) {
    int size = IntStream.of(shape).reduce(rows * passes, (a, b) -> a * b);
    noises.add(new Noise(name, kind, amount, size));
    long[] all = IntStream.concat(IntStream.of(rows * passes), IntStream.of(shape)).asLongStream().toArray();
    return input(name, all);
  }

  /** The noise inputs so far. */
  public List<Noise> noises() {
    return List.copyOf(noises);
  }

  /** Records a value that a layer computed on the way, such as initial parameters, by name. */
  public void record(String name, SDVariable value) {
    records.put(name, value);
  }

  /**
   * A statistic of the batch, recorded under its name; in an exported graph the constant of that name instead, so that
   * an example's result does not depend on those beside it.
   */
  public SDVariable statistic(String name, long[] shape, Supplier<SDVariable> compute) {
    if (weights == Weights.CONSTANT) {
      return sd.constant(name, Nd4j.create(constants.apply(name), shape, 'c'));
    }
    SDVariable value = compute.get();
    record(name, value);
    return value;
  }

  /** What was recorded, by the name it was recorded under. */
  public Map<String, SDVariable> recorded() {
    return Map.copyOf(records);
  }
}
