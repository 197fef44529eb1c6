package org.improvedgan.gan;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.improvedgan.datasets.LabelledImages;
import org.improvedgan.gan.engine.EngineOptions;
import org.improvedgan.gan.engine.Engines;
import org.improvedgan.gan.training.GanState;
import org.improvedgan.gan.training.StateFile;
import org.improvedgan.gan.training.TrainingSession;

/**
 * A GAN in training. The same settings on the same data give the same bytes, resumed or not, on one kind of machine and
 * number of threads. One thread at a time may use it.
 */
public final class TrainingRun implements AutoCloseable {
  private final String experiment;
  private final Settings settings;
  private final LabelledImages train;
  private final LabelledImages test;
  private final GanState state;
  private final TrainingSession session;
  private final int iterationsPerEpoch;
  private final Map<String, Double> sums = new LinkedHashMap<>();
  private int epoch;
  private Map<String, Double> metrics = new LinkedHashMap<>();

  private TrainingRun(String experiment, Settings settings, LabelledImages train, LabelledImages test,
      EngineOptions options) {
    this.experiment = experiment;
    this.settings = settings;
    this.train = train;
    this.test = test;
    checkData();
    iterationsPerEpoch = TrainingSession.iterationsPerEpoch(settings, train);
    session = TrainingSession.open(Engines.open(options), settings, train, test);
    state = session.state();
  }

  /** Starts a run with the default engine, as the method with options does. */
  public static TrainingRun start(
      Experiment experiment, Settings settings, LabelledImages train, LabelledImages test) {
    return start(experiment, settings, train, test, EngineOptions.defaults());
  }

  /**
   * Starts a run at epoch 0.
   *
   * @throws TrainingException one sentence where the data do not fit the settings, or where this machine or build
   *     lacks what the engine needs
   */
  public static TrainingRun start(
      Experiment experiment, Settings settings, LabelledImages train, LabelledImages test, EngineOptions options) {
    TrainingRun run = new TrainingRun(experiment.name(), settings, train, test, options);
    try {
      run.session.initialise();
    } catch (RuntimeException e) {
      run.close();
      throw e;
    }
    return run;
  }

  /** Goes on with the default engine, as the method with options does. */
  public static TrainingRun resume(byte[] state, LabelledImages train, LabelledImages test) {
    return resume(state, train, test, EngineOptions.defaults());
  }

  /**
   * Goes on from a snapshot's {@code state.bin}: with the engine and number of threads it was trained with, bit for bit
   * as if it had never stopped.
   *
   * @throws TrainingException one sentence where the state is foreign, damaged, or of a run on other data, or where
   *     this machine or build lacks what the engine needs
   */
  public static TrainingRun resume(byte[] state, LabelledImages train, LabelledImages test, EngineOptions options) {
    StateFile.Header header = StateFile.readHeader(state);
    if (header.data() != fingerprint(train)) {
      throw new TrainingException("The run to be resumed was trained on other images of "
          + header.settings().get("dataset") + " than those given; give it the same data.");
    }
    TrainingRun run = new TrainingRun(header.experiment(), Settings.of(header.settings()), train, test, options);
    try {
      StateFile.readInto(state, run.state);
      run.session.resume();
    } catch (RuntimeException e) {
      run.close();
      throw e;
    }
    run.epoch = header.epoch();
    run.metrics = new LinkedHashMap<>(header.metrics());
    run.sums.putAll(header.sums());
    return run;
  }

  /** The settings, and dataset, of the run that a {@code state.bin} belongs to; errors as {@link #resume}. */
  public static Settings settingsOf(byte[] state) {
    return Settings.of(StateFile.readHeader(state).settings());
  }

  /** Trained values of the two networks, under {@code generator} and {@code discriminator}. */
  public Map<String, Integer> parameters() {
    Map<String, Integer> sizes = new LinkedHashMap<>();
    sizes.put("generator", state.generator().weights().trainable());
    sizes.put("discriminator", state.discriminator().weights().trainable());
    return sizes;
  }

  public Settings settings() {
    return settings;
  }

  /** Epochs finished. */
  public int epoch() {
    return epoch;
  }

  /** Iterations finished, over all epochs. */
  public long iteration() {
    return state.iteration();
  }

  /** Iterations of the whole run. */
  public long iterations() {
    return (long) settings.epochs() * iterationsPerEpoch;
  }

  /** Whether all epochs are done. */
  public boolean finished() {
    return epoch >= settings.epochs();
  }

  /**
   * Trains to the end of the current epoch, or until the listener stops it; a stopped epoch goes on with the next call.
   *
   * @throws DivergenceException if a loss or a parameter is no longer a finite number
   * @throws IllegalStateException if all epochs are done
   */
  public EpochReport trainEpoch(ProgressListener listener) {
    if (finished()) {
      throw new IllegalStateException("All " + settings.epochs() + " epochs are done.");
    }
    long started = System.nanoTime();
    long end = (long) (epoch + 1) * iterationsPerEpoch;
    boolean goOn = true;
    while (goOn && state.iteration() < end) {
      Map<String, Double> losses = session.iterate();
      losses.forEach((name, value) -> sums.merge(name, value, Double::sum));
      goOn = listener.onIteration(new ProgressListener.Progress(
          epoch, settings.epochs(), state.iteration(), iterations(), losses));
    }
    boolean complete = state.iteration() == end;
    if (!complete) {
      return new EpochReport(epoch, state.iteration(), false, means(end), seconds(started));
    }
    state.check(iterationsPerEpoch);
    metrics = means(end);
    metrics.putAll(session.test());
    sums.clear();
    epoch++;
    return new EpochReport(epoch, state.iteration(), true, Map.copyOf(metrics), seconds(started));
  }

  private Map<String, Double> means(long end) {
    long done = state.iteration() - (end - iterationsPerEpoch);
    Map<String, Double> means = new LinkedHashMap<>();
    sums.forEach((name, sum) -> means.put(name, sum / done));
    return means;
  }

  private static double seconds(long started) {
    return (System.nanoTime() - started) / 1e9;
  }

  /** The run as it stands, between any two iterations: bytes for {@link #resume}. */
  public byte[] state() {
    return StateFile.write(new StateFile.Header(
        experiment, settings.toMap(), fingerprint(train), epoch, metrics, sums), state);
  }

  /**
   * The run as it stands between two epochs.
   *
   * @throws IllegalStateException in the middle of an epoch
   */
  public Snapshot snapshot() {
    if (state.iteration() != (long) epoch * iterationsPerEpoch) {
      throw new IllegalStateException("A snapshot is taken between two epochs, not in iteration " + iteration() + ".");
    }
    Map<String, byte[]> parts = new LinkedHashMap<>(session.models());
    parts.put("state.bin", state());
    return new Snapshot(experiment, settings.toMap(), epoch, state.iteration(), train.dataset(),
        train.images().shape(), session.latentSize(), Map.copyOf(metrics), parts);
  }

  private void checkData() {
    if (!train.dataset().equals(settings.dataset())) {
      throw new TrainingException("The setting dataset is " + settings.dataset() + ", but the images given are "
          + train.dataset() + ".");
    }
    if (!train.images().shape().equals(test.images().shape()) || train.classes() != test.classes()) {
      throw new TrainingException(
          "The test images of " + test.dataset() + " have another shape, or other classes, than its training images.");
    }
    if (test.count() == 0) {
      throw new TrainingException("The dataset " + test.dataset() + " has no test images.");
    }
  }

  private static long fingerprint(LabelledImages data) {
    CRC32 crc = new CRC32();
    crc.update(data.images().pixels());
    for (int label : data.labels()) {
      crc.update(label);
    }
    return (long) data.count() << 32 | crc.getValue();
  }

  @Override
  public void close() {
    session.close();
  }
}
