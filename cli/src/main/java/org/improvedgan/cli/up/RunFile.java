package org.improvedgan.cli.up;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code run.json} in the state folder: the training run that the system was started for, so that {@code --continue}
 * can go on with it.
 *
 * @param run id
 * @param experiment name
 * @param dataset that it trains on
 * @param epochs in all
 */
record RunFile(String run, String experiment, String dataset, int epochs) {

  static final String NAME = "run.json";
  private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** The file of a state folder; empty if there is none or it cannot be understood. */
  static Optional<RunFile> read(Path state) {
    try {
      return Optional.of(JSON.readValue(Files.readAllBytes(state.resolve(NAME)), RunFile.class));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  void write(Path state) throws IOException {
    Files.write(state.resolve(NAME), JSON.writeValueAsBytes(this));
  }
}
