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
    var session = sessions.find(handle, sessionId).orElseThrow();
    var study = studies.find(handle, session.studyId()).orElseThrow();
    var settings = study.settings();
    var progress = pages.progress(handle, sessionId);
    var active = session.state() == State.ACTIVE;
    var page = active ? pages.current(handle, sessionId) : Optional.<Page>empty();
    var ahead = settings.mode() == Mode.SINGLE ? AHEAD : 1;
    return new SessionView(tokens.issue(sessionId), session.state().name().toLowerCase(Locale.ROOT), study.studyId(),
        settings.title(), settings.mode().name().toLowerCase(Locale.ROOT), progress.done(), progress.of(),
        page.map(current -> pageViews.of(handle, session, study, current)).orElse(null),
        page.map(current -> PageViews.addresses(pages.upcoming(handle, current, ahead))).orElse(List.of()),
        active ? null : platforms.of(study).complete(study, session));
  }
}
