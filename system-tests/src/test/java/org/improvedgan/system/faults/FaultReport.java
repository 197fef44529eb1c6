package org.improvedgan.system.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What happened, for people and for programs; written anew after each fault, so that a run that ends early has one. */
final class FaultReport {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final long seed;
  private final String machine;
  private final Instant begun = Instant.now();
  private final List<Row> rows = new ArrayList<>();
  private final Map<String, String> skipped = new LinkedHashMap<>();
  private Findings end;
  private Map<String, Integer> notes = Map.of();

  /**
   * One fault.
   *
   * @param lasted seconds from its beginning until nothing was in the way any more
   * @param ready seconds from then until every process was ready again; NaN if that did not come
   * @param whole seconds from then until all that was under way was done and compared
   */
  record Row(int number, String kind, String detail, double lasted, double ready, double whole, Findings findings) {
  }

  /** @param folder where it is written */
  FaultReport(Path folder, long seed, String machine) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.seed = seed;
    this.machine = machine;
  }

  void add(Row row) throws IOException {
    row.findings().forget(problems());
    rows.add(row);
    System.out.printf(Locale.ROOT, "%s fault %d: %s (%s), %.1f s; ready after %.1f s, all done after %.1f s; %s%s%n",
        Instant.now().truncatedTo(ChronoUnit.SECONDS), row.number(), row.kind(), row.detail(), row.lasted(),
        row.ready(), row.whole(), row.findings().counts(),
        row.findings().all().isEmpty() ? "" : " WRONG: " + row.findings().all());
    write();
  }

  void skipped(String kind, String obstacle) throws IOException {
    skipped.put(kind, obstacle);
    System.out.println("Left out: " + kind + ", because " + obstacle + ".");
    write();
  }

  /** The comparison at the very end, and what may happen and is only counted. */
  void drained(Findings findings, Map<String, Integer> counted) throws IOException {
    findings.forget(problems());
    end = findings;
    notes = counted;
    System.out.println("At the end: " + findings.counts() + " " + counted + " " + findings.all());
    write();
  }

  /** Every sentence about what was not as it must be. */
  Set<String> problems() {
    Set<String> problems = new LinkedHashSet<>();
    rows.forEach(row -> problems.addAll(row.findings().all()));
    if (end != null) {
      problems.addAll(end.all());
    }
    return problems;
  }

  private void write() throws IOException {
    Files.writeString(folder.resolve("faults.md"), markdown());
    JSON.writerWithDefaultPrettyPrinter().writeValue(folder.resolve("faults.json").toFile(), json());
  }

  private String markdown() {
    StringBuilder text = new StringBuilder();
    text.append("%s; seed %d. Seconds until every process was ready again, and until all work under way was done%n"
        .formatted(machine, seed));
    text.append("and everything was compared, count from the moment when nothing was in the way any more.\n\n");
    text.append("| fault | injected | ready: median | most | all compared: median | most | lost | doubled | wrong |\n");
    text.append("|---|---:|---:|---:|---:|---:|---:|---:|---:|\n");
    Map<String, List<Row>> kinds =
        rows.stream().collect(Collectors.groupingBy(Row::kind, LinkedHashMap::new, Collectors.toList()));
    kinds.forEach((kind, all) -> text.append(line(kind, all)));
    text.append(line("**all**", rows));
    skipped.forEach((kind, obstacle) -> text.append("\nLeft out: " + kind + ", because " + obstacle + ".\n"));
    if (end != null) {
      text.append("\nCompared at the end: ").append(list(end.counts())).append(".\n");
      text.append("Counted, and allowed: ").append(list(notes)).append(".\n");
    }
    problems().forEach(problem -> text.append("\n- ").append(problem));
    return text.toString();
  }

  private String line(String kind, List<Row> all) {
    return String.format(Locale.ROOT, "| %s | %d | %.1f | %.1f | %.1f | %.1f | %d | %d | %d |%n", kind, all.size(),
        quantile(all.stream().map(Row::ready).toList(), 0.5), quantile(all.stream().map(Row::ready).toList(), 1),
        quantile(all.stream().map(Row::whole).toList(), 0.5), quantile(all.stream().map(Row::whole).toList(), 1),
        all.stream().mapToInt(row -> row.findings().lost().size()).sum(),
        all.stream().mapToInt(row -> row.findings().doubled().size()).sum(),
        all.stream().mapToInt(row -> row.findings().wrong().size()).sum());
  }

  private static String list(Map<String, Integer> counts) {
    return counts.entrySet().stream().map(entry -> "%,d %s".formatted(entry.getValue(), entry.getKey()))
        .collect(Collectors.joining(", "));
  }

  private static double quantile(List<Double> values, double share) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.isEmpty() ? Double.NaN : sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1));
  }

  private Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("begun", begun.toString());
    json.put("machine", machine);
    json.put("seed", seed);
    json.put("skipped", skipped);
    json.put("faults", rows.stream().map(row -> Map.of("number", row.number(), "kind", row.kind(),
        "detail", row.detail(), "seconds", row.lasted(), "secondsToReady", String.valueOf(row.ready()),
        "secondsToCompared", row.whole(), "counts", row.findings().counts(), "problems", row.findings().all()))
        .toList());
    if (end != null) {
      json.put("end", Map.of("counts", end.counts(), "allowed", notes, "problems", end.all()));
    }
    return json;
  }
}
