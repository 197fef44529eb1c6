package org.improvedgan.humaneval.pool;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import org.improvedgan.humaneval.HumanEvalConfig;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.source.Generator;
import org.improvedgan.humaneval.source.SampledCheckpoint;

/** What {@code latest} and {@code best} are now: the sampler is asked once a second, however many raters come. */
@ApplicationScoped
class Resolutions {
  private final HumanEvalConfig config;
  private final Generator generator;
  private final Map<Question, Answer> answers = new HashMap<>();

  Resolutions(HumanEvalConfig config, Generator generator) {
    this.config = config;
    this.generator = generator;
  }

  private record Question(String checkpoint, String run) {
  }

  /** @param refusal why the sampler could not answer; then {@code checkpoint} is what it said last, or null */
  private record Answer(SampledCheckpoint checkpoint, Refusal refusal, long nanos) {
  }

  /**
   * The checkpoint; while the sampler is away, what it last was.
   *
   * @param run null: all runs
   * @throws Refusal as {@link Generator#resolve}
   */
  synchronized SampledCheckpoint resolve(String checkpoint, String run) {
    var question = new Question(checkpoint, run);
    var known = answers.get(question);
    if (known == null || System.nanoTime() - known.nanos() >= config.checkpointLifetime().toNanos()) {
      known = ask(question, known);
      answers.put(question, known);
    }
    if (known.checkpoint() == null) {
      throw known.refusal();
    }
    return known.checkpoint();
  }

  private Answer ask(Question question, Answer before) {
    try {
      var checkpoint = generator.resolve(question.checkpoint(), question.run());
      return new Answer(checkpoint, null, System.nanoTime());
    } catch (Refusal e) {
      return new Answer(before != null && Generator.away(e) ? before.checkpoint() : null, e, System.nanoTime());
    }
  }
}
