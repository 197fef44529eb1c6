package org.improvedgan.humaneval.rating;

import com.google.protobuf.Timestamp;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.improvedgan.events.v1.HumanRated;
import org.improvedgan.events.v1.HumanWithdrawn;
import org.improvedgan.events.v1.Judgement;
import org.improvedgan.humaneval.HumanEvalConfig;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.humaneval.outbox.Outbox;
import org.improvedgan.humaneval.page.AnswerStore;
import org.improvedgan.humaneval.page.AnswerStore.Answer;
import org.improvedgan.humaneval.page.Answers;
import org.improvedgan.humaneval.page.Page;
import org.improvedgan.humaneval.page.Page.Kind;
import org.improvedgan.humaneval.page.PageResult;
import org.improvedgan.humaneval.page.PageStore;
import org.improvedgan.humaneval.page.PageTokens;
import org.improvedgan.humaneval.session.Endings;
import org.improvedgan.humaneval.session.PageViews;
import org.improvedgan.humaneval.session.Session;
import org.improvedgan.humaneval.session.Session.State;
import org.improvedgan.humaneval.session.SessionStore;
import org.improvedgan.humaneval.session.SessionViews;
import org.improvedgan.humaneval.session.SessionViews.SessionView;
import org.improvedgan.humaneval.session.Sessions;
import org.improvedgan.humaneval.study.Study;
import org.improvedgan.humaneval.study.StudyStore;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Takes a page's answers. Judgements, counts, the session's end and the event for Kafka are stored in one transaction;
 * only when it is committed does the rater learn the truth. Whatever comes later, once or many times at the same
 * moment, changes nothing and gets the same result.
 */
@ApplicationScoped
public class Ratings {
  private static final Logger LOG = Logger.getLogger(Ratings.class);

  private final Jdbi jdbi;
  private final Duration lifetime;
  private final StudyStore studies;
  private final Sessions sessions;
  private final SessionStore sessionStore;
  private final Endings endings;
  private final PageTokens tokens;
  private final PageStore pages;
  private final PageViews pageViews;
  private final SessionViews views;
  private final AnswerStore store;
  private final Outbox outbox;
  private final Counter submitted;
  private final Counter judged;

  Ratings(Jdbi jdbi, HumanEvalConfig config, StudyStore studies, Sessions sessions, SessionStore sessionStore,
      Endings endings, PageTokens tokens, PageStore pages, PageViews pageViews, SessionViews views,
      AnswerStore store, Outbox outbox, MeterRegistry metrics) {
    this.jdbi = jdbi;
    this.lifetime = config.page().lifetime();
    this.studies = studies;
    this.sessions = sessions;
    this.sessionStore = sessionStore;
    this.endings = endings;
    this.tokens = tokens;
    this.pages = pages;
    this.pageViews = pageViews;
    this.views = views;
    this.store = store;
    this.outbox = outbox;
    this.submitted = Counter.builder("human_eval_pages_submitted").description("Pages whose answers were locked")
        .register(metrics);
    this.judged = Counter.builder("human_eval_judgements").description("Judgements stored").register(metrics);
  }

  /**
   * The answer to a submission.
   *
   * @param result null without feedback
   * @param session with the next page, or its end
   */
  public record Submitted(PageResult result, SessionView session) {
  }

  private record Outcome(boolean locked, Submitted submitted) {
  }

  /**
   * Locks the answers of a page, unless they are locked already.
   *
   * @throws Refusal if the page is another session's or not its turn, its time is over, or answers are missing
   */
  public Submitted submit(String token, UUID sessionId, Answers answers) {
    var pageId = tokens.verify(token);
    var outcome = jdbi.inTransaction(handle -> {
      var session = sessionStore.lock(handle, sessionId).orElseThrow(Sessions::unknown);
      var study = study(handle, session);
      var open = pages.open(handle, sessionId, 2);
      return open.isEmpty() || !open.get(0).pageId().equals(pageId)
          ? new Outcome(false, repeated(handle, study, session, page(handle, pageId, session)))
          : new Outcome(true, lock(handle, study, session, open.get(0), open.stream().skip(1).findFirst(), answers));
    });
    if (outcome.locked()) {
      LOG.debugf("Answers of page %s are stored", pageId);
      submitted.increment();
      judged.increment(answers.generated().size());
    }
    return outcome.submitted();
  }

  /**
   * Deletes everything that a session answered.
   *
   * @throws Refusal where it is too late: the study is closed and its results may be published
   */
  public void withdraw(UUID sessionId) {
    jdbi.useTransaction(handle -> {
      var session = sessionStore.lock(handle, sessionId).orElseThrow(Sessions::unknown);
      if (session.state() == State.WITHDRAWN) {
        return;
      }
      if (study(handle, session).state() == Study.State.CLOSED) {
        throw new Refusal(Reason.CLOSED, "This study is over and its results are final: ask those who run it to delete "
            + "your answers.");
      }
      pages.forget(handle, sessionId);
      sessionStore.move(handle, sessionId, State.WITHDRAWN, List.of());
      outbox.add(handle, HumanWithdrawn.newBuilder().setStudyId(session.studyId()).setSessionId(sessionId.toString())
          .setRater(session.raterId().toString()).setAt(timestamp(Instant.now())).build());
    });
  }

  /** The page, if it is of this session. */
  public Page page(Handle handle, UUID pageId, Session session) {
    var page = pages.find(handle, pageId).orElseThrow(() -> new Refusal(Reason.UNKNOWN,
        "This page does not exist any more; please open the study's page again."));
    if (!page.sessionId().equals(session.sessionId())) {
      throw new Refusal(Reason.FOREIGN, "This page belongs to somebody else; please open the study's page again.");
    }
    return page;
  }

  /** A page that is not the one to be answered now: either it was answered before, or it cannot be yet. */
  private Submitted repeated(Handle handle, Study study, Session session, Page page) {
    if (page.open()) {
      requireTime(study, session);
      throw new Refusal(Reason.CONFLICT, "Another page comes before this one; please reload.");
    }
    return new Submitted(pageViews.result(handle, page), views.of(handle, session.sessionId()));
  }

  private Submitted lock(Handle handle, Study study, Session found, Page page, Optional<Page> next, Answers answers) {
    requireTime(study, found);
    var session = found.state() == State.ABANDONED ? sessions.revive(handle, study, found) : found;
    var truth = page.kind() == Kind.ATTENTION ? List.<Answer>of() : store.insert(handle, page.pageId(), answers);
    var submittedAt = switch (page.kind()) {
      case ATTENTION -> store.closeAttention(handle, page.pageId(), answers);
      case PRACTICE, QUALIFICATION -> store.close(handle, page.pageId());
      case MAIN -> {
        outbox.add(handle, event(handle, session, page, truth));
        yield store.closeAndCount(handle, page.pageId(), truth);
      }
    };
    var goesOn = endings.afterPage(handle, study, session, page.kind(), next);
    return new Submitted(page.feedback() ? AnswerStore.result(truth, submittedAt) : null,
        goesOn ? views.of(handle, session, study, next) : views.of(handle, session.sessionId()));
  }

  private void requireTime(Study study, Session session) {
    if (session.state() == State.DISQUALIFIED) {
      throw new Refusal(Reason.CONFLICT, "This visit has ended; thank you.");
    }
    if (study.state() == Study.State.CLOSED) {
      throw new Refusal(Reason.CLOSED, "This study was closed and takes no answers any more; thank you.");
    }
    if (session.startedAt().plus(lifetime).isBefore(Instant.now())) {
      throw Sessions.timeIsOver();
    }
  }

  private Study study(Handle handle, Session session) {
    return studies.find(handle, session.studyId()).orElseThrow();
  }

  private HumanRated event(Handle handle, Session session, Page page, List<Answer> answers) {
    var event = HumanRated.newBuilder()
        .setRatingId(page.pageId().toString()).setStudyId(session.studyId()).setRater(session.raterId().toString())
        .setCheckpointId(pages.pool(handle, session.poolId()).checkpointId()).setSubmittedAt(timestamp(Instant.now()))
        .setArm(session.arm()).setSessionId(session.sessionId().toString()).setFeedback(page.feedback());
    answers.stream().filter(answer -> !answer.gold()).map(Ratings::judgement)
        .forEach(event::addJudgements);
    return event.build();
  }

  private static Judgement judgement(Answer answer) {
    return Judgement.newBuilder().setPosition(answer.position()).setGenerated(answer.generated())
        .setJudgedGenerated(answer.judgedGenerated()).setSourceIndex(answer.sourceIndex()).setSeed(answer.seed())
        .setMillis(answer.millis() == null ? 0 : answer.millis()).build();
  }

  private static Timestamp timestamp(Instant at) {
    return Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano()).build();
  }
}
