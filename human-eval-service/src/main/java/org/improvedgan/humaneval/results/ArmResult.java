package org.improvedgan.humaneval.results;

import com.google.protobuf.Timestamp;
import org.improvedgan.events.v1.HumanResult;
import org.improvedgan.metrics.Interval;

/**
 * What the answers about one checkpoint in one arm amount to.
 *
 * @param kept of sessions that finished and broke no rule; null before the first
 * @param all of everybody who did not withdraw
 */
public record ArmResult(String arm, String checkpoint, String run, int epoch, String dataset, Rates kept, Rates all) {

  /** As an event; the same answers always give the same one. */
  public HumanResult event(String study) {
    var at = all.lastSubmittedAt();
    var event = HumanResult.newBuilder().setStudyId(study).setCheckpointId(checkpoint).setArm(arm)
        .setAllJudgements(all.error().of()).setAllErrorRate(all.error().rate())
        .setAllWilson(interval(all.error().wilson()))
        .setExcludedRaters(all.raters() - (kept == null ? 0 : kept.raters()))
        .setAt(Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano()));
    if (all.bootstrap() != null) {
      event.setAllBootstrap(interval(all.bootstrap()));
    }
    if (kept != null) {
      addKept(event);
    }
    return event.build();
  }

  private void addKept(HumanResult.Builder event) {
    event.setRaters(kept.raters()).setJudgements(kept.error().of()).setErrorRate(kept.error().rate())
        .setWilson(interval(kept.error().wilson()));
    if (kept.bootstrap() != null) {
      event.setBootstrap(interval(kept.bootstrap()));
    }
    if (kept.fooled().rate() != null) {
      event.setFooledRate(kept.fooled().rate());
    }
    if (kept.doubted().rate() != null) {
      event.setDoubtedRate(kept.doubted().rate());
    }
  }

  private static org.improvedgan.events.v1.Interval interval(Interval interval) {
    return org.improvedgan.events.v1.Interval.newBuilder().setLow(interval.low()).setHigh(interval.high()).build();
  }
}
