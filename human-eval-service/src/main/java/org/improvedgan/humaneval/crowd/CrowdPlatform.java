package org.improvedgan.humaneval.crowd;

import java.util.Map;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.session.Session;
import org.improvedgan.humaneval.study.Study;
import org.improvedgan.humaneval.study.StudySettings.Platform;

/** Where raters come from: how they are told apart, how their work is handed back, how they are found and paid. */
public interface CrowdPlatform {

  /** Which one this is. */
  Platform platform();

  /**
   * Who comes.
   *
   * @param query of the page's address
   * @param cookieKey of the browser, new or known; only for platforms that know nobody otherwise
   * @throws Refusal if the platform cannot have sent anybody to such an address
   */
  Arrival arrive(Study study, Map<String, String> query, String cookieKey);

  /** How a session that has ended is handed back. */
  Completion complete(Study study, Session session);

  /** Finding raters and paying them: over an API, or with a sentence that says what to do by hand. */
  Recruiter recruiter();
}
