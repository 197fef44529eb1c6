package org.improvedgan.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The log of a service that writes JSON lines. */
record JsonLog(List<JsonNode> lines) {

  /** The environment variable that has services write such logs. */
  static final String ON = "QUARKUS_LOG_CONSOLE_JSON_ENABLED=true";

  /** Reads a log; what Java itself says before the service begins is passed over. */
  static JsonLog read(Path file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      // A process that was killed may have left half a line.
      if (line.startsWith("{") && line.endsWith("}")) {
        lines.add(new ObjectMapper().readTree(line));
      }
    }
    return new JsonLog(lines);
  }

  /** The records that say this. */
  List<JsonNode> saying(String text) {
    return lines.stream().filter(line -> line.path("message").asText().contains(text)).toList();
  }
}
