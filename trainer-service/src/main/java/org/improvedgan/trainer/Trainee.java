package org.improvedgan.trainer;

import org.improvedgan.gan.EpochReport;
import org.improvedgan.gan.ProgressListener;
import org.improvedgan.gan.Settings;
import org.improvedgan.gan.Snapshot;

/** A GAN in training, as this service sees it: {@link org.improvedgan.gan.TrainingRun} with its data. */
interface Trainee extends AutoCloseable {
  Settings settings();

  int epoch();

  long iteration();

  long iterations();

  boolean finished();

  EpochReport trainEpoch(ProgressListener listener);

  Snapshot snapshot();

  @Override
  void close();

  /** Where trainees come from. */
  interface Source {
    /**
     * A run at its beginning.
     *
     * @throws org.improvedgan.datasets.DataException when the data are not on this machine
     * @throws org.improvedgan.gan.TrainingException when data and settings do not fit together
     */
    Trainee start(Plan plan);

    /**
     * A run on {@code dataset} as a checkpoint left it, with the settings it began with; throws as {@link #start}, also
     * when the state cannot be read.
     */
    Trainee resume(String dataset, byte[] state);
  }
}
