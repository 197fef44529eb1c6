package org.improvedgan.humaneval.results;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.Writer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import org.improvedgan.humaneval.results.ExportColumn.Line;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/**
 * All locked judgements of a study but those that were withdrawn, practice and gold items too, one a line. Sessions are
 * read a few at a time: neither memory nor a connection to the database is held while a slow reader takes what was
 * written.
 */
@ApplicationScoped
public class JudgementExport {
  private static final int SESSIONS_AT_A_TIME = 50;

  private final Jdbi jdbi;
  private final ObjectMapper json;

  JudgementExport(Jdbi jdbi, ObjectMapper json) {
    this.jdbi = jdbi;
    this.json = json;
  }

  private interface LineWriter {
    void write(Line line) throws IOException;
  }

  /** Comma-separated values (RFC 4180) with a line of names. */
  public void writeCsv(Writer writer, String study) throws IOException {
    writer.write(Csv.line(ExportColumn.ALL.stream().map(ExportColumn::name).toList()));
    forEach(study, line -> writer.write(Csv.line(
        ExportColumn.ALL.stream().map(column -> column.value().apply(line)).toList())));
  }

  /** A JSON object a line, with the same names. */
  public void writeJsonLines(Writer writer, String study) throws IOException {
    forEach(study, line -> {
      var object = new LinkedHashMap<String, Object>();
      ExportColumn.ALL.forEach(column -> object.put(column.name(), column.value().apply(line)));
      writer.write(json.writeValueAsString(object));
      writer.write('\n');
    });
  }

  private void forEach(String study, LineWriter writer) throws IOException {
    var sessions = jdbi.withHandle(handle -> handle.createQuery("""
        SELECT session_id FROM session WHERE study_id = :study AND state <> 'withdrawn'
        ORDER BY started_at, session_id""")
        .bind("study", study).mapTo(UUID.class).list());
    for (var from = 0; from < sessions.size(); from += SESSIONS_AT_A_TIME) {
      for (var line : lines(sessions.subList(from, Math.min(from + SESSIONS_AT_A_TIME, sessions.size())))) {
        writer.write(line);
      }
    }
  }

  private List<Line> lines(List<UUID> sessions) {
    return jdbi.withHandle(handle -> handle.createQuery("""
        SELECT session.study_id, arm, session.session_id, rater_id, page_id, state, exclusions, checkpoint_id, run_id,
          epoch, dataset, number, kind, feedback, submitted_at, position, stimulus_id, generated, gold,
          judged_generated, millis, source_index, stimulus.seed
        FROM session JOIN page USING (session_id) JOIN trial USING (page_id) JOIN judgement USING (page_id, position)
          JOIN stimulus USING (stimulus_id) JOIN pool ON pool.pool_id = session.pool_id
        WHERE session.session_id IN (<sessions>) AND submitted_at IS NOT NULL AND state <> 'withdrawn'
        ORDER BY started_at, session.session_id, number, position""")
        .bindList("sessions", sessions).map(ConstructorMapper.of(Line.class)).list());
  }
}
