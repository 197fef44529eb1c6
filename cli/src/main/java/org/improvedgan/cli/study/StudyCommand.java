package org.improvedgan.cli.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.improvedgan.cli.UserError;
import org.improvedgan.cli.console.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gan study}: sets human studies up, and looks at them. */
@Command(name = "study", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND",
    description = "Create, open, pause, close and report studies in which people judge images.",
    subcommands = {CreateCommand.class, ResultsOfStudyCommand.class, ExportCommand.class, PowerCommand.class})
public final class StudyCommand implements Runnable {
  static final String STUDIES = "/admin/api/studies";
  private static final long POLL_MILLIS = 500;

  private final Terminal terminal;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec;

  public StudyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "A command is missing.");
  }

  @Command(description = "List all studies, the newest first.", mixinStandardHelpOptions = true)
  int list(@Mixin Connection connection,
      @Option(names = "--json", description = "Print a JSON array.") boolean json) throws JsonProcessingException {
    JsonNode studies = connection.open().get(STUDIES);
    if (json) {
      print(studies);
      return 0;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("STUDY", "STATE", "PLATFORM", "RATERS", "TITLE"));
    for (JsonNode study : studies) {
      rows.add(List.of(study.path("study").asText(), study.path("state").asText(), study.path("platform").asText(),
          study.path("sessions").path("finished").asText() + (study.path("ratersWanted").asInt() == 0 ? ""
              : "/" + study.path("ratersWanted").asText()), study.path("title").asText()));
    }
    System.out.print(table(rows));
    return 0;
  }

  @Command(description = "Print a study's settings as JSON, as `create` and `change` read them.",
      mixinStandardHelpOptions = true)
  int show(@Mixin Connection connection, @Parameters(paramLabel = "STUDY", description = "Its id.") String study)
      throws JsonProcessingException {
    JsonNode found = connection.open().get(path(study, ""));
    print(StudyApi.JSON.createObjectNode().<com.fasterxml.jackson.databind.node.ObjectNode>set("study",
        found.get("study")).set("settings", found.get("settings")));
    return 0;
  }

  @Command(description = "List the presets for `create --preset`.", mixinStandardHelpOptions = true)
  int presets(@Mixin Connection connection) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("PRESET", "WHAT IT SETS UP"));
    connection.open().get("/admin/api/presets").forEach(preset ->
        rows.add(List.of(preset.path("preset").asText(), preset.path("description").asText())));
    System.out.print(table(rows));
    return 0;
  }

  @Command(description = "Open a study: its images are drawn, then people can take part. Also ends a pause.",
      mixinStandardHelpOptions = true)
  int open(@Mixin Connection connection, @Parameters(paramLabel = "STUDY", description = "Its id.") String study)
      throws InterruptedException {
    open(connection.open(), study, terminal);
    return 0;
  }

  /** Returns when people can take part. */
  static void open(StudyApi api, String study, Terminal terminal) throws InterruptedException {
    JsonNode now = api.post(path(study, "/open"), StudyApi.JSON.createObjectNode());
    while (now.path("state").asText().equals("preparing")) {
      terminal.live("Drawing the images of " + study);
      Thread.sleep(POLL_MILLIS);
      now = api.get(path(study, ""));
    }
    terminal.clearLive();
    if (!now.path("state").asText().equals("open")) {
      throw new UserError(now.path("problem").asText("The study is " + now.path("state").asText() + "."));
    }
    System.out.println(study + " is open: " + api.address("/s/" + study));
  }

  @Command(description = "Let nobody begin any more; who has begun may finish.", mixinStandardHelpOptions = true)
  int pause(@Mixin Connection connection, @Parameters(paramLabel = "STUDY", description = "Its id.") String study) {
    return move(connection, study, "pause");
  }

  @Command(description = "End a pause.", mixinStandardHelpOptions = true)
  int resume(@Mixin Connection connection, @Parameters(paramLabel = "STUDY", description = "Its id.") String study) {
    return move(connection, study, "resume");
  }

  @Command(description = "End a study for good: no answer is taken any more.", mixinStandardHelpOptions = true)
  int close(@Mixin Connection connection, @Parameters(paramLabel = "STUDY", description = "Its id.") String study) {
    return move(connection, study, "close");
  }

  @Command(description = "List what was done to a study, by whom and when.", mixinStandardHelpOptions = true)
  int audit(@Mixin Connection connection, @Parameters(paramLabel = "STUDY", description = "Its id.") String study) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("WHEN", "WHO", "WHAT", "OUTCOME"));
    connection.open().get(path(study, "/audit")).forEach(entry -> rows.add(List.of(entry.path("at").asText(),
        entry.path("role").asText(), entry.path("action").asText(), entry.path("outcome").asText())));
    System.out.print(table(rows));
    return 0;
  }

  private static int move(Connection connection, String study, String how) {
    JsonNode now = connection.open().post(path(study, "/" + how), StudyApi.JSON.createObjectNode());
    System.out.println(study + " is " + now.path("state").asText());
    return 0;
  }

  static String path(String study, String rest) {
    return STUDIES + "/" + StudyApi.step(study) + rest;
  }

  static void print(JsonNode json) throws JsonProcessingException {
    System.out.println(StudyApi.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json));
  }

  /** Columns as wide as their longest cell. */
  static String table(List<List<String>> rows) {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        int column = i;
        int width = rows.stream().mapToInt(r -> r.get(column).length()).max().orElse(0);
        line.append(i == row.size() - 1 ? row.get(i) : String.format(Locale.ROOT, "%-" + width + "s  ", row.get(i)));
      }
      text.append(line).append(System.lineSeparator());
    }
    return text.toString();
  }
}
