package org.improvedgan.humaneval.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.improvedgan.humaneval.study.SettingsJson;
import org.improvedgan.humaneval.study.StudySettings;

/** Settings of studies for tests: the defaults, but for what the test is about. */
public final class TestSettings {

  private TestSettings() {
  }

  /** @param changed names and values as in JSON */
  public static StudySettings with(Map<String, ?> changed) {
    return SettingsJson.read(new ObjectMapper().valueToTree(changed));
  }
}
