package org.improvedgan.humaneval.session;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.improvedgan.humaneval.crowd.Completion;
import org.improvedgan.humaneval.crowd.Platforms;
import org.improvedgan.humaneval.page.Page;
import org.improvedgan.humaneval.page.PageStore;
import org.improvedgan.humaneval.session.Session.State;
import org.improvedgan.humaneval.study.Study;
import org.improvedgan.humaneval.study.StudySettings.Mode;
import org.improvedgan.humaneval.study.StudyStore;
import org.jdbi.v3.core.Handle;

/** Sessions as their raters see them. */
@ApplicationScoped
public class SessionViews {
  /** Pages whose images the browser may load beforehand. */
  private static final int AHEAD = 3;

  private final StudyStore studies;
  private final SessionStore sessions;
  private final SessionTokens tokens;
  private final PageStore pages;
  private final PageViews pageViews;
  private final Platforms platforms;

  SessionViews(StudyStore studies, SessionStore sessions, SessionTokens tokens, PageStore pages, PageViews pageViews,
      Platforms platforms) {
    this.studies = studies;
    this.sessions = sessions;
    this.tokens = tokens;
    this.pages = pages;
    this.pageViews = pageViews;
    this.platforms = platforms;
  }

  /**
   * A session as its rater sees it.
   *
   * @param token names it in every further request
   * @param done images and attention checks that are answered
   * @param of all of them
   * @param page to be answered now; null when it is over
   * @param upcoming addresses of images that come next, to be loaded beforehand
   * @param completion how the work is handed back; null while it goes on
   */
  public record SessionView(String token, String state, String study, String title, String mode, int done, int of,
      PageView page, List<String> upcoming, Completion completion) {
  }

  /** As it is now within the transaction of {@code handle}. */
  public SessionView of(Handle handle, UUID sessionId) {
    var session = sessions.find(handle, sessionId).orElseThrow(Sessions::unknown);
    var study = studies.find(handle, session.studyId()).orElseThrow();
    var page = session.state() == State.ACTIVE ? pages.open(handle, sessionId, 1).stream().findFirst()
        : Optional.<Page>empty();
    return of(handle, session, study, page);
  }

  /** @param page to be answered now; empty when the session is over */
  public SessionView of(Handle handle, Session session, Study study, Optional<Page> page) {
    var settings = study.settings();
    var progress = pages.progress(handle, session.sessionId(), settings.mode());
    var ahead = settings.mode() == Mode.SINGLE ? AHEAD : 1;
    var images = page.map(current -> pages.imageTokens(handle, current, ahead));
    return new SessionView(tokens.issue(session.sessionId()), session.state().name().toLowerCase(Locale.ROOT),
        study.studyId(), settings.title(), settings.mode().name().toLowerCase(Locale.ROOT), progress.done(),
        progress.of(),
        page.map(current -> pageViews.of(handle, session, study, current, images.get().own())).orElse(null),
        images.map(all -> PageViews.addresses(all.upcoming())).orElse(List.of()),
        session.state() == State.ACTIVE ? null : platforms.of(study).complete(study, session));
  }
}
