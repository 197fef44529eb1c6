package org.improvedgan.humaneval.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;

/**
 * Reads what people write by hand. A name that means nothing is a mistake, not something to pass over, and so is a text
 * where a number belongs; the refusal names the place.
 */
public final class StrictJson {
  private static final ObjectMapper JSON = JsonMapper.builder()
      .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
          DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
      .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
      .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
      .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
      .enable(com.fasterxml.jackson.core.JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
      .build();

  private StrictJson() {
  }

  /**
   * @param text a JSON object
   * @throws Refusal that names the field and says what belongs there
   */
  public static <T> T read(String text, Class<T> type) {
    try {
      var read = JSON.readValue(text == null ? "" : text, type);
      if (read == null) {
        throw new Refusal(Reason.MALFORMED, "The request's body is empty: send a JSON object.");
      }
      return read;
    } catch (UnrecognizedPropertyException e) {
      throw refusal("There is no “" + e.getPropertyName() + "” in " + place(e.getPath().subList(0,
          e.getPath().size() - 1).stream().map(StrictJson::step).collect(Collectors.joining())) + "; there is "
          + e.getKnownPropertyIds().stream().map(String::valueOf).sorted().collect(Collectors.joining(", ")) + ".", e);
    } catch (InvalidFormatException e) {
      var wanted = e.getTargetType().isEnum() ? "one of " + Arrays.stream(e.getTargetType().getEnumConstants())
          .map(value -> value.toString().toLowerCase(Locale.ROOT)).collect(Collectors.joining(", ")) : kind(e);
      throw refusal("“" + e.getValue() + "” cannot be " + path(e) + ": write " + wanted + ".", e);
    } catch (MismatchedInputException e) {
      throw e.getPath().isEmpty()
          ? refusal("The request's body is no JSON object of the kind that is expected here.", e)
          : refusal("What stands in " + path(e) + " does not belong there: write " + kind(e) + ".", e);
    } catch (JsonMappingException e) {
      // What a record's constructor says of its values, or a name that stands there twice.
      throw refusal(e.getCause() instanceof IllegalArgumentException cause ? cause.getMessage()
          : "The request's body cannot be read: " + e.getOriginalMessage() + ".", e);
    } catch (StreamConstraintsException e) {
      throw refusal("The request's body cannot be read: it is nested too deeply, or something in it is too long.", e);
    } catch (JsonProcessingException e) {
      throw refusal("The request's body is no JSON, line " + e.getLocation().getLineNr() + ", column "
          + e.getLocation().getColumnNr() + ": " + e.getOriginalMessage() + ".", e);
    }
  }

  private static Refusal refusal(String sentence, JsonProcessingException cause) {
    return new Refusal(Reason.MALFORMED, sentence, cause);
  }

  private static String kind(MismatchedInputException e) {
    var type = e.getTargetType();
    return type == null ? "something else" : type == boolean.class || type == Boolean.class ? "true or false"
        : type == int.class || type == Integer.class || type == long.class ? "a whole number"
        : type.isPrimitive() || Number.class.isAssignableFrom(type) ? "a number" : type == String.class ? "a text"
        : Iterable.class.isAssignableFrom(type) ? "a list" : "an object";
  }

  private static String path(JsonMappingException e) {
    return place(e.getPath().stream().map(StrictJson::step).collect(Collectors.joining()));
  }

  private static String place(String steps) {
    return steps.isEmpty() ? "the request" : steps.substring(steps.startsWith(".") ? 1 : 0);
  }

  private static String step(JsonMappingException.Reference reference) {
    return reference.getFieldName() == null ? "[" + reference.getIndex() + "]" : "." + reference.getFieldName();
  }
}
