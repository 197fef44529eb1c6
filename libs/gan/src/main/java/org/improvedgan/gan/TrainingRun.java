package org.improvedgan.gan;

import org.improvedgan.datasets.LabelledImages;

/** A GAN in training: the same experiment, settings and data give the same bytes, resumed or not. */
public final class TrainingRun implements AutoCloseable {
  private final Experiment experiment;
  private final Settings settings;

  private TrainingRun(Experiment experiment, Settings settings) {
    this.experiment = experiment;
    this.settings = settings;
  }

  /** Starts a run at epoch 0. Throws a {@link TrainingException} where the data do not fit the settings. */
  public static TrainingRun start(
      Experiment experiment, Settings settings, LabelledImages train, LabelledImages test) {
    return new TrainingRun(experiment, settings);
  }

  /** Goes on from a snapshot's {@code state.bin}, bit for bit as if it had never stopped. */
  public static TrainingRun resume(byte[] state, LabelledImages train, LabelledImages test) {
    throw new TrainingException("Runs cannot be resumed yet.");
  }

  public Experiment experiment() {
    return experiment;
  }

  public Settings settings() {
    return settings;
  }

  /** Epochs finished. */
  public int epoch() {
    return 0;
  }

  /** Iterations finished, over all epochs. */
  public long iteration() {
    return 0;
  }

  /** Iterations of the whole run. */
  public long iterations() {
    return 0;
  }

  /** Whether all epochs are done. */
  public boolean finished() {
    return true;
  }

  /** Trains to the end of the current epoch, or until the listener stops it. */
  public EpochReport trainEpoch(ProgressListener listener) {
    throw new TrainingException("Nothing can be trained yet.");
  }

  /** The run as it stands between two epochs. */
  public Snapshot snapshot() {
    throw new TrainingException("Nothing can be exported yet.");
  }

  @Override
  public void close() {}
}
