package org.improvedgan.humaneval.study;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.improvedgan.events.LogIds;
import org.improvedgan.humaneval.HumanEvalConfig;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.humaneval.pool.Pools;
import org.improvedgan.humaneval.study.Study.State;
import org.jboss.logging.Logger;

/**
 * The life of studies: a draft is changed until it opens; opening draws its images in the background; open and paused
 * alternate; closed is for good. The configured study needs nothing of that: it is open from the start, and its images are
 * drawn when somebody comes.
 */
@ApplicationScoped
public class Studies {
  private static final Logger LOG = Logger.getLogger(Studies.class);

  private final HumanEvalConfig config;
  private final StudyStore store;
  private final Pools pools;
  private final ExecutorService preparation = Executors.newSingleThreadExecutor(task -> {
    var thread = new Thread(LogIds.without(task), "study-preparation");
    thread.setDaemon(true);
    return thread;
  });
  private final Set<String> queued = ConcurrentHashMap.newKeySet();

  Studies(HumanEvalConfig config, StudyStore store, Pools pools) {
    this.config = config;
    this.store = store;
    this.pools = pools;
  }

  /** Opens the configured study, and goes on with preparations that the last process did not finish. */
  void start(@Observes StartupEvent event) {
    var settings = OpenStudy.settings(config);
    StudyCheck.check(settings);
    store.keepOpen(config.study(), settings);
    store.in(State.PREPARING).forEach(study -> prepareLater(study.studyId()));
  }

  @PreDestroy
  void stop() {
    preparation.shutdownNow();
  }

  /** @throws Refusal if there is no such study */
  public Study get(String studyId) {
    return store.find(studyId).orElseThrow(() -> new Refusal(Reason.UNKNOWN, "There is no study of this name."));
  }

  /**
   * A new draft.
   *
   * @throws Refusal if the id or a setting is not allowed, or the id is taken
   */
  public Study create(String studyId, StudySettings settings) {
    StudyCheck.checkId(studyId);
    StudyCheck.check(settings);
    if (!store.insert(studyId, settings)) {
      throw new Refusal(Reason.CONFLICT, "There is a study \"" + studyId + "\" already: choose another id.");
    }
    return get(studyId);
  }

  /** @throws Refusal unless the study is a draft and the settings are allowed */
  public Study change(String studyId, StudySettings settings) {
    get(studyId);
    StudyCheck.check(settings);
    if (!store.change(studyId, settings)) {
      throw new Refusal(Reason.CONFLICT, "The settings of \"" + studyId
          + "\" are fixed since it was opened: create another study.");
    }
    return get(studyId);
  }

  /** Begins to prepare a draft, which opens by itself; or lets a paused study go on. */
  public Study open(String studyId) {
    if (store.move(studyId, State.DRAFT, State.PREPARING, null)) {
      prepareLater(studyId);
    } else if (!store.move(studyId, State.PAUSED, State.OPEN, null)) {
      throw misplaced(studyId, "opened");
    }
    return get(studyId);
  }

  /** Lets nobody begin any more; who has begun may finish. */
  public Study pause(String studyId) {
    if (isConfigured(studyId) || !store.move(studyId, State.OPEN, State.PAUSED, null)) {
      throw misplaced(studyId, "paused");
    }
    return get(studyId);
  }

  /** Takes no answer any more. */
  public Study close(String studyId) {
    if (isConfigured(studyId) || !store.move(studyId, State.OPEN, State.CLOSED, null)
        && !store.move(studyId, State.PAUSED, State.CLOSED, null)) {
      throw misplaced(studyId, "closed");
    }
    return get(studyId);
  }

  private void prepareLater(String studyId) {
    if (queued.add(studyId)) {
      preparation.execute(() -> prepare(studyId));
    }
  }

  @SuppressWarnings("try") // The log's ids are there to be closed.
  private void prepare(String studyId) {
    try (var ids = LogIds.ofStudy(studyId)) {
      drawImages(studyId);
    }
  }

  private void drawImages(String studyId) {
    var problem = "The images could not be prepared; the log of the service says why.";
    try {
      pools.prepare(get(studyId));
      problem = null;
    } catch (Refusal e) {
      problem = e.getMessage();
    } catch (RuntimeException e) {
      LOG.errorf(e, "The study %s could not be prepared.", studyId);
    } finally {
      queued.remove(studyId);
    }
    if (!preparation.isShutdown()) {
      store.move(studyId, State.PREPARING, problem == null ? State.OPEN : State.DRAFT, problem);
    }
  }

  private boolean isConfigured(String studyId) {
    return studyId.equals(config.study());
  }

  private Refusal misplaced(String studyId, String what) {
    return new Refusal(Reason.CONFLICT, isConfigured(studyId)
        ? "The study \"" + studyId + "\" is the configured one (human-eval.study), which is always open."
        : "The study \"" + studyId + "\" is " + get(studyId).state().name().toLowerCase(Locale.ROOT) + " and cannot be "
            + what + ".");
  }
}
