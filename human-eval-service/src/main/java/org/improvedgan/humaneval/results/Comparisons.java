package org.improvedgan.humaneval.results;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.improvedgan.humaneval.HumanEvalConfig;
import org.improvedgan.humaneval.HumanEvalConfig.ResultConfig;
import org.improvedgan.humaneval.study.Arm;
import org.improvedgan.metrics.Holm;
import org.improvedgan.metrics.RaterDifference;

/**
 * Compares every arm of a study with every other one, all checkpoints of an arm together. Each group of raters is drawn
 * independently of the other, so arms that have a rater in common are not compared.
 */
@ApplicationScoped
class Comparisons {
  private final ResultConfig config;
  private final Reuse<Pair, RaterDifference> known = new Reuse<>();

  @Inject
  Comparisons(HumanEvalConfig config) {
    this(config.result());
  }

  Comparisons(ResultConfig config) {
    this.config = config;
  }

  private record Pair(Tallies first, Tallies second) {
  }

  /** In the order of the arms; none where there is one arm only. */
  List<Comparison> of(String study, List<Arm> arms, List<ArmTallies> tallies) {
    var kept = new LinkedHashMap<String, Tallies>();
    arms.forEach(arm -> kept.put(arm.name(), Tallies.of(tallies.stream().filter(t -> t.arm().equals(arm.name()))
        .flatMap(t -> t.kept().raters().stream()).toList())));
    var differences = known.round(study, this::difference);
    var comparisons = new ArrayList<Comparison>();
    for (var i = 0; i < arms.size(); i++) {
      for (var j = i + 1; j < arms.size(); j++) {
        comparisons.add(compare(arms.get(i).name(), arms.get(j).name(), kept, differences));
      }
    }
    return adjusted(comparisons);
  }

  private static Comparison compare(String first, String second, Map<String, Tallies> kept,
      Function<Pair, RaterDifference> differences) {
    var pair = new Pair(kept.get(first), kept.get(second));
    var problem = problem(first, second, pair);
    if (problem != null) {
      return new Comparison(first, second, null, null, null, null, problem);
    }
    var result = differences.apply(pair);
    return new Comparison(first, second, result.estimate(), result.interval(), result.pValue(), null, null);
  }

  private static String problem(String first, String second, Pair pair) {
    if (pair.first().raters().size() < 2 || pair.second().raters().size() < 2) {
      return "A comparison needs two raters in each arm; so far there are " + pair.first().raters().size() + " in "
          + first + " and " + pair.second().raters().size() + " in " + second + ".";
    }
    var others = pair.second().raters().stream().map(Tally::raterId).collect(Collectors.toSet());
    var common = pair.first().raters().stream().map(Tally::raterId).filter(others::contains).count();
    return common == 0 ? null : common + (common == 1 ? " rater has" : " raters have")
        + " judged in both arms, so their answers are not independent and the arms cannot be compared this way.";
  }

  private RaterDifference difference(Pair pair) {
    return RaterDifference.of(pair.first().asJudgements(), pair.second().asJudgements(), config.resamples(),
        config.seed(), config.confidence());
  }

  private static List<Comparison> adjusted(List<Comparison> comparisons) {
    var values = Holm.adjust(comparisons.stream().filter(c -> c.problem() == null)
        .mapToDouble(Comparison::pValue).toArray());
    Iterator<Double> next = Arrays.stream(values).iterator();
    return comparisons.stream().map(c -> c.problem() == null ? c.adjusted(next.next()) : c).toList();
  }
}
