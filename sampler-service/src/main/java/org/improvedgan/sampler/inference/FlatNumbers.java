package org.improvedgan.sampler.inference;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import java.io.IOException;
import java.util.Arrays;

/**
 * Reads a tensor's numbers from JSON, where they may lie in nested lists as well as in one. Straight into an array: as
 * a tree of objects a large request would take many times its size.
 */
final class FlatNumbers extends JsonDeserializer<double[]> {

  @Override
  public double[] deserialize(JsonParser json, DeserializationContext context) throws IOException {
    double[] numbers = new double[256];
    int count = 0;
    int depth = 0;
    do {
      JsonToken token = json.currentToken();
      if (token == JsonToken.START_ARRAY) {
        depth++;
      } else if (token == JsonToken.END_ARRAY) {
        depth--;
      } else if (depth > 0 && token != null && token.isNumeric()) {
        if (count == numbers.length) {
          numbers = Arrays.copyOf(numbers, 2 * count);
        }
        numbers[count++] = json.getDoubleValue();
      } else {
        return (double[]) context.handleUnexpectedToken(double[].class, json);
      }
      if (depth > 0) {
        json.nextToken();
      }
    } while (depth > 0);
    return Arrays.copyOf(numbers, count);
  }
}
