package org.improvedgan.humaneval.results;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import org.improvedgan.events.v1.HumanResult;
import org.improvedgan.metrics.Interval;

/**
 * What the answers about one checkpoint in one arm amount to.
 *
 * @param kept of sessions that were finished and broke no rule: the headline
 * @param all of everybody who did not withdraw, as far as they came
 * @param excludedRaters raters with a session that broke a rule
 * @param changedAt when a session last began, answered or ended
 */
public record ArmResult(String arm, String checkpoint, String run, int epoch, String dataset, Rates kept, Rates all,
    int excludedRaters, Instant changedAt) {

  /** As an event; the same answers always give the same one. */
  public HumanResult event(String study) {
    var event = HumanResult.newBuilder().setStudyId(study).setCheckpointId(checkpoint).setArm(arm)
        .setRaters(kept.raters()).setJudgements(kept.error().of()).setErrorRate(orZero(kept.error().rate()))
        .setFooledRate(orZero(kept.fooled().rate())).setDoubtedRate(orZero(kept.doubted().rate()))
        .setSensitivity(orZero(kept.sensitivity())).setExcludedRaters(excludedRaters)
        .setAllJudgements(all.error().of()).setAllErrorRate(orZero(all.error().rate()))
        .setAt(Timestamp.newBuilder().setSeconds(changedAt.getEpochSecond()).setNanos(changedAt.getNano()));
    if (kept.error().wilson() != null) {
      event.setWilson(interval(kept.error().wilson()));
    }
    if (kept.bootstrap() != null) {
      event.setBootstrap(interval(kept.bootstrap()));
    }
    if (all.error().wilson() != null) {
      event.setAllWilson(interval(all.error().wilson()));
    }
    if (all.bootstrap() != null) {
      event.setAllBootstrap(interval(all.bootstrap()));
    }
    return event.build();
  }

  private static double orZero(Double value) {
    return value == null ? 0 : value;
  }

  private static org.improvedgan.events.v1.Interval interval(Interval interval) {
    return org.improvedgan.events.v1.Interval.newBuilder().setLow(interval.low()).setHigh(interval.high()).build();
  }
}
