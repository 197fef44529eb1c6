package org.improvedgan.humaneval.results;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * A column of the export.
 *
 * @param value of one judgement; null where there is none
 */
record ExportColumn(String name, Function<Line, Object> value) {

  /** One judgement with all that is known of it. */
  public record Line(String studyId, String arm, UUID sessionId, UUID raterId, UUID pageId, String state,
      String[] exclusions, String checkpointId, String runId, int epoch, String dataset, int number, String kind,
      boolean feedback, Instant submittedAt, int position, UUID stimulusId, boolean generated, boolean gold,
      boolean judgedGenerated, Integer millis, long sourceIndex, long seed) {

    boolean kept() {
      return state.equals("finished") && exclusions.length == 0;
    }

    boolean counted() {
      return kind.equals("main") && !gold;
    }
  }

  /** In their order; names only ever come on top. */
  static final List<ExportColumn> ALL = List.of(
      new ExportColumn("study", Line::studyId),
      new ExportColumn("arm", Line::arm),
      new ExportColumn("session", Line::sessionId),
      new ExportColumn("rater", Line::raterId),
      new ExportColumn("rating", Line::pageId),
      new ExportColumn("state", Line::state),
      new ExportColumn("kept", Line::kept),
      new ExportColumn("exclusions", line -> String.join(" ", line.exclusions())),
      new ExportColumn("checkpoint", Line::checkpointId),
      new ExportColumn("run", Line::runId),
      new ExportColumn("epoch", Line::epoch),
      new ExportColumn("dataset", Line::dataset),
      new ExportColumn("page", Line::number),
      new ExportColumn("kind", Line::kind),
      new ExportColumn("feedback", Line::feedback),
      new ExportColumn("submitted_at", line -> line.submittedAt().toString()),
      new ExportColumn("position", Line::position),
      new ExportColumn("stimulus", Line::stimulusId),
      new ExportColumn("generated", Line::generated),
      new ExportColumn("gold", Line::gold),
      new ExportColumn("counted", Line::counted),
      new ExportColumn("judged_generated", Line::judgedGenerated),
      new ExportColumn("wrong", line -> line.generated() != line.judgedGenerated()),
      new ExportColumn("millis", Line::millis),
      new ExportColumn("source_index", Line::sourceIndex),
      new ExportColumn("seed", line -> line.generated() ? Long.toUnsignedString(line.seed()) : null));
}
