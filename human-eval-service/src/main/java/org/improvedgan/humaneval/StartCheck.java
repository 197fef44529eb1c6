package org.improvedgan.humaneval;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import org.improvedgan.humaneval.admin.Tokens;
import org.improvedgan.humaneval.study.StudyCheck;

/** Ends the start with a sentence where the configuration cannot be meant, instead of failing at the first rater. */
@ApplicationScoped
class StartCheck {
  private static final int MOST_IMAGES = 100;
  private static final int SHORTEST_SECRET = 32;

  void check(@Observes StartupEvent event, HumanEvalConfig config) {
    check(config);
  }

  /** @throws IllegalStateException that says which setting to change */
  static void check(HumanEvalConfig config) {
    var images = config.page().images();
    require(images >= 1 && images <= MOST_IMAGES, "human-eval.page.images is " + images + ": set 1 to " + MOST_IMAGES
        + ".");
    var columns = config.page().columns();
    require(columns >= 1 && columns <= images, "human-eval.page.columns is " + columns
        + ": set 1 to the number of images on a page, " + images + ".");
    require(config.page().lifetime().toSeconds() >= 60, "human-eval.page.lifetime is " + config.page().lifetime()
        + ": give raters at least a minute.");
    try {
      StudyCheck.checkId(config.study());
    } catch (Refusal e) {
      throw new IllegalStateException("human-eval.study is \"" + config.study() + "\": " + e.getMessage(), e);
    }
    require(config.result().confidence() > 0 && config.result().confidence() < 1, "human-eval.result.confidence is "
        + config.result().confidence() + ": set a number between 0 and 1, such as 0.95.");
    require(config.result().resamples() >= 1, "human-eval.result.resamples is " + config.result().resamples()
        + ": set at least 1; 10000 is usual.");
    config.secret().ifPresent(secret -> require(secret.length() >= SHORTEST_SECRET, "human-eval.secret has "
        + secret.length() + " characters: give it at least " + SHORTEST_SECRET + " random ones."));
    checkToken("human-eval.admin-token", config.adminToken());
    checkToken("human-eval.viewer-token", config.viewerToken());
    require(config.viewerToken().isEmpty() || !config.viewerToken().equals(config.adminToken()),
        "human-eval.viewer-token is the same as human-eval.admin-token: give viewers a token of their own.");
    require(config.limit().wrongTokensPerMinute() >= 1, "human-eval.limit.wrong-tokens-per-minute is "
        + config.limit().wrongTokensPerMinute() + ": set at least 1.");
  }

  private static void checkToken(String name, Optional<String> token) {
    token.ifPresent(text -> {
      require(text.length() >= SHORTEST_SECRET, name + " has " + text.length() + " characters: give it at least "
          + SHORTEST_SECRET + " random ones, such as `openssl rand -hex 32` prints.");
      require(text.length() <= Tokens.LONGEST && text.chars().allMatch(c -> c > ' ' && c < 127),
          name + " must fit into a header: use at most " + Tokens.LONGEST + " letters, digits and signs of ASCII, "
              + "without spaces.");
    });
  }

  private static void require(boolean condition, String sentence) {
    if (!condition) {
      throw new IllegalStateException(sentence);
    }
  }
}
