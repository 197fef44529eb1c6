package org.improvedgan.cli.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gan study power}: what a study of some size can show, and what it costs. */
@Command(name = "power", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Say what a study of some size can show, and what it costs, before anybody has judged anything.")
public final class PowerCommand implements Callable<Integer> {

  @Option(names = "--images", paramLabel = "N", defaultValue = "100",
      description = "Images that each rater judges (default: ${DEFAULT-VALUE}).")
  private int images;

  @Option(names = "--raters", paramLabel = "N", defaultValue = "30",
      description = "Raters, all arms together (default: ${DEFAULT-VALUE}).")
  private int raters;

  @Option(names = "--arms", paramLabel = "N", defaultValue = "1",
      description = "Arms that they are spread over (default: ${DEFAULT-VALUE}).")
  private int arms;

  @Option(names = "--correlation", paramLabel = "R", defaultValue = "0.01",
      description = "Of two answers of one rater, 0 to 1 (default: ${DEFAULT-VALUE}).")
  private double correlation;

  @Option(names = "--rate", paramLabel = "P", defaultValue = "0.5",
      description = "The error rate to tell another from (default: ${DEFAULT-VALUE}, people cannot tell).")
  private double rate;

  @Option(names = "--other", paramLabel = "P", defaultValue = "0.55",
      description = "The error rate to be told from it (default: ${DEFAULT-VALUE}).")
  private double other;

  @Option(names = "--platform", paramLabel = "NAME", defaultValue = "link",
      description = "link, mturk or prolific (default: ${DEFAULT-VALUE}).")
  private String platform;

  @Option(names = "--base", paramLabel = "AMOUNT", description = "What each rater earns.")
  private BigDecimal base;

  @Option(names = "--per-correct", paramLabel = "AMOUNT", defaultValue = "0",
      description = "What each right answer earns on top (default: ${DEFAULT-VALUE}).")
  private BigDecimal perCorrect;

  @Option(names = "--currency", paramLabel = "ABC", defaultValue = "USD", description = "Default: ${DEFAULT-VALUE}.")
  private String currency;

  @Option(names = "--json", description = "Print a JSON object.")
  private boolean json;

  @Mixin
  private Connection connection;

  @Override
  public Integer call() throws JsonProcessingException {
    ObjectNode question = StudyApi.JSON.createObjectNode().put("raters", raters).put("correlation", correlation)
        .put("errorRate", rate).put("otherRate", other);
    ObjectNode settings = question.putObject("settings").put("imagesPerRater", images).put("platform", platform);
    ArrayNode list = settings.putArray("arms");
    for (int i = 1; i <= arms; i++) {
      list.addObject().put("name", "arm-" + i);
    }
    if (base != null) {
      settings.putObject("payment").put("currency", currency).put("base", base).put("perCorrect", perCorrect)
          .put("budget", 0);
    }
    JsonNode report = connection.open().post("/admin/api/power", question);
    if (json) {
      StudyCommand.print(report);
    } else {
      report.path("sentences").forEach(sentence -> System.out.println(sentence.asText()));
    }
    return 0;
  }
}
