package org.improvedgan.humaneval.results;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.Instant;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** All judgements of a study that count as comma-separated values (RFC 4180); pages that are still open do not appear. */
@ApplicationScoped
public class JudgementExport {
  private static final String HEADER =
      "rating,rater,checkpoint,dataset,submitted_at,position,generated,judged_generated,wrong,source_index,seed\r\n";

  private final Jdbi jdbi;

  JudgementExport(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** One line of the export. */
  public record Line(UUID pageId, UUID raterId, String checkpointId, String dataset, Instant submittedAt, int position,
      boolean generated, boolean judgedGenerated, long sourceIndex, long seed) {
  }

  /** Writes line by line: the export may be larger than the memory. */
  public void write(Writer writer, String study) throws IOException {
    writer.write(HEADER);
    jdbi.useTransaction(handle -> {
      var lines = handle.createQuery("""
          SELECT page_id, rater_id, checkpoint_id, dataset, submitted_at, position, generated, judged_generated,
            source_index, seed
          FROM page JOIN trial USING (page_id) JOIN judgement USING (page_id, position) JOIN stimulus USING (stimulus_id)
            JOIN session USING (session_id) JOIN pool ON pool.pool_id = session.pool_id
          WHERE session.study_id = :study AND kind = 'main' AND NOT gold ORDER BY submitted_at, page_id, position""")
          .bind("study", study).setFetchSize(1000).map(ConstructorMapper.of(Line.class));
      lines.useStream(stream -> stream.forEach(line -> write(writer, line)));
    });
  }

  private static void write(Writer writer, Line line) {
    try {
      writer.write(String.join(",", line.pageId().toString(), line.raterId().toString(), quoted(line.checkpointId()),
          quoted(line.dataset()), line.submittedAt().toString(), String.valueOf(line.position()),
          String.valueOf(line.generated()), String.valueOf(line.judgedGenerated()),
          String.valueOf(line.generated() != line.judgedGenerated()), String.valueOf(line.sourceIndex()),
          line.generated() ? String.valueOf(line.seed()) : "") + "\r\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String quoted(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }
}
