package org.improvedgan.gan.export;

/**
 * A dense layer after training as {@code x·W + b}.
 *
 * @param weight [inputs, outputs] in row-major order
 * @param bias [outputs]
 */
record FoldedDense(int inputs, int outputs, float[] weight, float[] bias) {
  /** This layer followed by batch normalisation with fixed statistics, {@code g (x·W - m) / sqrt(v + ε) + b}. */
  FoldedDense normalised(float[] mean, float[] variance, float[] gain, double epsilon) {
    float[] newWeight = new float[weight.length];
    float[] newBias = new float[outputs];
    for (int j = 0; j < outputs; j++) {
      double factor = gain[j] / Math.sqrt(variance[j] + epsilon);
      newBias[j] = (float) (bias[j] - mean[j] * factor);
      for (int i = 0; i < inputs; i++) {
        newWeight[i * outputs + j] = (float) (weight[i * outputs + j] * factor);
      }
    }
    return new FoldedDense(inputs, outputs, newWeight, newBias);
  }
}
