package org.improvedgan.humaneval.testing;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.UUID;
import org.improvedgan.humaneval.study.SettingsJson;
import org.improvedgan.humaneval.study.Studies;
import org.improvedgan.humaneval.study.Study;

/** Studies for tests, each with an id of its own. */
public final class OpenedStudy {

  private OpenedStudy() {
  }

  /** A study with these settings that raters can come to. */
  public static Study of(Studies studies, String settings) {
    var id = "test-" + UUID.randomUUID();
    try {
      studies.create(id, SettingsJson.read(new ObjectMapper().readTree(settings)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    studies.open(id);
    await().atMost(Duration.ofSeconds(60)).until(() -> studies.get(id).state() != Study.State.PREPARING);
    return studies.get(id);
  }

  /** Answers every page of a session, all images alike; a browser that has not begun does so. */
  public static void judge(Browser browser, boolean generated) {
    if (browser.token() == null) {
      browser.begin().then().statusCode(200);
    }
    for (var page = browser.current(); page != null; page = browser.current()) {
      var answers = Math.max(1, page.images().size());
      browser.submit(page.token(), Collections.nCopies(answers, generated)).then().statusCode(200);
    }
  }
}
