package org.improvedgan.humaneval.study;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.List;

/**
 * What a researcher chooses; fixed from the moment the study opens. As JSON, whatever is left out has the value of its
 * {@code DEFAULT}, and unknown names are refused.
 *
 * @param title what raters read, at most 120 characters
 * @param contact who runs the study and how to reach them; may be empty
 * @param platform where raters come from
 * @param mode how images are shown
 * @param imagesPerRater images that count, for each session; gold items come on top
 * @param imagesPerPage of a grid; 1 in {@link Mode#SINGLE}
 * @param columns images in a row of a grid
 * @param practice images before the others, with the truth after each page; they count for nothing
 * @param qualification null without
 * @param gold null without
 * @param attentionChecks pages that say which answer to give
 * @param leastMedianMillis a session whose median time per image is shorter is excluded; 0: none is
 * @param ratersWanted finished sessions, all arms together; 0: no limit
 * @param sessionMinutes a session without any sign of life for so long is abandoned, and its place given away
 * @param repeat whether one person may do several sessions
 * @param excludedStudies whoever took part in one of these cannot take part here
 * @param poolSize images of each kind for each pool, at the beginning
 * @param publicResults whether everybody may see the results while the study runs
 * @param payment null if nothing is paid
 * @param completion codes and addresses that a platform expects at the end; null without
 * @param participantParameter of the page's address on a panel: what holds the participant's id
 * @param mturk how the study is offered on Mechanical Turk
 * @param arms at least one; a rater is in one of them
 */
public record StudySettings(String title, String contact, Platform platform, Mode mode, int imagesPerRater,
    int imagesPerPage, int columns, int practice, Qualification qualification, Gold gold, int attentionChecks,
    int leastMedianMillis, int ratersWanted, int sessionMinutes, boolean repeat, List<String> excludedStudies,
    int poolSize, boolean publicResults, Payment payment, Completion completion, String participantParameter,
    MTurk mturk, List<Arm> arms) {

  /** What a field that is left out means. */
  public static final StudySettings DEFAULT = new StudySettings("Real or generated?", "", Platform.LINK, Mode.GRID, 100,
      25, 5, 0, null, null, 0, 0, 30, 60, false, List.of(), 250, false, null, null, "PROLIFIC_PID", MTurk.DEFAULT,
      List.of(Arm.DEFAULT));

  /** How images are shown. */
  public enum Mode {
    /** Many at once, as in the paper's Figure 2: those that look generated are ticked. */
    @JsonProperty("grid")
    GRID,
    /** One at a time, with two buttons. */
    @JsonProperty("single")
    SINGLE
  }

  /** Where raters come from. */
  public enum Platform {
    /** Anybody with the address; a random key in a cookie tells browsers apart. */
    @JsonProperty("link")
    LINK,
    /** Amazon Mechanical Turk, as an external question in a frame. */
    @JsonProperty("mturk")
    MTURK,
    /** Prolific, and every panel that appends its participant's id to the address and expects a code. */
    @JsonProperty("prolific")
    PROLIFIC
  }

  /**
   * A block of images after practice that sorts out raters who cannot or do not want to tell (as HYPE, Zhou et al. 2019).
   *
   * @param images of the block, half of each kind
   * @param required share of right answers, needed among real and among generated images alike; HYPE: 0.65
   */
  public record Qualification(int images, double required) {
  }

  /**
   * Easy items hidden among the others.
   *
   * @param images for each session
   * @param checkpoint whose images serve as obvious fakes, such as a run's first; null: real images with their pixels
   *     shuffled
   * @param mostWrong a session with more wrong answers about them is excluded
   */
  public record Gold(int images, String checkpoint, int mostWrong) {
  }

  /**
   * What a finished session earns.
   *
   * @param currency three letters; MTurk pays in USD only
   * @param base for every finished session
   * @param perCorrect on top, for every right answer that counts
   * @param budget no session starts that might cost more than what is left of it, fees included; 0: no limit
   */
  public record Payment(String currency, BigDecimal base, BigDecimal perCorrect, BigDecimal budget) {

    private static final int MOST_DIGITS = 30;

    /** Amounts get at least two decimals: 1 and 1.00 are the same. One like 1e300000000 stays, to be refused. */
    public Payment {
      base = cents(base);
      perCorrect = cents(perCorrect);
      budget = cents(budget);
    }

    private static BigDecimal cents(BigDecimal amount) {
      return amount == null || Math.abs((long) amount.scale()) > MOST_DIGITS ? amount
          : amount.setScale(Math.max(2, amount.stripTrailingZeros().scale()));
    }
  }

  /**
   * How a panel learns that somebody is done.
   *
   * @param code given to those who finished; null: each session gets a code of its own
   * @param screenedOutCode given to those who failed the qualification; null: the same as {@code code}
   * @param url where to go then, {@code {code}} stands for the code; null: the code is shown to be copied
   */
  public record Completion(String code, String screenedOutCode, String url) {
  }

  /**
   * How a study is offered on Mechanical Turk.
   *
   * @param description what workers read before they accept, at most 2000 characters; empty: what the settings say
   * @param keywords separated by commas
   * @param assignmentsPerHit places of one HIT; with 10 or more, Mechanical Turk's fee is 40 % of the reward, not 20 %
   * @param autoApprovalHours after which work that nobody reviewed is paid
   * @param countries of workers, two letters each; none: all
   * @param approvalPercent least share of a worker's earlier work that was approved; 0: any
   * @param approvedHits least number of a worker's approved assignments; 0: any
   * @param masters only workers whom Mechanical Turk calls masters, for a fee of 5 % more
   */
  public record MTurk(String description, String keywords, int assignmentsPerHit, int autoApprovalHours,
      List<String> countries, int approvalPercent, int approvedHits, boolean masters) {
    public static final MTurk DEFAULT = new MTurk("", "images, judgement, visual, research", 9, 72, List.of(), 0, 0,
        false);
  }

  /** Images judged in all: practice, qualification, those that count, and gold. */
  @JsonIgnore
  public int allImages() {
    return practice + (qualification == null ? 0 : qualification.images()) + imagesPerRater
        + (gold == null ? 0 : gold.images());
  }

  /** Images of a full page: one where they are shown one at a time. */
  @JsonIgnore
  public int imagesOfAPage() {
    return mode == Mode.SINGLE ? 1 : imagesPerPage;
  }

  /** The arm of this name; it was chosen from these settings. */
  public Arm arm(String name) {
    return arms.stream().filter(arm -> arm.name().equals(name)).findFirst().orElseThrow();
  }
}
