package org.improvedgan.cli.experiments;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.improvedgan.gan.Experiment;
import org.improvedgan.gan.Experiments;
import org.improvedgan.gan.Origin;
import org.improvedgan.gan.PaperResults;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gan experiments}: every experiment with its paper section, its target and where its settings come from. */
@Command(name = "experiments", mixinStandardHelpOptions = true,
    description = "List every experiment with its paper section, its target and where its settings come from.")
public final class ExperimentsCommand implements Callable<Integer> {

  @Option(names = "--json", description = "Print a JSON array, with all settings.")
  private boolean json;

  @Override
  public Integer call() throws JsonProcessingException {
    System.out.println(json ? asJson(Experiments.all()) : asTable(Experiments.all()));
    return 0;
  }

  static String asTable(List<Experiment> experiments) {
    int name = width("EXPERIMENT", experiments.stream().map(Experiment::name).toList());
    int section = width("PAPER", experiments.stream().map(Experiment::paperSection).toList());
    StringBuilder table = new StringBuilder();
    String row = "%-" + name + "s  %-" + section + "s  %s";
    table.append(String.format(row, "EXPERIMENT", "PAPER", "WHAT IT DOES, AND ITS TARGET"));
    for (Experiment e : experiments) {
      table.append(System.lineSeparator()).append(String.format(row, e.name(), e.paperSection(), e.summary()));
      table.append(System.lineSeparator()).append(String.format(row, "", "", "Target: " + e.target()));
      table.append(System.lineSeparator()).append(String.format(row, "", "", "Settings: " + origin(e.origin())));
    }
    return table.toString();
  }

  static String asJson(List<Experiment> experiments) throws JsonProcessingException {
    List<Map<String, Object>> rows = experiments.stream().map(e -> {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("name", e.name());
      row.put("paperSection", e.paperSection());
      row.put("summary", e.summary());
      row.put("target", e.target());
      row.put("origin", e.origin().name().toLowerCase(Locale.ROOT));
      e.paper().ifPresent(paper -> row.put("paper", paper(paper)));
      row.put("settings", e.settings().toMap());
      return row;
    }).toList();
    return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(rows);
  }

  private static String origin(Origin origin) {
    return switch (origin) {
      case RELEASED -> "the released script's.";
      case RECONSTRUCTED -> "the released script's, with as little changed as makes it run.";
      case COMPOSED -> "composed from the paper's text; no code of it was released.";
      case OWN -> "this project's own.";
    };
  }

  private static Map<String, Object> paper(PaperResults paper) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("table", paper.table());
    fields.put("measure", paper.measure().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    paper.value().ifPresent(value -> fields.put("value", value));
    fields.put("labels", paper.byLabels());
    fields.put("ensemble", paper.ensembleByLabels());
    paper.iterations().ifPresent(iterations -> fields.put("iterations", iterations));
    return fields;
  }

  private static int width(String title, List<String> cells) {
    return Math.max(title.length(), cells.stream().mapToInt(String::length).max().orElse(0));
  }
}
