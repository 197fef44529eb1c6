package org.improvedgan.humaneval.results;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.improvedgan.humaneval.HumanEvalConfig;
import org.improvedgan.humaneval.results.ImageReport.Image;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/** What people thought of each image. */
@ApplicationScoped
public class ImageResults {
  private static final Comparator<Image> MOST_WRONG = Comparator
      .comparingDouble((Image image) -> -image.wrong().wilson().low())
      .thenComparing(image -> -image.wrong().of()).thenComparing(image -> image.stimulus().toString());

  private final HumanEvalConfig config;
  private final Jdbi jdbi;
  private final Recent<String, List<Judged>> recent = new Recent<>();

  ImageResults(HumanEvalConfig config, Jdbi jdbi) {
    this.config = config;
    this.jdbi = jdbi;
  }

  /** The judgements of one image. */
  public record Judged(UUID stimulusId, boolean generated, String checkpointId, int epoch, double topPercent,
      long sourceIndex, long seed, long judgements, long wrong) {
  }

  /**
   * The images with the most wrong judgements.
   *
   * @param least judgements that an image must have to appear, at least 1
   * @param limit images of each kind
   */
  public ImageReport of(String study, int least, int limit) {
    var judged = recent.get(study, () -> judged(study));
    var enough = judged.stream().filter(image -> image.judgements() >= least).toList();
    return new ImageReport(least, judged.size(), enough.size(), most(study, enough, true, limit),
        most(study, enough, false, limit));
  }

  /** The PNG file of an image of this study. */
  public Optional<byte[]> png(String study, UUID stimulus) {
    return jdbi.withHandle(handle -> handle.createQuery("""
        SELECT png FROM stimulus JOIN pool USING (pool_id) WHERE stimulus_id = :stimulus AND study_id = :study""")
        .bind("stimulus", stimulus).bind("study", study).mapTo(byte[].class).findOne());
  }

  private List<Image> most(String study, List<Judged> judged, boolean generated, int limit) {
    return judged.stream().filter(image -> image.generated() == generated && image.wrong() > 0)
        .map(image -> image(study, image)).sorted(MOST_WRONG).limit(limit).toList();
  }

  private Image image(String study, Judged judged) {
    return new Image(judged.stimulusId(), "/api/results/" + study + "/images/" + judged.stimulusId() + ".png",
        judged.checkpointId(), judged.epoch(), judged.topPercent(), judged.sourceIndex(),
        judged.generated() ? Long.toUnsignedString(judged.seed()) : null,
        Proportion.of(judged.wrong(), judged.judgements(), config.result().confidence()));
  }

  private List<Judged> judged(String study) {
    return jdbi.withHandle(handle -> handle.createQuery("""
        SELECT stimulus_id, generated, checkpoint_id, epoch, top_percent, source_index, stimulus.seed,
          count(*) AS judgements, count(*) FILTER (WHERE judged_generated <> generated) AS wrong
        FROM session JOIN page USING (session_id) JOIN trial USING (page_id) JOIN judgement USING (page_id, position)
          JOIN stimulus USING (stimulus_id) JOIN pool ON pool.pool_id = stimulus.pool_id
        WHERE session.study_id = :study AND state = 'finished' AND exclusions = '{}' AND kind = 'main' AND NOT gold
        GROUP BY stimulus_id, generated, checkpoint_id, epoch, top_percent, source_index, stimulus.seed""")
        .bind("study", study).map(ConstructorMapper.of(Judged.class)).list());
  }
}
