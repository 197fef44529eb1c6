package org.improvedgan.cli.process;

import java.time.Duration;

/**
 * How often and how soon a child that died is started again.
 *
 * @param firstDelay before the first restart; doubled for each further quick death
 * @param longestDelay upper bound of the delay
 * @param quickDeath a life shorter than this counts as a quick death; a longer one resets the count
 * @param quickDeathsAllowed after this many quick deaths in a row the child is given up
 */
public record RestartPolicy(Duration firstDelay, Duration longestDelay, Duration quickDeath, int quickDeathsAllowed) {

  public static final RestartPolicy DEFAULT =
      new RestartPolicy(Duration.ofMillis(500), Duration.ofSeconds(10), Duration.ofSeconds(30), 5);

  /**
   * The pause before the next restart.
   *
   * @param quickDeaths in a row so far, from 1
   */
  public Duration delay(int quickDeaths) {
    Duration delay = firstDelay.multipliedBy(1L << Math.min(20, Math.max(0, quickDeaths - 1)));
    return delay.compareTo(longestDelay) > 0 ? longestDelay : delay;
  }
}
