package org.improvedgan.humaneval.crowd;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.humaneval.admin.Role;
import org.improvedgan.humaneval.admin.StrictJson;
import org.improvedgan.humaneval.crowd.Recruiter.Order;
import org.improvedgan.humaneval.crowd.Recruiter.Payment;
import org.improvedgan.humaneval.crowd.Recruiter.Posting;
import org.improvedgan.humaneval.crowd.Recruiter.Postings;
import org.improvedgan.humaneval.crowd.Recruiter.Settlement;
import org.improvedgan.humaneval.http.Nothing;
import org.improvedgan.humaneval.study.Costs;
import org.improvedgan.humaneval.study.Costs.Estimate;
import org.improvedgan.humaneval.study.Studies;
import org.improvedgan.humaneval.study.Study;

/** Recruiting and paying, for administrators; every change is in the study's audit log with what it led to. */
@Path("/admin/api/studies/{study}")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.ADMIN_NAME)
public class CrowdResource {
  private static final int MOST_PLACES = 5000;
  private static final int MOST_HOURS = 365 * 24;
  private static final int USUAL_HOURS = 72;

  private final Studies studies;
  private final Platforms platforms;
  private final WorkStore works;
  private final CompletionCodes codes;
  private final BonusList bonuses;

  CrowdResource(Studies studies, Platforms platforms, WorkStore works, CompletionCodes codes, BonusList bonuses) {
    this.studies = studies;
    this.platforms = platforms;
    this.works = works;
    this.codes = codes;
    this.bonuses = bonuses;
  }

  /**
   * More places, or more time.
   *
   * @param places null: none
   * @param hours from now on; null: three days for new places, and no change for those that are there
   */
  public record Offer(Integer places, Integer hours) {
  }

  /** {@link Order} with whatever is left out: approve and pay bonuses, reject nobody, and do so. */
  public record SettlementRequest(Boolean approve, List<String> reject, Boolean bonus, Boolean dryRun) {
  }

  /** A code that somebody shows. */
  public record Code(String code) {
  }

  /**
   * The session whose code was shown.
   *
   * @param exclusions rules that it broke
   * @param bonus what its right answers earn
   */
  public record CodeHolder(UUID session, String state, List<String> exclusions, BigDecimal bonus) {
  }

  /** What is offered on the platform. */
  @GET
  @Path("/hits")
  public Postings list(@PathParam("study") String study) {
    return with(study, found -> recruiter(found).postings(found));
  }

  /** Offers places; 0 only finishes what was interrupted. */
  @POST
  @Path("/hits")
  @Consumes(MediaType.APPLICATION_JSON)
  public Postings publish(@PathParam("study") String study, String body) {
    var offer = StrictJson.read(body, Offer.class);
    require(offer.places() != null, "Say how many \"places\" to offer, such as {\"places\": 30}.");
    var places = within("places", offer.places(), 0, 0, MOST_PLACES);
    var hours = within("hours", offer.hours(), USUAL_HOURS, 1, MOST_HOURS);
    return with(study, found -> recruiter(found).publish(found, places, hours));
  }

  /** Ends everything that is offered. */
  @POST
  @Path("/hits/expire")
  @Consumes(MediaType.APPLICATION_JSON)
  public Postings expireAll(@PathParam("study") String study, Nothing body) {
    return with(study, found -> recruiter(found).expireAll(found));
  }

  /** Adds places to one HIT, or time. */
  @POST
  @Path("/hits/{hit}/extend")
  @Consumes(MediaType.APPLICATION_JSON)
  public Posting extend(@PathParam("study") String study, @PathParam("hit") String hit, String body) {
    var offer = StrictJson.read(body, Offer.class);
    require(offer.places() != null || offer.hours() != null,
        "Say how many \"places\" to add, or how many \"hours\" from now the others stay, or both.");
    var places = within("places", offer.places(), 0, 0, MOST_PLACES);
    var hours = within("hours", offer.hours(), 0, 0, MOST_HOURS);
    return with(study, found -> recruiter(found).extend(found, hit, places, hours));
  }

  /** Ends one HIT. */
  @POST
  @Path("/hits/{hit}/expire")
  @Consumes(MediaType.APPLICATION_JSON)
  public Posting expire(@PathParam("study") String study, @PathParam("hit") String hit, Nothing body) {
    return with(study, found -> recruiter(found).expire(found, hit));
  }

  /** Verifies, approves, rejects and pays bonuses; again, it goes on where it stopped. */
  @POST
  @Path("/settlement")
  @Consumes(MediaType.APPLICATION_JSON)
  public Settlement settle(@PathParam("study") String study, String body) {
    var request = StrictJson.read(body, SettlementRequest.class);
    var order = new Order(!Boolean.FALSE.equals(request.approve()), request.reject() == null ? List.of()
        : request.reject(), !Boolean.FALSE.equals(request.bonus()), Boolean.TRUE.equals(request.dryRun()));
    return with(study, found -> recruiter(found).settle(found, order));
  }

  /** What became of each submission. */
  @GET
  @Path("/payments")
  public List<Payment> payments(@PathParam("study") String study) {
    return with(study, found -> recruiter(found).payments(found));
  }

  /** What so many sessions may cost; as many as the study wants where none is said. */
  @GET
  @Path("/cost")
  public Estimate cost(@PathParam("study") String study, @QueryParam("sessions") @DefaultValue("0") int sessions) {
    var settings = studies.get(study).settings();
    var wanted = sessions == 0 ? settings.ratersWanted() : sessions;
    return Costs.estimate(settings, within("sessions", wanted, 0, 0, 1_000_000));
  }

  /** Whose code this is. */
  @POST
  @Path("/codes")
  @Consumes(MediaType.APPLICATION_JSON)
  public CodeHolder check(@PathParam("study") String study, String body) {
    var code = StrictJson.read(body, Code.class);
    require(code.code() != null && code.code().length() <= 100, "Send a \"code\".");
    var settings = studies.get(study).settings();
    return works.ended(study).stream().filter(work -> codes.matches(code.code(), work.sessionId())).findFirst()
        .map(work -> new CodeHolder(work.sessionId(), work.state(), work.exclusions(),
            work.finished() ? Costs.bonus(settings, work.right()) : BigDecimal.ZERO))
        .orElseThrow(() -> new Refusal(Reason.UNKNOWN, "No session of this study that ended has this code."));
  }

  /** Lines {@code id,amount} for the participants' ids that are sent, one a line. */
  @POST
  @Path("/bonuses")
  @Consumes(MediaType.TEXT_PLAIN)
  @Produces("text/csv;charset=UTF-8")
  public String bonuses(@PathParam("study") String study, String participants) {
    return bonuses.of(studies.get(study), participants);
  }

  private Recruiter recruiter(Study study) {
    return platforms.of(study).recruiter();
  }

  private <T> T with(String study, Function<Study, T> work) {
    return work.apply(studies.get(study));
  }

  private static int within(String name, Integer value, int otherwise, int least, int most) {
    var number = value == null ? otherwise : value;
    require(number >= least && number <= most,
        "\"" + name + "\" is " + number + ": send " + least + " to " + most + ".");
    return number;
  }

  private static void require(boolean condition, String sentence) {
    if (!condition) {
      throw new Refusal(Reason.MALFORMED, sentence);
    }
  }
}
