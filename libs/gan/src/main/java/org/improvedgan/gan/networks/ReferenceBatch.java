package org.improvedgan.gan.networks;

import org.improvedgan.gan.Settings;
import org.improvedgan.gan.random.CounterRandom;

/** The batch of z that virtual batch norm refers to, chosen once for a run: a function of its seed (section 3.5). */
public final class ReferenceBatch {
  private ReferenceBatch() {}

  /** z of all its examples, [referenceBatch, latentSize], uniform on [0, 1). */
  public static float[] z(Settings settings) {
    return uniform(settings, "z", settings.latentSize());
  }

  /** Numbers uniform on [0, 1) for one input of the generator, [referenceBatch, {@code size}]. */
  public static float[] uniform(Settings settings, String input, int size) {
    float[] values = new float[settings.referenceBatch() * size];
    CounterRandom.uniform(
        CounterRandom.key(settings.seed(), CounterRandom.part("reference " + input)), values, 0, values.length);
    return values;
  }
}
