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
import java.util.List;
import java.util.UUID;
import org.improvedgan.humaneval.HumanEvalConfig;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.humaneval.page.Page;
import org.improvedgan.humaneval.page.Pages;
import org.improvedgan.humaneval.rater.Raters;
import org.improvedgan.humaneval.rating.PageResult;
import org.improvedgan.humaneval.rating.Ratings;

/** What the rating page asks for. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
public class RatingResource {
  private static final String COOKIE = "rater";
  private static final Duration COOKIE_AGE = Duration.ofDays(365);

  private final HumanEvalConfig config;
  private final Raters raters;
  private final Pages pages;
  private final Ratings ratings;

  RatingResource(HumanEvalConfig config, Raters raters, Pages pages, Ratings ratings) {
    this.config = config;
    this.raters = raters;
    this.pages = pages;
    this.ratings = ratings;
  }

  /**
   * The body of a submission.
   *
   * @param generated for each image whether the rater takes it for generated
   */
  public record Answers(List<Boolean> generated) {
  }

  /**
   * A page as its rater sees it.
   *
   * @param images their addresses
   * @param width of each image in its own pixels
   * @param result null until the answers are locked
   */
  public record PageView(String token, List<String> images, int columns, int width, int height, String expiresAt,
      PageResult result) {
  }

  /** Gives the rater's open page, or makes a new one; enters a rater without a cookie. */
  @POST
  @Path("/pages")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response begin(@CookieParam(COOKIE) String cookie) {
    var known = Raters.isKey(cookie);
    var key = known ? cookie : raters.newKey();
    var page = pages.openOrCreate(key);
    var response = Response.ok(view(page));
    return known ? response.build() : response.cookie(cookie(key)).build();
  }

  /** A page, with its result if the answers are locked. */
  @GET
  @Path("/pages/{token}")
  public PageView page(@PathParam("token") String token, @CookieParam(COOKIE) String cookie) {
    return view(pages.find(token, rater(cookie)));
  }

  /** Locks the answers of a page and tells the truth; again and again the same. */
  @POST
  @Path("/pages/{token}/answers")
  @Consumes(MediaType.APPLICATION_JSON)
  public PageResult submit(@PathParam("token") String token, @CookieParam(COOKIE) String cookie, Answers answers) {
    return ratings.submit(token, rater(cookie), answers == null ? null : answers.generated());
  }

  private UUID rater(String cookie) {
    return raters.find(cookie).orElseThrow(() -> new Refusal(Reason.FOREIGN,
        "This page belongs to another browser, or this one has lost its cookie; please start a new page."));
  }

  private PageView view(Page page) {
    return new PageView(pages.token(page), pages.imageTokens(page).stream().map(token -> "/images/" + token).toList(),
        page.columns(), page.width(), page.height(), page.expiresAt().toString(),
        page.open() ? null : ratings.result(page));
  }

  private NewCookie cookie(String key) {
    return new NewCookie.Builder(COOKIE).value(key).path("/").maxAge((int) COOKIE_AGE.toSeconds())
        .httpOnly(true).sameSite(SameSite.LAX).secure(config.secureCookie()).build();
  }
}
