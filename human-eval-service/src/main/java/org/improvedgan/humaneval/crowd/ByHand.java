package org.improvedgan.humaneval.crowd;

import java.util.List;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.humaneval.study.Study;

/**
 * A platform without an API: every request is answered with what the researcher does by hand.
 *
 * @param recruiting one sentence: how people are found
 * @param stopping one sentence: how nobody else begins
 * @param paying one sentence: how people are paid
 */
record ByHand(String recruiting, String stopping, String paying) implements Recruiter {

  @Override
  public Postings publish(Study study, int places, int hours) {
    throw byHand(recruiting);
  }

  @Override
  public Postings postings(Study study) {
    throw byHand(recruiting);
  }

  @Override
  public Posting extend(Study study, String postingId, int places, int hours) {
    throw byHand(recruiting);
  }

  @Override
  public Posting expire(Study study, String postingId) {
    throw byHand(stopping);
  }

  @Override
  public Postings expireAll(Study study) {
    throw byHand(stopping);
  }

  @Override
  public Settlement settle(Study study, Order order) {
    throw byHand(paying);
  }

  @Override
  public List<Payment> payments(Study study) {
    throw byHand(paying);
  }

  private static Refusal byHand(String sentence) {
    return new Refusal(Reason.BY_HAND, sentence);
  }
}
