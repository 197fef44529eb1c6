package org.improvedgan.humaneval.results;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.improvedgan.humaneval.HumanEvalConfig;
import org.jdbi.v3.core.Handle;

/** Computes error rates from the answers that are locked. */
@ApplicationScoped
public class Results {
  private final HumanEvalConfig config;
  private final TallyStore store;
  private final Reuse<Tallies, Rates> known = new Reuse<>();

  Results(HumanEvalConfig config, TallyStore store) {
    this.config = config;
    this.store = store;
  }

  /** A study's rates as the transaction of {@code handle} sees them. */
  public StudyResult of(Handle handle, String study) {
    return new StudyResult(study, arms(study, store.of(handle, study)));
  }

  List<ArmResult> arms(String study, List<ArmTallies> tallies) {
    var rates = known.round(study, answers -> Rates.of(answers, config.result()));
    return tallies.stream().map(arm -> new ArmResult(arm.arm(), arm.checkpoint(), arm.run(), arm.epoch(),
        arm.dataset(), rates.apply(arm.kept()), rates.apply(arm.all()), arm.excludedRaters(), arm.changedAt()))
        .toList();
  }
}
