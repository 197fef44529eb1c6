package org.improvedgan.gan.layers;

import org.improvedgan.gan.graph.Graph;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/** A function of each element. */
public enum Activation implements Layer {
  /** max(x, 0). */
  RELU {
    @Override
    public SDVariable apply(Graph graph, SDVariable input) {
      return graph.sd().nn().relu(input, 0);
    }
  },
  /** max(x, 0.2 x), as the released convolutional discriminators have it (nn.py, lrelu). */
  LEAKY_RELU {
    @Override
    public SDVariable apply(Graph graph, SDVariable input) {
      return leakyRelu(graph, input, 0.2);
    }
  },
  /** max(x, 0.1 x), as they had it until 14 June 2016. */
  LEAKY_RELU_JUNE_2016 {
    @Override
    public SDVariable apply(Graph graph, SDVariable input) {
      return leakyRelu(graph, input, 0.1);
    }
  },
  /** log(1 + exp(x)). */
  SOFTPLUS {
    @Override
    public SDVariable apply(Graph graph, SDVariable input) {
      // ND4J's own is infinite from 89 on in floats; from 80 on the function is the identity, in doubles too.
      SDVariable excess = graph.sd().nn().relu(input.sub(80), 0);
      return graph.sd().nn().softplus(input.sub(excess)).add(excess);
    }
  },
  /** The hyperbolic tangent. */
  TANH {
    @Override
    public SDVariable apply(Graph graph, SDVariable input) {
      return graph.sd().math().tanh(input);
    }
  },
  /** 1 / (1 + exp(-x)). */
  SIGMOID {
    @Override
    public SDVariable apply(Graph graph, SDVariable input) {
      return graph.sd().nn().sigmoid(input);
    }
  };

  private static SDVariable leakyRelu(Graph graph, SDVariable input, double slope) {
    if (graph.type() == DataType.DOUBLE) {
      // SameDiff differentiates its own operation with the slope rounded to a float.
      return graph.sd().nn().relu(input, 0).mul(1 - slope).add(input.mul(slope));
    }
    return graph.sd().nn().leakyRelu(input, slope);
  }
}
