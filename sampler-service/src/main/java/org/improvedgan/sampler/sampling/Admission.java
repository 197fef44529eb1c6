package org.improvedgan.sampler.sampling;

import jakarta.inject.Singleton;
import java.util.concurrent.Semaphore;
import org.improvedgan.sampler.SamplerConfig;
import org.improvedgan.sampler.SamplingException;
import org.improvedgan.sampler.SamplingException.Kind;

/** Lets only so many calls in at the same time: what waits costs memory, and is of no use to who waits too long. */
@Singleton
public class Admission {

  private final int maxCalls;
  private final Semaphore places;

  Admission(SamplerConfig config) {
    maxCalls = config.maxCalls();
    places = new Semaphore(maxCalls);
  }

  /**
   * Takes a place; who got one calls {@link #leave} once.
   *
   * @throws SamplingException of kind BUSY if all are taken
   */
  public void enter() {
    if (!places.tryAcquire()) {
      throw new SamplingException(Kind.BUSY,
          "The sampler is serving " + maxCalls + " calls already; try again in a moment.");
    }
  }

  /** Gives the place back. */
  public void leave() {
    places.release();
  }
}
