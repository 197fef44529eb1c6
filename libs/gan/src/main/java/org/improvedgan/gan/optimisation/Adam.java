package org.improvedgan.gan.optimisation;

/**
 * Adam (Kingma and Ba 2014): {@code m = β1 m + (1 - β1) g}, {@code v = β2 v + (1 - β2) g²}, with t = 1 at the first
 * step {@code m̂ = m / (1 - β1^t)} and {@code v̂ = v / (1 - β2^t)}, and then, as the released scripts have it,
 * {@code p -= rate · m̂ / sqrt(v̂ + ε)}. The other forms differ in the place of ε.
 */
public record Adam(double beta1, double beta2, double epsilon, Form form) {
  /** Where ε stands. */
  public enum Form {
    /** {@code sqrt(v̂ + ε)}: the Theano scripts, that is MNIST, CIFAR-10 and SVHN (nn.py, adam_updates). */
    INSIDE_ROOT,
    /** {@code sqrt(v̂) + ε}: as published. */
    OUTSIDE_ROOT,
    /**
     * {@code sqrt(v̂) + ε / sqrt(1 - β2^t)}, the ImageNet code's through TensorFlow, which writes it as
     * {@code rate · sqrt(1 - β2^t) / (1 - β1^t) · m / (sqrt(v) + ε)}.
     */
    TENSORFLOW
  }

  /** The form of the Theano scripts. */
  public Adam(double beta1, double beta2, double epsilon) {
    this(beta1, beta2, epsilon, Form.INSIDE_ROOT);
  }

  /** One step over flat arrays, of the parameters from {@code from} up to {@code to}. */
  public void step(float[] parameters, float[] gradient, float[] moment1, float[] moment2, long t,
      double learningRate, int from, int to) {
    float keep1 = (float) beta1;
    float take1 = (float) (1 - beta1);
    float keep2 = (float) beta2;
    float take2 = (float) (1 - beta2);
    float rate = (float) (learningRate / (1 - Math.pow(beta1, t)));
    float correction2 = (float) (1 / (1 - Math.pow(beta2, t)));
    float inside = (float) inside();
    float outside = (float) outside(t);
    for (int i = from; i < to; i++) {
      float g = gradient[i];
      float m = keep1 * moment1[i] + take1 * g;
      float v = keep2 * moment2[i] + take2 * g * g;
      moment1[i] = m;
      moment2[i] = v;
      parameters[i] -= rate * m / ((float) Math.sqrt(v * correction2 + inside) + outside);
    }
  }

  /** The same in double precision. */
  public void step(
      double[] parameters, double[] gradient, double[] moment1, double[] moment2, long t, double learningRate) {
    double rate = learningRate / (1 - Math.pow(beta1, t));
    double correction2 = 1 / (1 - Math.pow(beta2, t));
    double outside = outside(t);
    for (int i = 0; i < gradient.length; i++) {
      double g = gradient[i];
      moment1[i] = beta1 * moment1[i] + (1 - beta1) * g;
      moment2[i] = beta2 * moment2[i] + (1 - beta2) * g * g;
      parameters[i] -= rate * moment1[i] / (Math.sqrt(moment2[i] * correction2 + inside()) + outside);
    }
  }

  private double inside() {
    return form == Form.INSIDE_ROOT ? epsilon : 0;
  }

  private double outside(long t) {
    return switch (form) {
      case INSIDE_ROOT -> 0;
      case OUTSIDE_ROOT -> epsilon;
      case TENSORFLOW -> epsilon / Math.sqrt(1 - Math.pow(beta2, t));
    };
  }
}
