package org.improvedgan.humaneval.study;

import java.util.List;
import org.improvedgan.humaneval.HumanEvalConfig;
import org.improvedgan.humaneval.study.StudySettings.Mode;
import org.improvedgan.humaneval.study.StudySettings.Platform;

/** The configured study: anybody may judge page after page of the newest checkpoint and learns the truth each time. */
final class OpenStudy {

  private OpenStudy() {
  }

  static StudySettings settings(HumanEvalConfig config) {
    var defaults = StudySettings.DEFAULT;
    var images = config.page().images();
    var arm = new Arm("feedback", true, 0, config.checkpoint(), config.run().orElse(null), null);
    return new StudySettings(defaults.title(), "", Platform.LINK, Mode.GRID, images, images, config.page().columns(), 0,
        null, null, 0, 0, 0, defaults.sessionMinutes(), true, List.of(), Math.max(defaults.poolSize(), images), true, null,
        null, defaults.participantParameter(), defaults.mturk(), List.of(arm));
  }
}
