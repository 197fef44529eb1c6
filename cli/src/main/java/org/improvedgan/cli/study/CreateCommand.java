package org.improvedgan.cli.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
import org.improvedgan.cli.UserError;
import org.improvedgan.cli.console.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gan study create}: a draft from a file or a preset. */
@Command(name = "create", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Create a study as a draft: from a file of settings, as `show` prints them, or from a preset.")
public final class CreateCommand implements Callable<Integer> {

  private final Terminal terminal;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec;

  @Parameters(paramLabel = "FILE.json", arity = "0..1",
      description = "{\"study\": ID, \"settings\": {…}}, or the settings alone.")
  private Path file;

  @Option(names = "--preset", paramLabel = "NAME", description = "Begin with a preset of `gan study presets`.")
  private String preset;

  @Option(names = "--id", paramLabel = "ID",
      description = "The study's id, part of its address (default: the file's, or the preset's name).")
  private String id;

  @Option(names = "--checkpoint", paramLabel = "ID",
      description = "What all arms are about: an id, latest, or best by Inception score.")
  private String checkpoint;

  @Option(names = "--run", paramLabel = "ID", description = "Narrow latest and best to one run.")
  private String run;

  @Option(names = "--set", paramLabel = "KEY=VALUE",
      description = "Replace one setting, such as ratersWanted=30 or payment.base=1.50; may be given several times.")
  private Map<String, String> overrides = new LinkedHashMap<>();

  @Option(names = "--replace", description = "Give these settings to a draft of that id instead of creating one.")
  private boolean replace;

  @Option(names = "--open", description = "Open it at once.")
  private boolean open;

  @Mixin
  private Connection connection;

  public CreateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    if ((file == null) == (preset == null)) {
      throw new CommandLine.ParameterException(spec.commandLine(), "Give either a file of settings or --preset NAME.");
    }
    StudyApi api = connection.open();
    ObjectNode body = file == null ? fromPreset(api) : fromFile();
    if (id != null) {
      body.put("study", id);
    }
    ObjectNode settings = (ObjectNode) body.get("settings");
    body.path("settings").path("arms").forEach(this::choose);
    overrides.forEach((key, value) -> set(settings, key, value));
    String study = body.path("study").asText("");
    if (study.isEmpty()) {
      throw new CommandLine.ParameterException(spec.commandLine(), "The study needs an id: give --id.");
    }
    if (replace) {
      api.put(StudyCommand.path(study, ""), StudyApi.JSON.createObjectNode().set("settings", settings));
    } else {
      api.post(StudyCommand.STUDIES, body);
    }
    if (open) {
      StudyCommand.open(api, study, terminal);
    } else {
      System.out.println(study + (replace ? " is changed" : " is created") + ": look at "
          + api.address("/admin/study?id=" + study) + ", open it with `gan study open " + study + "`");
    }
    return 0;
  }

  private ObjectNode fromPreset(StudyApi api) {
    JsonNode presets = api.get("/admin/api/presets");
    JsonNode found = StreamSupport.stream(presets.spliterator(), false)
        .filter(one -> one.path("preset").asText().equals(preset)).findFirst()
        .orElseThrow(() -> new UserError("There is no preset " + preset + "; there is "
            + String.join(", ", presets.findValuesAsText("preset")) + "."));
    ObjectNode body = StudyApi.JSON.createObjectNode().put("study", preset);
    body.set("settings", found.get("settings"));
    return body;
  }

  private ObjectNode fromFile() {
    JsonNode json;
    try {
      json = StudyApi.JSON.readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException e) {
      throw new UserError("The file " + file + " is no JSON (" + e.getOriginalMessage() + "): correct line "
          + e.getLocation().getLineNr() + ".", e);
    } catch (IOException e) {
      throw new UserError("The file " + file + " cannot be read: correct its name.", e);
    }
    if (!json.isObject() || json.has("settings") && !json.get("settings").isObject()) {
      throw new UserError("The file " + file + " holds no settings of a study: write a JSON object, as `gan study "
          + "show` prints it.");
    }
    return json.has("settings") ? (ObjectNode) json : StudyApi.JSON.createObjectNode().set("settings", json);
  }

  private void choose(JsonNode arm) {
    if (checkpoint != null) {
      ((ObjectNode) arm).put("checkpoint", checkpoint);
    }
    if (run != null) {
      ((ObjectNode) arm).put("run", run);
    }
  }

  /** Numbers, true, false, null, lists and objects as JSON has them; anything else is a text. */
  private static void set(ObjectNode settings, String key, String value) {
    ObjectNode at = settings;
    String[] steps = key.split("\\.");
    for (int i = 0; i < steps.length - 1; i++) {
      at = at.path(steps[i]).isObject() ? (ObjectNode) at.get(steps[i]) : at.putObject(steps[i]);
    }
    JsonNode read;
    try {
      read = StudyApi.JSON.readTree(value);
    } catch (JsonProcessingException e) {
      read = TextNode.valueOf(value);
    }
    at.set(steps[steps.length - 1], read == null || read.isMissingNode() ? TextNode.valueOf(value) : read);
  }
}
