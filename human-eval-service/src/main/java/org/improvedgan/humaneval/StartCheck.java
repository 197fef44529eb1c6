package org.improvedgan.humaneval;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.SmallRyeConfig;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import org.improvedgan.humaneval.admin.Tokens;
import org.improvedgan.humaneval.study.StudyCheck;
import org.improvedgan.service.Configuration;
import org.improvedgan.service.KafkaSettings;
import org.improvedgan.service.StartException;

/**
 * Ends the start with a sentence where the configuration cannot be meant, instead of failing at the first rater. Ranges
 * of single values stand at {@link HumanEvalConfig}.
 */
@ApplicationScoped
class StartCheck {
  private static final int SHORTEST_SECRET = 32;

  void check(@Observes @Priority(1) StartupEvent event, SmallRyeConfig all, HumanEvalConfig config,
      KafkaSettings kafka) {
    Configuration.check(all, HumanEvalConfig.class);
    kafka.check();
    check(config);
  }

  /** @throws StartException that says which setting to change */
  static void check(HumanEvalConfig config) {
    var images = config.page().images();
    require(config.page().columns() <= images, "human-eval.page.columns is " + config.page().columns()
        + ": set 1 to the number of images on a page, " + images + ".");
    try {
      StudyCheck.checkId(config.study());
    } catch (Refusal e) {
      throw new StartException("human-eval.study is \"" + config.study() + "\": " + e.getMessage(), e);
    }
    config.secret().ifPresent(secret -> require(secret.length() >= SHORTEST_SECRET, "human-eval.secret has "
        + secret.length() + " characters: give it at least " + SHORTEST_SECRET + " random ones."));
    checkToken("human-eval.admin-token", config.adminToken());
    checkToken("human-eval.viewer-token", config.viewerToken());
    require(config.viewerToken().isEmpty() || !config.viewerToken().equals(config.adminToken()),
        "human-eval.viewer-token is the same as human-eval.admin-token: give viewers a token of their own.");
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
      throw new StartException(sentence);
    }
  }
}
