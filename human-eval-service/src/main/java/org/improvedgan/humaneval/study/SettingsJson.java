package org.improvedgan.humaneval.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;

/** {@link StudySettings} as JSON: what is left out has its default, what is unknown is refused by name. */
public final class SettingsJson {
  private static final JsonMapper MAPPER = JsonMapper.builder()
      .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
      .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
      .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
      .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
      .build();

  private SettingsJson() {
  }

  /** All fields. */
  public static String write(StudySettings settings) {
    try {
      return MAPPER.writeValueAsString(settings);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * @param json an object with any of the fields
   * @throws Refusal that names the field which is unknown or of the wrong kind
   */
  public static StudySettings read(JsonNode json) {
    if (json == null || !json.isObject()) {
      throw new Refusal(Reason.MALFORMED, "The settings of a study are a JSON object, such as {\"title\": \"…\"}.");
    }
    var whole = (ObjectNode) MAPPER.valueToTree(StudySettings.DEFAULT);
    whole.setAll((ObjectNode) json);
    if (json.path("arms").isArray()) {
      var arms = whole.putArray("arms");
      json.path("arms").forEach(arm -> arms.add(withDefaults(Arm.DEFAULT, arm, "Each of the \"arms\" is a JSON object, "
          + "such as {\"name\": \"feedback\"}.")));
    }
    if (json.has("mturk")) {
      whole.set("mturk", withDefaults(StudySettings.MTurk.DEFAULT, json.path("mturk"), "\"mturk\" is a JSON object, "
          + "such as {\"countries\": [\"US\"]}."));
    }
    try {
      return MAPPER.treeToValue(whole, StudySettings.class);
    } catch (UnrecognizedPropertyException e) {
      throw new Refusal(Reason.MALFORMED, "A study has no setting \"" + e.getPropertyName() + "\"; known here are "
          + String.join(", ", e.getKnownPropertyIds().stream().map(Object::toString).sorted().toList()) + ".");
    } catch (JsonMappingException e) {
      throw new Refusal(Reason.MALFORMED, "The setting \"" + path(e) + "\" does not have a value of the right kind.");
    } catch (JsonProcessingException e) {
      throw new Refusal(Reason.MALFORMED, "The settings are not the JSON that is expected here.");
    }
  }

  /** As {@link #read(JsonNode)}, of settings that were stored. */
  static StudySettings parse(String json) {
    try {
      return read(MAPPER.readTree(json));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode withDefaults(Object defaults, JsonNode json, String otherwise) {
    if (!json.isObject()) {
      throw new Refusal(Reason.MALFORMED, otherwise);
    }
    return ((ObjectNode) MAPPER.valueToTree(defaults)).setAll((ObjectNode) json);
  }

  private static String path(JsonMappingException e) {
    var path = new StringBuilder();
    e.getPath().forEach(step -> path.append(path.length() == 0 || step.getFieldName() == null ? "" : ".")
        .append(step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName()));
    return path.toString();
  }
}
