package org.improvedgan.humaneval.session;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.improvedgan.humaneval.HumanEvalConfig;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.humaneval.crowd.Arrival;
import org.improvedgan.humaneval.crowd.Platforms;
import org.improvedgan.humaneval.page.PageStore;
import org.improvedgan.humaneval.page.Plan;
import org.improvedgan.humaneval.pool.Pool;
import org.improvedgan.humaneval.pool.Pools;
import org.improvedgan.humaneval.rater.Raters;
import org.improvedgan.humaneval.session.Session.State;
import org.improvedgan.humaneval.study.Arm;
import org.improvedgan.humaneval.study.Studies;
import org.improvedgan.humaneval.study.Study;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Lets raters in: once each, into the arm with the fewest, as long as there are places. */
@ApplicationScoped
public class Sessions {
  private static final Logger LOG = Logger.getLogger(Sessions.class);

  private final HumanEvalConfig config;
  private final Jdbi jdbi;
  private final Studies studies;
  private final Platforms platforms;
  private final Raters raters;
  private final Pools pools;
  private final SessionStore store;
  private final PageStore pages;
  private final Timer creation;
  private final SecureRandom random = new SecureRandom();
  /** Whoever waits for a place waits here, without a connection to the database that others need to answer. */
  private final Lock door = new ReentrantLock(true);

  Sessions(HumanEvalConfig config, Jdbi jdbi, Studies studies, Platforms platforms, Raters raters, Pools pools,
      SessionStore store, PageStore pages, MeterRegistry metrics) {
    this.config = config;
    this.jdbi = jdbi;
    this.studies = studies;
    this.platforms = platforms;
    this.raters = raters;
    this.pools = pools;
    this.store = store;
    this.pages = pages;
    this.creation = Timer.builder("human_eval_session_creation")
        .description("Time to find a place for a rater and to choose the images").register(metrics);
  }

  /**
   * The rater's session: the one that was begun, or a new one.
   *
   * @param query of the address by which the rater came
   * @param cookieKey of the browser, known or new
   * @return empty for a preview
   * @throws Refusal where nobody can begin, or this person cannot, or the images are missing
   */
  public Optional<Session> join(String studyId, Map<String, String> query, String cookieKey) {
    var study = studies.get(studyId);
    var arrival = platforms.of(study).arrive(study, query, cookieKey);
    if (arrival instanceof Arrival.Worker worker) {
      return Optional.of(known(study, worker).orElseGet(() -> begin(study, worker)));
    }
    return Optional.empty();
  }

  /** @throws Refusal if it is not there any more */
  public Session get(Handle handle, UUID sessionId) {
    return store.find(handle, sessionId).orElseThrow(Sessions::unknown);
  }

  /** That a session does not exist. */
  public static Refusal unknown() {
    return new Refusal(Reason.UNKNOWN, "This session does not exist any more; please open the study's page again.");
  }

  /** The session that this rater goes on with, or whose end is shown once more. */
  private Optional<Session> known(Study study, Arrival.Worker worker) {
    return jdbi.inTransaction(handle -> {
      var rater = raters.find(handle, study.studyId(), study.settings().platform(), worker.worker());
      var held = Optional.ofNullable(worker.assignment())
          .flatMap(place -> store.ofAssignment(handle, platform(study), place));
      if (held.isPresent() && !held.get().raterId().equals(rater.orElse(null))) {
        throw new Refusal(Reason.FOREIGN, "This place belongs to somebody else.");
      }
      var session = held.or(() -> rater.flatMap(id -> store.latestOf(handle, id)));
      if (session.isEmpty()) {
        return session;
      }
      var last = session.get();
      if (timeIsOver(last)) {
        if (!study.settings().repeat()) {
          throw timeIsOver();
        }
        store.move(handle, last.sessionId(), State.ABANDONED, List.of());
        return Optional.empty();
      }
      return switch (last.state()) {
        case ACTIVE -> {
          requireSamePlace(last, worker);
          store.touch(handle, last.sessionId());
          yield session;
        }
        case ABANDONED -> Optional.of(revive(handle, study, last, worker));
        case FINISHED, WITHDRAWN, DISQUALIFIED -> {
          if (study.settings().repeat() && held.isEmpty()) {
            yield Optional.empty();
          }
          requireSamePlace(last, worker);
          yield session;
        }
      };
    });
  }

  /** Whether it was not finished within the time that its images can be judged. */
  private boolean timeIsOver(Session session) {
    return (session.state() == State.ACTIVE || session.state() == State.ABANDONED)
        && session.startedAt().plus(config.page().lifetime()).isBefore(Instant.now());
  }

  /** That the images of a session can be judged no longer. */
  public static Refusal timeIsOver() {
    return new Refusal(Reason.EXPIRED, "The time for these images is over; thank you for what you have judged.");
  }

  /** Takes up a session whose place was given away, if there is still one. */
  public Session revive(Handle handle, Study study, Session session) {
    return revive(handle, study, session, null);
  }

  private Session revive(Handle handle, Study study, Session session, Arrival.Worker worker) {
    if (worker != null) {
      requireSamePlace(session, worker);
    }
    requireOpen(study);
    lock(handle, study);
    store.abandonSilent(handle);
    if (place(handle, study).isEmpty()) {
      throw full();
    }
    store.move(handle, session.sessionId(), State.ACTIVE, List.of());
    return get(handle, session.sessionId());
  }

  private Session begin(Study study, Arrival.Worker worker) {
    requireOpen(study);
    return creation.record(() -> createFor(study, worker));
  }

  private Session createFor(Study study, Arrival.Worker worker) {
    var seen = jdbi.withHandle(handle ->
        raters.find(handle, study.studyId(), study.settings().platform(), worker.worker()));
    Map<Arm, Supply> supplies = new HashMap<>();
    study.settings().arms().forEach(arm -> supplies.put(arm, supply(study, arm, seen.orElse(null))));
    door.lock();
    try {
      return jdbi.inTransaction(handle -> place(handle, study, worker, supplies));
    } finally {
      door.unlock();
    }
  }

  private Session place(Handle handle, Study study, Arrival.Worker worker, Map<Arm, Supply> supplies) {
    // Everybody who comes to this study at the same moment waits here: places are counted and given one by one.
    lock(handle, study);
    requireNew(handle, study, worker);
    store.abandonSilent(handle);
    var arm = place(handle, study).orElseThrow(Sessions::full);
    var rater = raters.findOrCreate(handle, study.studyId(), study.settings().platform(), worker.worker());
    // The same person may have begun by another request in the meantime, or even finished.
    var begun = store.latestOf(handle, rater)
        .filter(session -> session.state() == State.ACTIVE || !study.settings().repeat());
    if (begun.isPresent()) {
      requireSamePlace(begun.get(), worker);
      return begun.get();
    }
    requirePatience(handle, rater);
    return create(handle, study, worker, arm, supplies.get(arm), rater);
  }

  /**
   * What a session of one arm would show. Only where this arm is the one that is chosen does it matter that its images
   * are missing: going to another arm instead would spread the raters unevenly.
   */
  private record Supply(Plan plan, Pool pool, Refusal refusal) {
  }

  /** May draw images, which must not happen while everybody else waits. */
  private Supply supply(Study study, Arm arm, UUID rater) {
    var plan = Plan.of(study.settings(), arm, random);
    try {
      var pool = pools.current(study, arm);
      pools.ensure(study, pool, rater, kinds(plan, false), kinds(plan, true).size());
      return new Supply(plan, pool, null);
    } catch (Refusal e) {
      return new Supply(plan, null, e);
    }
  }

  private static List<Boolean> kinds(Plan plan, boolean gold) {
    return plan.slots().filter(slot -> slot.gold() == gold).map(Plan.Slot::generated).toList();
  }

  private Session create(Handle handle, Study study, Arrival.Worker worker, Arm arm, Supply supply, UUID rater) {
    if (supply.refusal() != null) {
      throw supply.refusal();
    }
    var pool = supply.pool();
    var plan = supply.plan();
    var id = UUID.randomUUID();
    store.insert(handle, id, study.studyId(), rater, arm.name(), pool.poolId(), platform(study), worker.assignment(),
        worker.remembered());
    var plain = pools.take(handle, pool, rater, kinds(plan, false), false).iterator();
    var gold = pools.take(handle, pool, rater, kinds(plan, true), true).iterator();
    pages.insert(handle, id, plan.pages(),
        plan.slots().map(slot -> slot.gold() ? gold.next() : plain.next()).iterator());
    return get(handle, id);
  }

  private Optional<Arm> place(Handle handle, Study study) {
    return Assignment.choose(study.settings(), store.placesTaken(handle, study.studyId()),
        store.paidPlaces(handle, study.studyId()), random);
  }

  private void requireNew(Handle handle, Study study, Arrival.Worker worker) {
    for (var other : study.settings().excludedStudies()) {
      if (raters.find(handle, other, study.settings().platform(), worker.worker()).isPresent()) {
        throw new Refusal(Reason.TAKEN_PART, "You have taken part in an earlier study of this kind, so you cannot take "
            + "part in this one; thank you all the same.");
      }
    }
  }

  private void requirePatience(Handle handle, UUID rater) {
    if (store.begunWithinHour(handle, rater) >= config.limit().sessionsPerHour()) {
      throw new Refusal(Reason.TOO_MANY, "You have begun " + config.limit().sessionsPerHour()
          + " times within an hour: thank you, and please take a break.");
    }
  }

  /** A person who comes by a second place of the platform has taken part already. */
  private static void requireSamePlace(Session session, Arrival.Worker worker) {
    if (worker.assignment() != null && !worker.assignment().equals(session.assignment())) {
      throw new Refusal(Reason.TAKEN_PART,
          "You have begun or finished this study by another task already; please return this one.");
    }
  }

  private static void requireOpen(Study study) {
    switch (study.state()) {
      case OPEN -> { }
      case PAUSED -> throw new Refusal(Reason.PAUSED, "This study takes nobody in at the moment; please come back later.");
      case CLOSED -> throw new Refusal(Reason.CLOSED, "This study is over; thank you for your interest.");
      case DRAFT, PREPARING -> throw new Refusal(Reason.UNKNOWN, "There is no study of this name.");
    }
  }

  private static Refusal full() {
    return new Refusal(Reason.FULL, "All places of this study are taken; thank you for your interest.");
  }

  private static void lock(Handle handle, Study study) {
    handle.createQuery("SELECT 1 FROM study WHERE study_id = :study FOR UPDATE").bind("study", study.studyId())
        .mapTo(int.class).one();
  }

  private static String platform(Study study) {
    return study.settings().platform().name().toLowerCase(Locale.ROOT);
  }

  @Scheduled(every = "1m", delayed = "1m")
  void reclaim() {
    var silent = jdbi.inTransaction(store::abandonSilent);
    if (silent > 0) {
      LOG.infof("Gave away the places of %d sessions of which nothing was heard.", silent);
    }
  }

  @Scheduled(every = "1h", delayed = "1m")
  void purge() {
    var sessions = jdbi.inTransaction(store::purge);
    if (sessions > 0) {
      LOG.infof("Removed %d sessions that were begun and of which nothing was answered.", sessions);
    }
  }
}
