package org.improvedgan.gan.layers;

import java.util.Optional;
import org.improvedgan.gan.graph.Graph;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;

/**
 * Network in network (Lin et al. 2013; section 6; nn.py, WeightNormLayer around NINLayer): the same weight-normalised
 * dense layer at each position, that is a 1x1 convolution. [examples, inputs, height, width] to [examples, outputs,
 * height, width]; V [inputs, outputs], g and b [outputs], {@code W = V · g / sqrt(ε + Σ V²)} for each column.
 */
public final class NetworkInNetwork extends WeightNormLayer {
  private final int inputs;
  private final int outputs;

  public NetworkInNetwork(String name, int inputs, int outputs, WeightNormForm form) {
    super(form.ofColumns(name, inputs, outputs), WeightNormForm.bias(name, outputs), form.initialisation(),
        form.standardDeviation());
    this.inputs = inputs;
    this.outputs = outputs;
  }

  @Override
  SDVariable linear(Graph graph, SDVariable input, SDVariable weight, Optional<SDVariable> bias) {
    Conv2DConfig config = Conv2DConfig.builder().kH(1).kW(1).sH(1).sW(1).pH(0).pW(0).dH(1).dW(1)
        .paddingMode(PaddingMode.VALID).dataFormat("NCHW").build();
    SDVariable kernels =
        graph.shared(weight.name() + ".kernels", () -> graph.sd().reshape(weight, 1, 1, inputs, outputs));
    return bias.map(b -> graph.sd().cnn().conv2d(input, kernels, b, config))
        .orElseGet(() -> graph.sd().cnn().conv2d(input, kernels, config));
  }

  @Override
  boolean maps() {
    return true;
  }
}
