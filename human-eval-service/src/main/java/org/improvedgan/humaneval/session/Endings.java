package org.improvedgan.humaneval.session;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import org.improvedgan.humaneval.page.Page.Kind;
import org.improvedgan.humaneval.page.PageStore;
import org.improvedgan.humaneval.session.Session.State;
import org.improvedgan.humaneval.study.Study;
import org.jdbi.v3.core.Handle;

/** Ends sessions: after the last page, or after a qualification that was failed. */
@ApplicationScoped
public class Endings {
  private final SessionStore sessions;
  private final PageStore pages;

  Endings(SessionStore sessions, PageStore pages) {
    this.sessions = sessions;
    this.pages = pages;
  }

  /** Called in the transaction that locked a page of kind {@code kind}. */
  public void afterPage(Handle handle, Study study, Session session, Kind kind) {
    UUID id = session.sessionId();
    var next = pages.current(handle, id);
    if (kind == Kind.QUALIFICATION && next.map(page -> page.kind() != Kind.QUALIFICATION).orElse(true)
        && !Exclusions.qualified(handle, id, study.settings().qualification().required())) {
      sessions.move(handle, id, State.DISQUALIFIED, List.of());
    } else if (next.isEmpty()) {
      sessions.move(handle, id, State.FINISHED, Exclusions.of(handle, id, study.settings()));
    } else {
      sessions.touch(handle, id);
    }
  }
}
