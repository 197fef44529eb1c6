package org.improvedgan.humaneval.crowd.mturk;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.improvedgan.humaneval.crowd.Recruiter;
import org.improvedgan.humaneval.study.Study;

/** Recruiting over Mechanical Turk's API. */
@ApplicationScoped
class MTurkRecruiter implements Recruiter {
  private final Hits hits;
  private final Settlements settlements;
  private final PaymentStore store;

  MTurkRecruiter(Hits hits, Settlements settlements, PaymentStore store) {
    this.store = store;
    this.hits = hits;
    this.settlements = settlements;
  }

  @Override
  public Postings publish(Study study, int places, int hours) {
    hits.publish(study, places, hours);
    return hits.all(study);
  }

  @Override
  public Postings postings(Study study) {
    return hits.all(study);
  }

  @Override
  public Posting extend(Study study, String postingId, int places, int hours) {
    return hits.extend(study, postingId, places, hours);
  }

  @Override
  public Posting expire(Study study, String postingId) {
    return hits.expire(study, postingId);
  }

  @Override
  public Postings expireAll(Study study) {
    hits.expireAll(study);
    return hits.all(study);
  }

  @Override
  public Settlement settle(Study study, Order order) {
    return settlements.settle(study, order);
  }

  @Override
  public List<Payment> payments(Study study) {
    return store.of(study.studyId());
  }
}
