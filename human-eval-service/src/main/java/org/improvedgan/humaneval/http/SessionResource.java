package org.improvedgan.humaneval.http;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.improvedgan.humaneval.page.Answers;
import org.improvedgan.humaneval.page.Page;
import org.improvedgan.humaneval.page.PageStore;
import org.improvedgan.humaneval.page.PageTokens;
import org.improvedgan.humaneval.rating.Ratings;
import org.improvedgan.humaneval.rating.Ratings.Submitted;
import org.improvedgan.humaneval.session.PageView;
import org.improvedgan.humaneval.session.PageViews;
import org.improvedgan.humaneval.session.Session;
import org.improvedgan.humaneval.session.SessionTokens;
import org.improvedgan.humaneval.session.SessionViews;
import org.improvedgan.humaneval.session.SessionViews.SessionView;
import org.improvedgan.humaneval.session.Sessions;
import org.improvedgan.humaneval.study.Studies;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * A session and its pages. Who asks is said by the session's token in the header {@code Authorization: Bearer}: no cookie
 * is needed, so it works within a platform's frame, and no other site can send it.
 */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
public class SessionResource {
  private static final String BEARER = "Bearer ";

  private final Jdbi jdbi;
  private final Studies studies;
  private final Sessions sessions;
  private final SessionTokens sessionTokens;
  private final SessionViews views;
  private final PageTokens pageTokens;
  private final PageStore pages;
  private final PageViews pageViews;
  private final Ratings ratings;
  private final RequestIds ids;

  SessionResource(Jdbi jdbi, Studies studies, Sessions sessions, SessionTokens sessionTokens, SessionViews views,
      PageTokens pageTokens, PageStore pages, PageViews pageViews, Ratings ratings, RequestIds ids) {
    this.jdbi = jdbi;
    this.studies = studies;
    this.sessions = sessions;
    this.sessionTokens = sessionTokens;
    this.views = views;
    this.pageTokens = pageTokens;
    this.pages = pages;
    this.pageViews = pageViews;
    this.ratings = ratings;
    this.ids = ids;
  }

  private interface PageAction<T> {
    T run(Handle handle, Session session, Page page);
  }

  /** How far the session is, and the page to be answered now. */
  @GET
  @Path("/session")
  public SessionView session(@HeaderParam(HttpHeaders.AUTHORIZATION) String authorization) {
    return view(sessionId(authorization));
  }

  /** Deletes all answers of the session. */
  @POST
  @Path("/session/withdraw")
  @Consumes(MediaType.APPLICATION_JSON)
  public SessionView withdraw(@HeaderParam(HttpHeaders.AUTHORIZATION) String authorization, Nothing body) {
    var session = sessionId(authorization);
    ratings.withdraw(session);
    return view(session);
  }

  /** A page, with its result if the answers are locked and the truth is to be told. */
  @GET
  @Path("/pages/{token}")
  public PageView page(@PathParam("token") String token, @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization) {
    return onPage(token, authorization, (handle, session, page) ->
        pageViews.of(handle, session, studies.get(session.studyId()), page));
  }

  /** Says that the images of a page of limited exposure are about to be seen: they are not given out again. */
  @POST
  @Path("/pages/{token}/exposed")
  @Consumes(MediaType.APPLICATION_JSON)
  public void exposed(@PathParam("token") String token,
      @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization, Nothing body) {
    onPage(token, authorization, (handle, session, page) -> {
      if (studies.get(session.studyId()).settings().arm(session.arm()).exposureMillis() > 0) {
        pages.expose(handle, page.pageId());
      }
      return page;
    });
  }

  /** Locks the answers of a page; again and again with the same result. */
  @POST
  @Path("/pages/{token}/answers")
  @Consumes(MediaType.APPLICATION_JSON)
  public Submitted submit(@PathParam("token") String token,
      @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization, Answers answers) {
    return ratings.submit(token, sessionId(authorization), answers);
  }

  private <T> T onPage(String token, String authorization, PageAction<T> action) {
    var sessionId = sessionId(authorization);
    var pageId = pageTokens.verify(token);
    return jdbi.inTransaction(handle -> {
      var session = sessions.get(handle, sessionId);
      ids.study(session.studyId());
      return action.run(handle, session, ratings.page(handle, pageId, session));
    });
  }

  private SessionView view(UUID session) {
    return jdbi.inTransaction(handle -> views.of(handle, session));
  }

  private UUID sessionId(String authorization) {
    var session = sessionTokens.verify(authorization == null || !authorization.startsWith(BEARER) ? null
        : authorization.substring(BEARER.length()));
    ids.session(session);
    return session;
  }
}
