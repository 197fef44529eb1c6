package org.improvedgan.gan.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.improvedgan.gan.graph.Parameter;
import org.improvedgan.gan.random.CounterRandom;

/** A network's parameters in one flat array: first those that are trained, then the frozen ones. */
public final class Weights {
  private final List<Parameter> parameters;
  private final Map<String, Integer> offsets = new LinkedHashMap<>();
  private final int trainable;
  private final float[] values;

  /** All zero. */
  public Weights(List<Parameter> ofNetwork) {
    parameters = Stream.concat(
        ofNetwork.stream().filter(Parameter::trainable), ofNetwork.stream().filter(p -> !p.trainable())).toList();
    int size = 0;
    int trained = 0;
    for (Parameter parameter : parameters) {
      offsets.put(parameter.name(), size);
      size += parameter.size();
      trained = parameter.trainable() ? size : trained;
    }
    trainable = trained;
    values = new float[size];
  }

  /** Sets every parameter to its first values; each draws from a sequence of its own. */
  public void start(long seed) {
    for (Parameter parameter : parameters) {
      long key = CounterRandom.key(seed, CounterRandom.part("start"), CounterRandom.part(parameter.name()));
      parameter.start().fill(values, offset(parameter.name()), parameter.size(), key);
    }
  }

  public List<Parameter> parameters() {
    return parameters;
  }

  /** The names of the trained ones, in the order of their gradients. */
  public List<String> trainableNames() {
    return parameters.stream().filter(Parameter::trainable).map(Parameter::name).toList();
  }

  /** Number of trained values: they are the first in {@link #values()}. */
  public int trainable() {
    return trainable;
  }

  /** All values; whoever writes into them changes the parameters. */
  public float[] values() {
    return values;
  }

  /** Where a parameter begins. */
  public int offset(String name) {
    return offsets.get(name);
  }

  /** Number of values of a parameter. */
  public int size(String name) {
    return parameters.stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow().size();
  }

  /** Whether a parameter is one of these. */
  public boolean has(String name) {
    return offsets.containsKey(name);
  }
}
