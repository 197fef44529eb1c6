package org.improvedgan.cli.train;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.improvedgan.cli.Installation;
import org.improvedgan.cli.Stopped;
import org.improvedgan.cli.UserError;
import org.improvedgan.cli.console.Terminal;
import org.improvedgan.gan.Experiment;
import org.improvedgan.gan.Settings;
import org.improvedgan.gan.TrainingException;
import org.improvedgan.gan.TrainingRun;
import org.improvedgan.gan.engine.EngineOptions;

/** Trains GANs in folders: from the beginning, or on from where a folder's run stands. */
public final class GanRuns {

  private final EngineOptions engine;
  private final FolderOptions options;
  private final TrainingData data;
  private final Installation installation;
  private final Terminal terminal;

  public GanRuns(EngineOptions engine, FolderOptions options, TrainingData data, Installation installation,
      Terminal terminal) {
    this.engine = engine;
    this.options = options;
    this.data = data;
    this.installation = installation;
    this.terminal = terminal;
  }

  /**
   * Trains a new run to its end. The folder is made once everything else has been
   * found in order.
   *
   * @param run its id
   * @param named what the user calls the experiment: its name, or a file
   * @throws UserError if the folder holds something already
   * @throws Stopped if a signal comes first; all is saved then
   */
  public void start(String run, String named, Experiment experiment, Settings settings, Path path)
      throws IOException {
    OutputFolder.checkNew(path);
    RunRecord record = RunRecord.start(run, named, experiment, settings, engine, installation.gitRevision());
    TrainingData.Splits images = data.of(settings.dataset());
    try (TrainingRun training = TrainingRun.start(experiment, settings, images.train(), images.test(), engine)) {
      OutputFolder folder = OutputFolder.create(path);
      terminal.line("Training " + run + " on " + settings.dataset() + " into " + folder.path());
      train(training, record, folder);
    }
  }

  /**
   * What a folder holds, or comes to hold: a new run trained to its end, one gone on with, or one that is finished.
   *
   * @param result as {@code result.json} tells it
   * @param checkpoint the newest one's folder
   */
  public record Trained(JsonNode result, Path checkpoint) {}

  /**
   * Sees to it that a run is trained to its end in a folder, whatever is there of it already.
   *
   * @throws UserError if the folder holds something else
   * @throws Stopped if a signal comes first; all is saved then
   */
  public Trained finish(String run, String named, Experiment experiment, Settings settings, Path path)
      throws IOException {
    if (!OutputFolder.holdsRun(path)) {
      start(run, named, experiment, settings, path);
    } else if (!OutputFolder.existing(path).run().settings().equals(settings.toMap())) {
      throw new UserError("The run in " + path + " has other settings: give --out another folder.");
    } else if (!OutputFolder.existing(path).result().path("finished").asBoolean()) {
      resume(path, Optional.empty());
    }
    OutputFolder folder = OutputFolder.existing(path);
    return new Trained(folder.result(), folder.latestCheckpoint().orElseThrow());
  }

  /**
   * Goes on with a folder's run.
   *
   * @param name of the experiment that it must be of, if given
   * @throws UserError if there is none, or one of another experiment
   * @throws Stopped if a signal comes first; all is saved then
   */
  public void resume(Path path, Optional<String> name) throws IOException {
    OutputFolder folder = OutputFolder.existing(path);
    RunRecord record = folder.run();
    if (name.isPresent() && !name.get().equals(record.experiment())) {
      throw new UserError("The run in " + path + " is one of " + record.experiment() + ", not of " + name.get()
          + ": leave the name out.");
    }
    TrainingData.Splits images = data.of(Settings.of(record.settings()).dataset());
    try (TrainingRun training = furthest(folder, record, images)) {
      folder.truncateLog(training.epoch());
      train(training, record.described(engine).trainedBy(installation.gitRevision()), folder);
    }
  }

  /** The run as its saved state or its newest checkpoint has it; from its beginning where there is neither. */
  private TrainingRun furthest(OutputFolder folder, RunRecord record, TrainingData.Splits images) throws IOException {
    Optional<Path> checkpoint = folder.latestCheckpoint();
    Optional<byte[]> saved = folder.savedState().filter(bytes -> whole(bytes, folder));
    if (saved.isPresent()) {
      TrainingRun run = TrainingRun.resume(saved.get(), images.train(), images.test(), engine);
      if (checkpoint.isEmpty()
          || run.iteration() >= OutputFolder.manifest(checkpoint.get()).path("iteration").asLong()) {
        terminal.line("Going on with iteration " + run.iteration() + " in " + folder.path());
        return run;
      }
      run.close();
    }
    if (checkpoint.isEmpty()) {
      terminal.line("Beginning anew in " + folder.path());
      return TrainingRun.start(record.toExperiment(), Settings.of(record.settings()), images.train(), images.test(),
          engine);
    }
    terminal.line("Going on with " + checkpoint.get().getFileName() + " in " + folder.path());
    byte[] state = Files.readAllBytes(checkpoint.get().resolve("state.bin"));
    return TrainingRun.resume(state, images.train(), images.test(), engine);
  }

  private boolean whole(byte[] state, OutputFolder folder) {
    try {
      TrainingRun.settingsOf(state);
      return true;
    } catch (TrainingException e) {
      terminal.line("The file " + folder.path().resolve(OutputFolder.STATE) + " is left aside, for it is damaged.");
      return false;
    }
  }

  private void train(TrainingRun run, RunRecord record, OutputFolder folder) throws IOException {
    int testImages = data.of(run.settings().dataset()).test().count();
    folder.write(record);
    try (StopSignal stop = new StopSignal()) {
      new GanTraining(run, record, engine, folder, options, testImages, installation, terminal).toTheEnd(stop);
      if (stop.wanted()) {
        throw new Stopped("Stopped: go on with ./gan train --resume " + folder.path(), stop.number());
      }
    }
  }
}
