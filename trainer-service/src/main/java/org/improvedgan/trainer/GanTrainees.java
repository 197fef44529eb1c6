package org.improvedgan.trainer;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.function.BiFunction;
import org.improvedgan.datasets.DataLocation;
import org.improvedgan.datasets.Datasets;
import org.improvedgan.datasets.LabelledImages;
import org.improvedgan.datasets.Split;
import org.improvedgan.gan.EpochReport;
import org.improvedgan.gan.ProgressListener;
import org.improvedgan.gan.Settings;
import org.improvedgan.gan.Snapshot;
import org.improvedgan.gan.TrainingRun;
import org.improvedgan.gan.engine.EngineOptions;
import org.improvedgan.gan.engine.Engines;

/** Runs of the training library on the datasets of this machine. */
@ApplicationScoped
class GanTrainees implements Trainee.Source {
  private final DataLocation location;
  private final EngineOptions engine;

  GanTrainees(TrainerConfig config) {
    // A download belongs to whoever can show its progress and be asked: the command, not a service.
    DataLocation environment = DataLocation.fromEnvironment().withDownload(false);
    this.location = config.data().map(environment::withData).orElse(environment);
    this.engine = new EngineOptions(config.engine(), config.device(), config.deviceIndex(), config.threads());
  }

  /** A trainer whose engine does not work must not start: it would refuse one request after the other. */
  void onStart(@Observes StartupEvent event) {
    Engines.open(engine);
  }

  @Override
  public Trainee start(Plan plan) {
    return withData(plan.settings().dataset(), (train, test)
        -> TrainingRun.start(plan.experiment(), plan.settings(), train, test, engine));
  }

  @Override
  public Trainee resume(String dataset, byte[] state) {
    return withData(dataset, (train, test) -> TrainingRun.resume(state, train, test, engine));
  }

  private Trainee withData(String dataset, BiFunction<LabelledImages, LabelledImages, TrainingRun> run) {
    return new Gan(run.apply(Datasets.load(dataset, Split.TRAIN, location),
        Datasets.load(dataset, Split.TEST, location)));
  }

  private record Gan(TrainingRun run) implements Trainee {
    @Override
    public Settings settings() {
      return run.settings();
    }

    @Override
    public int epoch() {
      return run.epoch();
    }

    @Override
    public long iteration() {
      return run.iteration();
    }

    @Override
    public long iterations() {
      return run.iterations();
    }

    @Override
    public boolean finished() {
      return run.finished();
    }

    @Override
    public EpochReport trainEpoch(ProgressListener listener) {
      return run.trainEpoch(listener);
    }

    @Override
    public Snapshot snapshot() {
      return run.snapshot();
    }

    @Override
    public void close() {
      run.close();
    }
  }
}
