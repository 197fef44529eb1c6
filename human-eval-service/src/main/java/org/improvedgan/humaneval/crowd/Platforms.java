package org.improvedgan.humaneval.crowd;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.humaneval.study.Study;

/** The platform of each study. */
@ApplicationScoped
public class Platforms {
  private final Instance<CrowdPlatform> platforms;

  Platforms(Instance<CrowdPlatform> platforms) {
    this.platforms = platforms;
  }

  public CrowdPlatform of(Study study) {
    return platforms.stream().filter(p -> p.platform() == study.settings().platform()).findFirst()
        .orElseThrow(() -> new Refusal(Reason.UNAVAILABLE, "Nobody can come to this study: its platform is not there."));
  }
}
