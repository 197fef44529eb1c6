package org.improvedgan.humaneval.crowd.mturk;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import org.improvedgan.humaneval.study.StudyStore;
import org.jboss.logging.Logger;

/** Ends the HITs of studies that were closed: workers would accept them in vain. */
@ApplicationScoped
class HitCleaner {
  private static final Logger LOG = Logger.getLogger(HitCleaner.class);

  private final MTurkApi api;
  private final HitStore store;
  private final Hits hits;
  private final StudyStore studies;

  HitCleaner(MTurkApi api, HitStore store, Hits hits, StudyStore studies) {
    this.api = api;
    this.store = store;
    this.hits = hits;
    this.studies = studies;
  }

  @Scheduled(every = "1m", delayed = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void expireClosed() {
    try {
      for (var closed : store.offeredThoughClosed(api.environment())) {
        hits.expireAll(studies.find(closed).orElseThrow());
        LOG.infof("Ended the HITs of the study %s, which is closed.", closed);
      }
    } catch (RuntimeException e) {
      LOG.warnf("The HITs of closed studies could not be ended, and are tried again: %s", e.getMessage());
    }
  }
}
