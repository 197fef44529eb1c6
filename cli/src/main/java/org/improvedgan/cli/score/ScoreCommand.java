package org.improvedgan.cli.score;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.improvedgan.cli.UserError;
import org.improvedgan.cli.console.Terminal;
import org.improvedgan.inference.ClassifierManifest;
import org.improvedgan.inference.OnnxClassifier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gan score}: the Inception score of any images, and how they compare with others. */
@Command(name = "score", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Compute the Inception score (section 4 of the paper) of images in a folder or file, of a generator, "
        + "or of a data set; against a second set also FID, KID, precision and recall, density and coverage.")
public final class ScoreCommand implements Callable<Integer> {

  private final Terminal terminal;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec;

  @Mixin
  private SubjectOptions subject;

  @Option(names = "--against", paramLabel = "DIR|FILE|DATASET",
      description = "The set to compare with: a folder, a file, or a data set as NAME[:SPLIT].")
  private String against;

  @Option(names = "--against-samples", paramLabel = "N",
      description = "How many images of that set, from the first on (default: all).")
  private Integer againstSamples;

  @Option(names = "--metrics", paramLabel = "LIST", split = ",", description = "Which of ${COMPLETION-CANDIDATES}: "
      + "Inception score, FID, KID, precision and recall, density and coverage (default: is; with --against "
      + "is,fid,kid).")
  private List<Metric> metrics;

  @Mixin
  private ClassifierOptions classifier;

  @Mixin
  private ProtocolOptions protocol;

  @Mixin
  private KernelOptions kernel;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  public ScoreCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws JsonProcessingException {
    checkUsage();
    try {
      // Neither images nor classifier are in memory any more when sets are compared, which needs much.
      Taken taken = take();
      Optional<Comparison> comparison = taken.otherRows()
          .map(rows -> Comparison.of(taken.wanted(), taken.rows(), rows, kernel, terminal));
      ScoreReport report = new ScoreReport(taken.subject(), taken.reference(), taken.classifier(), taken.protocol(),
          taken.rows().score(), comparison, kernel, taken.notes());
      System.out.println(json ? new ObjectMapper().writeValueAsString(report.fields()) : report.text());
    } catch (IllegalArgumentException e) {
      // The metrics' own sentences about sets that are too small, or features too large.
      throw new UserError(e.getMessage(), e);
    }
    return 0;
  }

  /** What is left of both sets when the classifier has seen them. */
  private record Taken(ClassifierManifest classifier, ScoreProtocol protocol, Set<Metric> wanted,
      ScoreReport.Scored subject, GatheredRows rows, Optional<ScoreReport.Scored> reference,
      Optional<GatheredRows> otherRows, List<String> notes) {
  }

  private Taken take() {
    int threads = Runtime.getRuntime().availableProcessors();
    try (ImageSource images = subject.open(threads, terminal);
        ImageSource other = against == null ? null
            : SubjectOptions.ofFilesOrDataset(against, subject.location(), terminal);
        OnnxClassifier judge = classifier.open(images, subject, threads, terminal)) {
      ClassifierManifest manifest = judge.manifest();
      int count = subject.count(images);
      int otherCount = other == null ? 0
          : SubjectOptions.count(other, Optional.ofNullable(againstSamples), "--against-samples");
      List<String> notes = new ArrayList<>();
      Set<Metric> wanted = wanted(other == null ? Optional.empty() : Optional.of(Math.min(count, otherCount)), manifest,
          notes);
      ScoreProtocol stated = protocol.protocol(manifest);
      Classification classification = classifier.classification(judge, subject, threads, terminal);
      GatheredRows rows = GatheredRows.ofSubject(wanted, count, stated, manifest);
      ScoreReport.Scored scored = run(classification, images, count, rows, notes);
      if (other == null) {
        return new Taken(manifest, stated, wanted, scored, rows, Optional.empty(), Optional.empty(), notes);
      }
      GatheredRows otherRows = GatheredRows.ofReference(wanted, otherCount, manifest);
      return new Taken(manifest, stated, wanted, scored, rows,
          Optional.of(run(classification, other, otherCount, otherRows, notes)), Optional.of(otherRows), notes);
    }
  }

  private static ScoreReport.Scored run(Classification classification, ImageSource images, int count, OutputRows rows,
      List<String> notes) {
    boolean cached = classification.run(images, count, rows);
    notes.addAll(images.warnings(count));
    return new ScoreReport.Scored(images.name(), count, cached);
  }

  /**
   * The metrics to compute. One that was asked for and cannot be is an error; one of the usual ones is left out with a
   * note.
   *
   * @param smaller images of the smaller set, if there are two
   */
  private Set<Metric> wanted(Optional<Integer> smaller, ClassifierManifest judge, List<String> notes) {
    Set<Metric> wanted = metrics != null ? EnumSet.copyOf(metrics)
        : smaller.isEmpty() ? EnumSet.of(Metric.IS) : EnumSet.of(Metric.IS, Metric.FID, Metric.KID);
    if (smaller.isPresent() && judge.features().isEmpty()) {
      throw new UserError("The classifier " + judge.name() + " gives no features, by which sets are compared: name "
          + "another with --classifier, or the output in its manifest.");
    }
    if (wanted.contains(Metric.KID) && kernel.size > smaller.orElseThrow()) {
      String sentence = "The KID needs " + kernel.size + " images of each set for its subsets, and one has "
          + smaller.get() + ": give more images, or smaller subsets by --kid-size.";
      if (metrics != null) {
        throw new UserError(sentence);
      }
      terminal.line(sentence);
      notes.add(sentence);
      wanted.remove(Metric.KID);
    }
    int neighbours = wanted.contains(Metric.DC) ? Comparison.DENSITY_NEIGHBOUR
        : wanted.contains(Metric.PR) ? Comparison.PRECISION_NEIGHBOUR : 1;
    if (smaller.isPresent() && smaller.get() <= neighbours) {
      throw new UserError("Two sets can be compared by " + metricsText(wanted) + " only with more than " + neighbours
          + " images of each, and one has " + smaller.get() + ": give more images.");
    }
    return wanted;
  }

  private static String metricsText(Set<Metric> wanted) {
    return String.join(",", wanted.stream().map(Metric::toString).toList());
  }

  private void checkUsage() {
    protocol.checked();
    boolean compares = metrics != null && metrics.stream().anyMatch(metric -> metric != Metric.IS);
    String complaint = !kernel.complaint().isEmpty() ? kernel.complaint()
        : against == null && compares ? "All --metrics but is compare with a second set: name it with --against."
        : against == null && againstSamples != null ? "--against-samples goes with --against."
        : against != null && metrics != null && !compares ? "--against needs one of fid,kid,pr,dc among --metrics."
        : "";
    if (!complaint.isEmpty()) {
      throw new CommandLine.ParameterException(spec.commandLine(), complaint);
    }
  }
}
