package org.improvedgan.humaneval.results;

import com.google.protobuf.Timestamp;
import org.improvedgan.events.v1.HumanResult;
import org.improvedgan.metrics.Interval;

/** What all answers about one checkpoint amount to. */
public record CheckpointResult(String checkpoint, String run, int epoch, String dataset, Rates rates) {

  /** As an event; the same answers always give the same one. */
  public HumanResult event(String study) {
    var at = rates.lastSubmittedAt();
    var event = HumanResult.newBuilder().setStudyId(study).setCheckpointId(checkpoint)
        .setRaters(rates.raters()).setJudgements(rates.error().of()).setErrorRate(rates.error().rate())
        .setWilson(interval(rates.error().wilson()))
        .setAt(Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano()));
    if (rates.bootstrap() != null) {
      event.setBootstrap(interval(rates.bootstrap()));
    }
    if (rates.fooled().rate() != null) {
      event.setFooledRate(rates.fooled().rate());
    }
    if (rates.doubted().rate() != null) {
      event.setDoubtedRate(rates.doubted().rate());
    }
    return event.build();
  }

  private static org.improvedgan.events.v1.Interval interval(Interval interval) {
    return org.improvedgan.events.v1.Interval.newBuilder().setLow(interval.low()).setHigh(interval.high()).build();
  }
}
