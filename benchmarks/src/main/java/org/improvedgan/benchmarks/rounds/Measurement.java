package org.improvedgan.benchmarks.rounds;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import org.improvedgan.benchmarks.BenchmarkException;

/**
 * What one process measured; the JSON line that ours and the peer's print.
 *
 * @param experiment name of the experiment
 * @param implementation what ran it, with version
 * @param mode how it ran it
 * @param device name of the graphics card, or {@code cpu}
 * @param threads threads for one operation
 * @param iterations iterations measured, after the warm-up; where a classifier is measured, one is an image
 * @param cpuMs processor time of all threads of the process for one iteration, mean over the iterations, ms
 * @param wallMs time of one iteration, median over the iterations (of batches of images: over the batches), ms
 * @param peakResidentMib the most memory of the process that was ever resident, start and warm-up included, MiB
 * @param peakDeviceMib the most memory of the graphics card, MiB; null where it is not known
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Measurement(String experiment, String implementation, String mode, String device, int threads,
    int iterations, double cpuMs, double wallMs, double peakResidentMib, Double peakDeviceMib) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);

  /** @throws BenchmarkException if the line is no such object */
  public static Measurement parse(String line) {
    try {
      return JSON.readValue(line, Measurement.class);
    } catch (JsonProcessingException e) {
      throw new BenchmarkException("A measurement printed no result as its last line, but: " + line);
    }
  }

  public String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
