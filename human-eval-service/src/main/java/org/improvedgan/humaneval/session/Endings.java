package org.improvedgan.humaneval.session;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.improvedgan.humaneval.page.Page;
import org.improvedgan.humaneval.page.Page.Kind;
import org.improvedgan.humaneval.session.Session.State;
import org.improvedgan.humaneval.study.Study;
import org.jdbi.v3.core.Handle;

/** Ends sessions: after the last page, or after a qualification that was failed. */
@ApplicationScoped
public class Endings {
  private final SessionStore sessions;

  Endings(SessionStore sessions) {
    this.sessions = sessions;
  }

  /**
   * Called in the transaction that locked a page of kind {@code kind}.
   *
   * @param next the page after it
   * @return whether the session goes on
   */
  public boolean afterPage(Handle handle, Study study, Session session, Kind kind, Optional<Page> next) {
    UUID id = session.sessionId();
    if (kind == Kind.QUALIFICATION && next.map(page -> page.kind() != Kind.QUALIFICATION).orElse(true)
        && !Exclusions.qualified(handle, id, study.settings().qualification().required())) {
      sessions.move(handle, id, State.DISQUALIFIED, List.of());
      return false;
    }
    if (next.isEmpty()) {
      sessions.move(handle, id, State.FINISHED, Exclusions.of(handle, id, study.settings()));
      return false;
    }
    return true;
  }
}
