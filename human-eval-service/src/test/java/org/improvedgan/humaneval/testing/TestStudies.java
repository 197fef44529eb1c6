package org.improvedgan.humaneval.testing;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.improvedgan.humaneval.page.PageTokens;
import org.improvedgan.humaneval.study.SettingsJson;
import org.improvedgan.humaneval.study.Studies;
import org.improvedgan.humaneval.study.Study;
import org.jdbi.v3.core.Jdbi;

/** Studies for tests, each with an id of its own, and the truth about their images. */
@ApplicationScoped
public class TestStudies {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final Studies studies;
  private final Jdbi jdbi;
  private final PageTokens tokens;

  TestStudies(Studies studies, Jdbi jdbi, PageTokens tokens) {
    this.studies = studies;
    this.jdbi = jdbi;
    this.tokens = tokens;
  }

  /** A draft with these settings, as JSON with single quotes. */
  public String draft(String settings) {
    var id = "study-" + COUNT.incrementAndGet();
    try {
      studies.create(id, SettingsJson.read(new ObjectMapper().readTree(settings.replace('\'', '"'))));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
    return id;
  }

  /** An open study with these settings. */
  public String open(String settings) {
    var id = draft(settings);
    studies.open(id);
    await().atMost(Duration.ofSeconds(30)).until(() -> studies.get(id).state() != Study.State.PREPARING);
    var study = studies.get(id);
    if (study.state() != Study.State.OPEN) {
      throw new IllegalStateException(study.problem());
    }
    return id;
  }

  /** Which images of a page are generated. */
  public List<Boolean> truth(Browser.PageOfImages page) {
    return column(page, "generated");
  }

  /** Which images of a page are gold items. */
  public List<Boolean> gold(Browser.PageOfImages page) {
    return column(page, "gold");
  }

  /** The arm that a browser's session is in. */
  public String arm(Browser.PageOfImages page) {
    return jdbi.withHandle(handle -> handle.createQuery("""
        SELECT arm FROM session JOIN page USING (session_id) WHERE page_id = :page""")
        .bind("page", tokens.verify(page.token())).mapTo(String.class).one());
  }

  private List<Boolean> column(Browser.PageOfImages page, String column) {
    return jdbi.withHandle(handle -> handle.createQuery("""
        SELECT <column> FROM trial JOIN stimulus USING (stimulus_id) WHERE page_id = :page ORDER BY position""")
        .define("column", column)
        .bind("page", tokens.verify(page.token())).mapTo(Boolean.class).list());
  }
}
