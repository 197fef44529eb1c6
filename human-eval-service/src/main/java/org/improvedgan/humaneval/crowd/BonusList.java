package org.improvedgan.humaneval.crowd;

import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.improvedgan.humaneval.rater.Raters;
import org.improvedgan.humaneval.study.Costs;
import org.improvedgan.humaneval.study.Study;

/**
 * Bonuses of a panel's participants. Participants' ids are stored as hashes only, so that the panel's own list of ids
 * is needed once more: each is hashed and looked up, and none is kept.
 */
@ApplicationScoped
public class BonusList {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._@-]{1,128}");

  private final Raters raters;
  private final WorkStore works;

  BonusList(Raters raters, WorkStore works) {
    this.raters = raters;
    this.works = works;
  }

  /**
   * Lines {@code id,amount} for those of {@code participants} who have earned a bonus with finished sessions.
   *
   * @param participants one id a line; whatever is no id is left out
   */
  public String of(Study study, String participants) {
    return participants.lines().map(String::strip).filter(id -> ID.matcher(id).matches()).distinct()
        .map(id -> line(id, earned(study, id))).collect(Collectors.joining());
  }

  private BigDecimal earned(Study study, String participant) {
    var identity = raters.identity(study.studyId(), study.settings().platform(), participant);
    return works.of(study.studyId(), identity).stream().filter(Work::finished)
        .map(work -> Costs.bonus(study.settings(), work.right())).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static String line(String participant, BigDecimal amount) {
    return amount.signum() == 0 ? "" : participant + "," + amount.toPlainString() + "\n";
  }
}
