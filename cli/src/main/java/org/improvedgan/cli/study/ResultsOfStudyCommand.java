package org.improvedgan.cli.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gan study results}: the error rates of a study. */
@Command(name = "results", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Print a study's error rates with their intervals: of the raters that are kept, and of all.")
public final class ResultsOfStudyCommand implements Callable<Integer> {

  @Parameters(paramLabel = "STUDY", description = "Its id.")
  private String study;

  @Option(names = "--json", description = "Print a JSON object with everything that is known.")
  private boolean json;

  @Mixin
  private Connection connection;

  @Override
  public Integer call() throws JsonProcessingException {
    JsonNode report = connection.open().get("/api/results/" + StudyApi.step(study));
    if (json) {
      StudyCommand.print(report);
    } else {
      System.out.print(asText(report));
    }
    return 0;
  }

  static String asText(JsonNode report) {
    int finished = 0;
    int kept = 0;
    for (JsonNode arm : report.path("sessions")) {
      finished += arm.at("/states/finished").asInt();
      kept += arm.path("kept").asInt();
    }
    int wanted = report.path("ratersWanted").asInt();
    StringBuilder text = new StringBuilder(String.format("%s (%s, %s): %d%s sessions finished, %d kept%n",
        report.path("title").asText(), report.path("study").asText(), report.path("state").asText(), finished,
        wanted == 0 ? "" : " of " + wanted, kept));
    if (report.path("arms").isEmpty()) {
      return text.append("Nobody has begun yet.").append(System.lineSeparator()).toString();
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("ARM", "EPOCH", "CHECKPOINT", "RATERS", "ANSWERS", "WRONG", "INTERVAL", "FOOLED", "DOUBTED",
        "WRONG, ALL", "INTERVAL"));
    for (JsonNode arm : report.path("arms")) {
      JsonNode of = arm.path("kept");
      rows.add(List.of(arm.path("arm").asText(), arm.path("epoch").asText(), arm.path("checkpoint").asText(),
          of.path("raters").asText(), of.at("/error/of").asText(), percent(of.at("/error/rate")), interval(of),
          percent(of.at("/fooled/rate")), percent(of.at("/doubted/rate")), percent(arm.at("/all/error/rate")),
          interval(arm.path("all"))));
    }
    text.append(StudyCommand.table(rows));
    for (JsonNode pair : report.path("comparisons")) {
      text.append(pair.path("first").asText()).append(" - ").append(pair.path("second").asText()).append(": ")
          .append(pair.path("difference").isNumber() ? String.format(Locale.ROOT,
              "%.1f points (%.1f to %.1f), p %.3g, by Holm %.3g", 100 * pair.path("difference").asDouble(),
              100 * pair.at("/interval/low").asDouble(), 100 * pair.at("/interval/high").asDouble(),
              pair.path("pValue").asDouble(), pair.path("adjustedPValue").asDouble()) : pair.path("problem").asText())
          .append(System.lineSeparator());
    }
    return text.toString();
  }

  private static String percent(JsonNode rate) {
    return rate.isNumber() ? String.format(Locale.ROOT, "%.1f %%", 100 * rate.asDouble()) : "-";
  }

  /** Over raters where there are two, else Wilson's. */
  private static String interval(JsonNode rates) {
    JsonNode interval = rates.path("bootstrap").isObject() ? rates.path("bootstrap") : rates.at("/error/wilson");
    return interval.isObject() ? String.format(Locale.ROOT, "%.1f to %.1f%s", 100 * interval.path("low").asDouble(),
        100 * interval.path("high").asDouble(), rates.path("bootstrap").isObject() ? "" : " (Wilson)") : "-";
  }
}
