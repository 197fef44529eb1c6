package org.improvedgan.humaneval.crowd.mturk;

import java.util.List;
import java.util.Map;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.humaneval.crowd.Work;
import org.improvedgan.humaneval.session.Exclusions;
import org.improvedgan.humaneval.study.StudySettings;

/** Why work may be rejected, and what its worker is told. */
final class Rules {
  private static final String QUALIFICATION = "qualification";
  private static final Map<String, String> REASONS = Map.of(
      Settlements.UNFINISHED, "Not all images were answered before the work was submitted.",
      Settlements.UNVERIFIED, "The answers came under another worker's id than the submission.",
      QUALIFICATION, "The answers of the qualification were not right often enough.",
      Exclusions.GOLD, "Too many images that are easy to tell were answered wrong.",
      Exclusions.ATTENTION, "A page that said which answer to give was answered otherwise.",
      Exclusions.FAST, "The answers came faster than the images can be looked at.");

  private Rules() {
  }

  /** @throws Refusal if work cannot be rejected for one of these, because raters of this study were not told */
  static void check(StudySettings settings, List<String> rules) {
    for (var rule : rules) {
      if (!REASONS.containsKey(rule)) {
        throw new Refusal(Reason.MALFORMED, "Work can be rejected for "
            + String.join(", ", REASONS.keySet().stream().sorted().toList()) + " only.");
      }
      var stated = switch (rule) {
        case QUALIFICATION -> settings.qualification() != null;
        case Exclusions.GOLD -> settings.gold() != null;
        case Exclusions.ATTENTION -> settings.attentionChecks() > 0;
        case Exclusions.FAST -> settings.leastMedianMillis() > 0;
        default -> true;
      };
      if (!stated) {
        throw new Refusal(Reason.MALFORMED, "The study has no rule \"" + rule + "\", so that nobody can be rejected "
            + "for it.");
      }
    }
  }

  /** Why this assignment cannot simply be paid; null if it can. */
  static String fault(Work work, boolean genuine) {
    if (work == null) {
      return Settlements.UNFINISHED;
    }
    if (!genuine) {
      return Settlements.UNVERIFIED;
    }
    return switch (work.state()) {
      case "finished" -> null;
      case "disqualified" -> QUALIFICATION;
      default -> Settlements.UNFINISHED;
    };
  }

  static boolean broken(String rule, Work work, String fault) {
    return fault == null ? work.exclusions().contains(rule) : rule.equals(fault);
  }

  /** What is written to the worker. */
  static String reason(String rule) {
    return REASONS.get(rule);
  }
}
