package org.improvedgan.gan.layers;

import java.util.Optional;
import org.improvedgan.gan.graph.Graph;
import org.improvedgan.gan.graph.WeightNorm;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Weight-normalised convolution of the CIFAR-10 and SVHN discriminators (section 6; nn.py, WeightNormLayer around
 * Conv2DDNNLayer): {@code y = x ∗ W + b}, a cross-correlation, with {@code W = V · g / sqrt(ε + Σ V²)}, the sum running
 * over inputs, rows and columns. [examples, inputs, height, width] to [examples, outputs, ⌊(height + 2 · pad -
 * kernel) / stride⌋ + 1, …]; V [outputs, inputs, kernel, kernel], g and b [outputs].
 */
public final class WeightNormConvolution extends WeightNormLayer {
  private final Window window;

  public WeightNormConvolution(String name, int inputs, int outputs, Window window, WeightNormForm form) {
    super(
        WeightNorm.ofConvolution(name + ".weight",
            WeightNormForm.direction(name, window.weightShape(outputs, inputs)), form.scale(name, outputs),
            form.epsilon()),
        WeightNormForm.bias(name, outputs), form.initialisation(), form.standardDeviation());
    this.window = window;
  }

  @Override
  SDVariable linear(Graph graph, SDVariable input, SDVariable weight, Optional<SDVariable> bias) {
    return window.convolution(graph, input, weight, bias);
  }

  @Override
  boolean maps() {
    return true;
  }
}
