package org.improvedgan.humaneval.http;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.NewCookie.SameSite;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Map;
import org.improvedgan.humaneval.HumanEvalConfig;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.humaneval.rater.Raters;
import org.improvedgan.humaneval.session.Session;
import org.improvedgan.humaneval.session.SessionViews;
import org.improvedgan.humaneval.session.Sessions;
import org.improvedgan.humaneval.study.Studies;
import org.improvedgan.humaneval.study.Study;
import org.improvedgan.humaneval.study.StudySettings.Platform;
import org.jdbi.v3.core.Jdbi;

/** Studies as raters see them, and the way in. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
public class StudyResource {
  private static final String COOKIE = "rater";
  private static final Duration COOKIE_AGE = Duration.ofDays(365);
  private static final int MOST_PARAMETERS = 50;
  private static final int LONGEST_PARAMETER = 1000;

  private final HumanEvalConfig config;
  private final Jdbi jdbi;
  private final Studies studies;
  private final Sessions sessions;
  private final SessionViews views;
  private final Raters raters;

  StudyResource(HumanEvalConfig config, Jdbi jdbi, Studies studies, Sessions sessions, SessionViews views,
      Raters raters) {
    this.config = config;
    this.jdbi = jdbi;
    this.studies = studies;
    this.sessions = sessions;
    this.views = views;
    this.raters = raters;
  }

  /**
   * How somebody came.
   *
   * @param query of the page's address
   */
  public record Entry(Map<String, String> query) {
  }

  /** Somebody only looks: nothing was stored. */
  public record PreviewView(boolean preview) {
  }

  /** The study that needs no address of its own. */
  @GET
  @Path("/study")
  public StudyView open() {
    return study(config.study());
  }

  /** What a rater may know before agreeing to take part. */
  @GET
  @Path("/studies/{study}")
  public StudyView study(@PathParam("study") String studyId) {
    var study = studies.get(studyId);
    if (study.state() == Study.State.DRAFT || study.state() == Study.State.PREPARING) {
      throw new Refusal(Reason.UNKNOWN, "There is no study of this name.");
    }
    return StudyView.of(study);
  }

  /** Begins, or finds again what was begun; a browser without a cookie gets one where nothing else tells raters apart. */
  @POST
  @Path("/studies/{study}/sessions")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response begin(@PathParam("study") String studyId, @CookieParam(COOKIE) String cookie, Entry entry) {
    var query = entry == null || entry.query() == null ? Map.<String, String>of() : entry.query();
    requireSmall(query);
    var known = Raters.isKey(cookie);
    var key = known ? cookie : raters.newKey();
    var session = sessions.join(studyId, query, key);
    if (session.isEmpty()) {
      return Response.ok(new PreviewView(true)).build();
    }
    var response = Response.ok(view(session.get()));
    var byCookie = studies.get(studyId).settings().platform() == Platform.LINK;
    return known || !byCookie ? response.build() : response.cookie(cookie(key)).build();
  }

  private SessionViews.SessionView view(Session session) {
    return jdbi.inTransaction(handle -> views.of(handle, session.sessionId()));
  }

  private static void requireSmall(Map<String, String> query) {
    if (query.size() > MOST_PARAMETERS || query.entrySet().stream().anyMatch(parameter -> parameter.getValue() == null
        || parameter.getKey().length() + parameter.getValue().length() > LONGEST_PARAMETER)) {
      throw new Refusal(Reason.MALFORMED, "Send at most " + MOST_PARAMETERS + " parameters of at most "
          + LONGEST_PARAMETER + " characters, each a text.");
    }
  }

  private NewCookie cookie(String key) {
    return new NewCookie.Builder(COOKIE).value(key).path("/").maxAge((int) COOKIE_AGE.toSeconds())
        .httpOnly(true).sameSite(SameSite.LAX).secure(config.secureCookie()).build();
  }
}
