package org.improvedgan.gan.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.improvedgan.gan.engine.CompiledGraph;
import org.improvedgan.gan.graph.Parameter;
import org.improvedgan.gan.graph.WeightNorm;
import org.improvedgan.gan.networks.Network;
import org.improvedgan.gan.optimisation.FusedWeightNorm;
import org.improvedgan.gan.optimisation.Parallel;

/**
 * What graphs read of a network: its plain parameters as they are, and the effective weights of its weight-normalised
 * layers, which are computed here once a step instead of in every graph.
 */
public final class EffectiveWeights {
  private record Effective(WeightNorm norm, FusedWeightNorm loops, float[] weight, float[] gradient) {}

  private final Weights weights;
  private final Parallel parallel;
  private final Map<String, Effective> effective = new LinkedHashMap<>();
  private final List<Effective> all;
  private final List<String> differentiated = new ArrayList<>();
  private float[] source;

  public EffectiveWeights(Network network, Weights weights, Parallel parallel) {
    this(network.weightNorms(), weights, parallel);
  }

  /** @param norms all weights of the network that are normalised */
  EffectiveWeights(List<WeightNorm> norms, Weights weights, Parallel parallel) {
    this.weights = weights;
    this.parallel = parallel;
    Set<String> hidden = new HashSet<>();
    for (WeightNorm norm : norms) {
      var loops = new FusedWeightNorm(norm);
      effective.put(norm.name(), new Effective(norm, loops, new float[loops.size()], new float[loops.size()]));
      hidden.add(norm.direction().name());
      hidden.add(norm.scale().name());
    }
    all = List.copyOf(effective.values());
    for (Parameter parameter : weights.parameters()) {
      if (parameter.trainable() && !hidden.contains(parameter.name())) {
        differentiated.add(parameter.name());
      }
    }
    norms.forEach(norm -> differentiated.add(norm.name()));
  }

  /** Number of values of a gradient by all trained parameters. */
  int gradientSize() {
    return weights.trainable();
  }

  /** Names that a loss is to be differentiated by. */
  List<String> differentiated() {
    return differentiated;
  }

  /** Computes the effective weights for these values of the parameters, laid out like the weights. */
  public void compute(float[] values) {
    source = values;
    parallel.each(all.size(), i -> {
      Effective each = all.get(i);
      each.loops.forward(values, at(each.norm.direction()), at(each.norm.scale()), each.weight);
    });
  }

  /** Whether this network has a parameter or effective weight of that name. */
  boolean has(String name) {
    return effective.containsKey(name) || weights.has(name);
  }

  /** Hands over one parameter or effective weight, of the values last computed for. */
  void send(CompiledGraph graph, String name) {
    Effective each = effective.get(name);
    if (each != null) {
      graph.input(name, each.weight, 0);
    } else {
      graph.input(name, source, weights.offset(name));
    }
  }

  /** The value of a parameter or effective weight, of the values last computed for. */
  public float[] value(String name) {
    Effective each = effective.get(name);
    if (each != null) {
      return each.weight;
    }
    int offset = weights.offset(name);
    return Arrays.copyOfRange(source, offset, offset + weights.size(name));
  }

  /** Fetches a loss's gradient by all trained parameters, laid out like the weights. */
  void gradient(CompiledGraph graph, float[] target) {
    for (String name : differentiated) {
      if (!effective.containsKey(name)) {
        graph.gradient(name, target, weights.offset(name));
      }
    }
    all.forEach(each -> graph.gradient(each.norm.name(), each.gradient, 0));
    parallel.each(all.size(), i -> {
      Effective each = all.get(i);
      Parameter scale = each.norm.scale();
      each.loops.backward(source, at(each.norm.direction()), each.gradient, target, at(each.norm.direction()),
          scale.trainable() ? at(scale) : -1);
    });
  }

  private int at(Parameter parameter) {
    return weights.offset(parameter.name());
  }
}
