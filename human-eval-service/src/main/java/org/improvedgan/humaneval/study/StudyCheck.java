package org.improvedgan.humaneval.study;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.regex.Pattern;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.humaneval.study.StudySettings.Mode;
import org.improvedgan.humaneval.study.StudySettings.Platform;

/** Refuses settings that cannot be meant, with one sentence that says what to change. */
public final class StudyCheck {
  /** Of a study's id. */
  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
  private static final Pattern ARM = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
  private static final Pattern CHECKPOINT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");
  private static final int MOST_IMAGES = 2000;

  private StudyCheck() {
  }

  /** @throws Refusal unless it can be part of an address */
  public static void checkId(String studyId) {
    require(studyId != null && ID.matcher(studyId).matches(),
        "A study's id has 1 to 64 small letters, digits and hyphens, such as \"cifar10-epoch-800\".");
  }

  /** @throws Refusal that says which setting to change */
  public static void check(StudySettings s) {
    text("title", s.title(), 1, 120);
    text("contact", s.contact(), 0, 300);
    require(s.platform() != null && s.mode() != null, "Say a platform (link, mturk, prolific) and a mode (grid, single).");
    range("imagesPerRater", s.imagesPerRater(), 1, MOST_IMAGES);
    range("imagesPerPage", s.imagesPerPage(), 1, 100);
    range("columns", s.columns(), 1, s.mode() == Mode.SINGLE ? 100 : s.imagesPerPage());
    range("practice", s.practice(), 0, 200);
    range("attentionChecks", s.attentionChecks(), 0, 20);
    range("leastMedianMillis", s.leastMedianMillis(), 0, 60_000);
    range("ratersWanted", s.ratersWanted(), 0, 100_000);
    range("sessionMinutes", s.sessionMinutes(), 1, 1440);
    range("poolSize", s.poolSize(), 1, 20_000);
    if (s.qualification() != null) {
      range("qualification.images", s.qualification().images(), 2, 500);
      require(s.qualification().images() % 2 == 0, "Set \"qualification.images\" to an even number: half of them are real.");
      require(s.qualification().required() > 0 && s.qualification().required() <= 1,
          "Set \"qualification.required\" to a share between 0 and 1, such as 0.65.");
    }
    if (s.gold() != null) {
      range("gold.images", s.gold().images(), 1, 100);
      range("gold.mostWrong", s.gold().mostWrong(), 0, s.gold().images());
      require(s.gold().checkpoint() == null || CHECKPOINT.matcher(s.gold().checkpoint()).matches(),
          "Set \"gold.checkpoint\" to a checkpoint's id, or leave it out.");
    }
    require(s.excludedStudies() != null && s.excludedStudies().size() <= 100,
        "\"excludedStudies\" is a list of at most 100 studies' ids.");
    s.excludedStudies().forEach(StudyCheck::checkId);
    checkPayment(s);
    checkCompletion(s);
    require(s.participantParameter() != null && s.participantParameter().matches("[A-Za-z][A-Za-z0-9_-]{0,39}"),
        "\"participantParameter\" is the name of a parameter of an address, such as PROLIFIC_PID.");
    checkMTurk(s);
    checkArms(s);
  }

  private static void checkMTurk(StudySettings s) {
    var mturk = s.mturk();
    text("mturk.description", mturk.description(), 0, 2000);
    text("mturk.keywords", mturk.keywords(), 0, 1000);
    range("mturk.assignmentsPerHit", mturk.assignmentsPerHit(), 1, 10_000);
    range("mturk.autoApprovalHours", mturk.autoApprovalHours(), 1, 720);
    range("mturk.approvalPercent", mturk.approvalPercent(), 0, 100);
    range("mturk.approvedHits", mturk.approvedHits(), 0, 1_000_000);
    require(mturk.countries() != null && mturk.countries().size() <= 30
        && mturk.countries().stream().allMatch(country -> country != null && country.matches("[A-Z]{2}")),
        "\"mturk.countries\" is a list of at most 30 countries, two capital letters each, such as [\"US\"].");
  }

  private static void checkArms(StudySettings s) {
    require(s.arms() != null && !s.arms().isEmpty() && s.arms().size() <= 20, "A study has 1 to 20 arms.");
    var names = new HashSet<String>();
    for (var arm : s.arms()) {
      require(arm.name() != null && ARM.matcher(arm.name()).matches(),
          "An arm's name has 1 to 40 small letters, digits and hyphens, such as \"no-feedback\".");
      require(names.add(arm.name()), "Two arms are named \"" + arm.name() + "\": give each a name of its own.");
      require(arm.checkpoint() != null && CHECKPOINT.matcher(arm.checkpoint()).matches(), "Set the checkpoint of arm \""
          + arm.name() + "\" to an id, \"latest\" or \"best\".");
      require(arm.run() == null || CHECKPOINT.matcher(arm.run()).matches(), "Set the run of arm \"" + arm.name()
          + "\" to a run's id, or leave it out.");
      require(arm.exposureMillis() == 0 || arm.exposureMillis() >= 50 && arm.exposureMillis() <= 10_000,
          "Set \"exposureMillis\" of arm \"" + arm.name() + "\" to 50 to 10000, or to 0 for no limit.");
      if (arm.top() != null) {
        require(arm.top().percent() > 0 && arm.top().percent() <= 100 && arm.top().of() >= 1 && arm.top().of() <= 200_000,
            "Set \"top\" of arm \"" + arm.name() + "\" to a percent up to 100 \"of\" 1 to 200000 images, such as 1 of 50000.");
        require(!arm.follows(), "Arm \"" + arm.name() + "\" chooses the best images, which takes minutes, so it cannot"
            + " follow \"" + arm.checkpoint() + "\": set its checkpoint to an id.");
        var least = Math.max(s.poolSize(), s.allImages());
        require(arm.top().images() >= least, "Arm \"" + arm.name() + "\" needs " + least + " images (\"poolSize\", or"
            + " those of a session) and its selection has " + arm.top().images() + ": raise \"of\" or lower the others.");
      }
    }
  }

  private static void checkPayment(StudySettings s) {
    var payment = s.payment();
    if (payment == null) {
      return;
    }
    require(payment.currency() != null && payment.currency().matches("[A-Z]{3}"),
        "Set \"payment.currency\" to three letters, such as USD.");
    require(s.platform() != Platform.MTURK || payment.currency().equals("USD"), "Mechanical Turk pays in USD only.");
    amount("payment.base", payment.base());
    amount("payment.perCorrect", payment.perCorrect());
    amount("payment.budget", payment.budget());
  }

  private static void checkCompletion(StudySettings s) {
    var completion = s.completion();
    if (completion == null) {
      return;
    }
    require(completion.code() == null || completion.code().matches("[A-Za-z0-9_-]{1,64}"),
        "A completion code has 1 to 64 letters, digits, hyphens and underscores.");
    require(completion.screenedOutCode() == null || completion.screenedOutCode().matches("[A-Za-z0-9_-]{1,64}"),
        "A code for those screened out has 1 to 64 letters, digits, hyphens and underscores.");
    require(completion.url() == null || completion.url().matches("https://[^\\s\"'<>]{1,300}"),
        "Set \"completion.url\" to an address that begins with https://.");
  }

  private static void text(String name, String value, int least, int most) {
    require(value != null && value.strip().length() >= least && value.length() <= most
        && value.chars().noneMatch(Character::isISOControl), "Give \"" + name + "\" " + least + " to " + most
        + " characters on one line.");
  }

  private static void range(String name, int value, int least, int most) {
    require(value >= least && value <= most, "\"" + name + "\" is " + value + ": set " + least + " to " + most + ".");
  }

  private static void amount(String name, BigDecimal value) {
    require(value != null && value.signum() >= 0 && value.scale() <= 2 && value.compareTo(new BigDecimal("1000000")) <= 0,
        "Set \"" + name + "\" to an amount of money with at most two decimals, such as 1.50, or 0.");
  }

  private static void require(boolean condition, String sentence) {
    if (!condition) {
      throw new Refusal(Reason.MALFORMED, sentence);
    }
  }
}
