package org.improvedgan.gan.layers;

import java.util.Optional;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.graph.WeightNorm;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Weight-normalised transposed convolution, the last layer of the CIFAR-10 and SVHN generators (section 6; nn.py,
 * WeightNormLayer around Deconv2DLayer): as {@link TransposedConvolution} with {@code W = V · g / sqrt(ε + Σ V²)}, the
 * sum running over inputs, rows and columns, and a bias. V [inputs, outputs, kernel, kernel], g and b [outputs].
 */
public final class WeightNormTransposedConvolution extends WeightNormLayer {
  private final Window window;

  public WeightNormTransposedConvolution(String name, int inputs, int outputs, Window window, WeightNormForm form) {
    super(
        WeightNorm.ofTransposedConvolution(name + ".weight",
            WeightNormForm.direction(name, window.weightShape(inputs, outputs)), form.scale(name, outputs),
            form.epsilon()),
        WeightNormForm.bias(name, outputs), form.initialisation(), form.standardDeviation());
    this.window = window;
  }

  @Override
  SDVariable linear(Graph graph, SDVariable input, SDVariable weight, Optional<SDVariable> bias) {
    return window.transposedConvolution(graph, input, weight, bias);
  }

  @Override
  boolean maps() {
    return true;
  }
}
