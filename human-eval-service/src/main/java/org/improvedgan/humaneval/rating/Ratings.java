package org.improvedgan.humaneval.rating;

import com.google.protobuf.Timestamp;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.improvedgan.events.v1.HumanRated;
import org.improvedgan.events.v1.Judgement;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.humaneval.outbox.Outbox;
import org.improvedgan.humaneval.page.Page;
import org.improvedgan.humaneval.page.PageStore;
import org.improvedgan.humaneval.page.PageTokens;
import org.improvedgan.humaneval.page.Pages;
import org.improvedgan.humaneval.rating.RatingStore.Answer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Takes a page's answers. Judgements, counts and the event for Kafka are stored in one transaction; only then is the
 * truth read. Whatever comes later, once or many times at the same moment, changes nothing and gets the same result.
 */
@ApplicationScoped
public class Ratings {
  /** @param first whether this call locked the answers */
  private record Outcome(PageResult result, boolean first) {
  }

  private final Jdbi jdbi;
  private final PageTokens tokens;
  private final PageStore pages;
  private final RatingStore store;
  private final Outbox outbox;
  private final Counter submitted;
  private final Counter judged;

  Ratings(Jdbi jdbi, PageTokens tokens, PageStore pages, RatingStore store, Outbox outbox, MeterRegistry metrics) {
    this.jdbi = jdbi;
    this.tokens = tokens;
    this.pages = pages;
    this.store = store;
    this.outbox = outbox;
    this.submitted = Counter.builder("human_eval_pages_submitted").description("Pages whose answers were locked")
        .register(metrics);
    this.judged = Counter.builder("human_eval_judgements").description("Judgements stored").register(metrics);
  }

  /**
   * Locks the answers of a page, unless they are locked already.
   *
   * @param generated for each image whether the rater takes it for generated
   * @throws Refusal if the page is not this rater's, its time is over, or there are more or fewer answers than images
   */
  public PageResult submit(String token, UUID raterId, List<Boolean> generated) {
    var pageId = tokens.verify(token);
    var outcome = jdbi.inTransaction(handle -> {
      var page = pages.lock(handle, pageId)
          .orElseThrow(() -> new Refusal(Reason.UNKNOWN, "This page does not exist any more; please start a new one."));
      Pages.requireOwner(page, raterId);
      return page.open()
          ? new Outcome(lock(handle, page, generated), true)
          : new Outcome(result(handle, page), false);
    });
    if (outcome.first()) {
      submitted.increment();
      judged.increment(outcome.result().judgements().size());
    }
    return outcome.result();
  }

  /** The result of a page whose answers are locked. */
  public PageResult result(Page page) {
    if (page.open()) {
      throw new IllegalStateException("The answers of page " + page.pageId() + " are not locked.");
    }
    return jdbi.withHandle(handle -> result(handle, page));
  }

  private PageResult lock(Handle handle, Page page, List<Boolean> generated) {
    store.insert(handle, page.pageId(), generated);
    var submittedAt = store.close(handle, page.pageId());
    var answers = store.answers(handle, page.pageId());
    outbox.add(handle, event(page, answers, submittedAt));
    return result(page, answers, submittedAt);
  }

  private PageResult result(Handle handle, Page page) {
    return result(page, store.answers(handle, page.pageId()), page.submittedAt());
  }

  private static PageResult result(Page page, List<Answer> answers, Instant submittedAt) {
    var judgements = answers.stream()
        .map(a -> new PageResult.LabelledJudgement(a.position(), a.generated(), a.judgedGenerated())).toList();
    var wrong = (int) answers.stream().filter(a -> a.generated() != a.judgedGenerated()).count();
    return new PageResult(page.checkpointId(), page.dataset(), submittedAt, wrong, judgements);
  }

  private static HumanRated event(Page page, List<Answer> answers, Instant submittedAt) {
    var event = HumanRated.newBuilder()
        .setRatingId(page.pageId().toString()).setStudyId(page.studyId()).setRater(page.raterId().toString())
        .setCheckpointId(page.checkpointId())
        .setSubmittedAt(Timestamp.newBuilder().setSeconds(submittedAt.getEpochSecond())
            .setNanos(submittedAt.getNano()));
    answers.forEach(answer -> event.addJudgements(Judgement.newBuilder()
        .setPosition(answer.position()).setGenerated(answer.generated()).setJudgedGenerated(answer.judgedGenerated())
        .setSourceIndex(answer.sourceIndex()).setSeed(answer.generated() ? page.seed() : 0)));
    return event.build();
  }
}
