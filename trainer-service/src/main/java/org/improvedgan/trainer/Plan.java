package org.improvedgan.trainer;

import java.util.regex.Pattern;
import org.improvedgan.datasets.DataException;
import org.improvedgan.datasets.Datasets;
import org.improvedgan.events.v1.TrainingRequested;
import org.improvedgan.gan.Experiment;
import org.improvedgan.gan.Experiments;
import org.improvedgan.gan.Settings;
import org.improvedgan.gan.TrainingException;

/**
 * A training request that was understood.
 *
 * @param runId the run to start or to go on with
 * @param experiment what to train
 * @param settings the experiment's settings with the request's overrides
 */
record Plan(String runId, Experiment experiment, Settings settings) {
  /** A folder of images by an absolute path, or by one that leads up. */
  private static final Pattern OUTSIDE = Pattern.compile("^folder:(/|(.*/)?\\.\\.(/|@))");
  private static final Pattern RUN_ID = Pattern.compile("[a-zA-Z0-9._-]{1,100}");

  /** @throws BadRequestException when something in it is unknown or unusable */
  static Plan of(TrainingRequested request) {
    if (!usable(request.getRunId())) {
      throw new BadRequestException("A run id has 1 to 100 letters, digits, dots, hyphens and underscores, unlike \""
          + request.getRunId() + "\".");
    }
    try {
      Experiment experiment = Experiments.named(request.getExperiment());
      Settings settings = experiment.settings().with(request.getOverridesMap());
      Datasets.named(settings.dataset());
      checkFolder(settings.dataset());
      return new Plan(request.getRunId(), experiment, settings);
    } catch (TrainingException | DataException e) {
      throw new BadRequestException(e.getMessage());
    }
  }

  /** Whoever may send a request need not be allowed to see every folder of this machine. */
  private static void checkFolder(String dataset) {
    if (OUTSIDE.matcher(dataset).find()) {
      throw new BadRequestException("A training request names a folder within the trainer's data folder, such as "
          + "folder:flowers@32, unlike " + dataset + ".");
    }
  }

  /** Whether progress can be reported under this run id. */
  static boolean usable(String runId) {
    return RUN_ID.matcher(runId).matches();
  }
}
