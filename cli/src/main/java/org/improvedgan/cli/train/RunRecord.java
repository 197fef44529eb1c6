package org.improvedgan.cli.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.improvedgan.gan.Experiment;
import org.improvedgan.gan.Experiments;
import org.improvedgan.gan.Origin;
import org.improvedgan.gan.Settings;
import org.improvedgan.gan.engine.EngineOptions;

/**
 * What a folder knows of its run from the first moment on, as {@code run.json}.
 *
 * @param run its id
 * @param experiment the experiment's name
 * @param command the line that trains the same anew
 * @param overrides the settings that differ from the experiment's
 * @param settings all of them
 * @param revisions those of this project that trained it, in their order; a change of it is one more
 * @param pausedAt iteration of the last {@code state.bin} within an epoch
 * @param pausedSeconds what that epoch had taken up to there
 */
record RunRecord(String run, String experiment, String command, Map<String, String> overrides,
    Map<String, String> settings, List<String> revisions, long pausedAt, double pausedSeconds) {

  RunRecord {
    // Runs of earlier versions of this project have no command and the like.
    command = command == null ? "" : command;
    overrides = overrides == null ? Map.of() : overrides;
    revisions = revisions == null ? List.of() : revisions;
  }

  /** Of a run that is about to begin; {@code named} is what the user calls the experiment: its name, or a file. */
  static RunRecord start(String run, String named, Experiment experiment, Settings settings, EngineOptions engine,
      String revision) {
    Map<String, String> overrides = CommandLineText.overrides(experiment, settings);
    return new RunRecord(run, experiment.name(), CommandLineText.of("train", named, overrides, engine, ""), overrides,
        settings.toMap(), List.of(), 0, 0).trainedBy(revision);
  }

  /**
   * The same run with the command and overrides that an earlier version of this project did not record, as far as they
   * follow from its settings: those of an experiment that comes with the project.
   */
  RunRecord described(EngineOptions engine) {
    Optional<Experiment> known = command.isEmpty()
        ? Experiments.all().stream().filter(e -> e.name().equals(experiment)).findFirst() : Optional.empty();
    return known.map(own -> {
      RunRecord described = start(run, experiment, own, Settings.of(settings), engine, "");
      return new RunRecord(run, experiment, described.command, described.overrides, described.settings, revisions,
          pausedAt, pausedSeconds);
    }).orElse(this);
  }

  /** The same run, gone on with by this revision; an unknown one, an empty text, is not recorded. */
  RunRecord trainedBy(String revision) {
    boolean known = revision.isEmpty() || !revisions.isEmpty() && revisions.get(revisions.size() - 1).equals(revision);
    List<String> all = new ArrayList<>(revisions);
    if (!known) {
      all.add(revision);
    }
    return new RunRecord(run, experiment, command, overrides, settings, all, pausedAt, pausedSeconds);
  }

  /** The same run, its state saved in mid-epoch. */
  RunRecord paused(long iteration, double seconds) {
    return new RunRecord(run, experiment, command, overrides, settings, revisions, iteration, seconds);
  }

  /** What the epoch of this iteration had taken before, where that is known. */
  double secondsBefore(long iteration) {
    return iteration == pausedAt ? pausedSeconds : 0;
  }

  /** The experiment as far as a run needs it, wherever its file is now. */
  Experiment toExperiment() {
    return new Experiment(experiment, "", "", "", Origin.OWN, Optional.empty(), Settings.of(settings));
  }
}
