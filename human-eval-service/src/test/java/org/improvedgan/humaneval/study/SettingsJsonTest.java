package org.improvedgan.humaneval.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.study.StudySettings.Mode;
import org.improvedgan.humaneval.study.StudySettings.Platform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsJsonTest {

  @Test
  void whatIsLeftOutHasItsDefault() {
    assertThat(read("{}")).isEqualTo(StudySettings.DEFAULT);
    var settings = read("{'mode': 'single', 'platform': 'mturk',"
        + " 'arms': [{'name': 'a'}, {'feedback': false, 'name': 'b'}]}");
    assertThat(settings.mode()).isEqualTo(Mode.SINGLE);
    assertThat(settings.platform()).isEqualTo(Platform.MTURK);
    assertThat(settings.arms()).containsExactly(new Arm("a", true, 0, "latest", null, null),
        new Arm("b", false, 0, "latest", null, null));
  }

  @Test
  void settingsSurviveBeingStored() {
    var settings = read("""
        {'title': 'Best 1 %', 'gold': {'images': 4, 'mostWrong': 1}, 'qualification': {'images': 20, 'required': 0.65},
         'payment': {'currency': 'USD', 'base': 1.00, 'perCorrect': 0.02, 'budget': 100},
         'arms': [{'name': 'best', 'checkpoint': 'run-e0001', 'top': {'percent': 1, 'of': 50000}}]}""");
    assertThat(SettingsJson.parse(SettingsJson.write(settings))).isEqualTo(settings);
    assertThat(settings.payment().perCorrect()).isEqualByComparingTo(new BigDecimal("0.02"));
    assertThat(settings.allImages()).isEqualTo(124);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "{'tilte': 'x'}                    | tilte",
      "{'arms': [{'feedbak': true}]}     | feedbak",
      "{'imagesPerRater': 'many'}        | imagesPerRater",
      "{'imagesPerRater': 1.5}           | imagesPerRater",
      "{'imagesPerRater': null}          | imagesPerRater",
      "{'mode': 'video'}                 | mode",
      "{'arms': [7]}                     | arms",
      "{'payment': {'base': [1]}}        | payment.base",
      "[]                                | JSON object"})
  void whatIsUnknownOrOfTheWrongKindIsNamed(String json, String named) {
    assertThatExceptionOfType(Refusal.class).isThrownBy(() -> read(json)).withMessageContaining(named)
        .withMessageEndingWith(".");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "{'title': ''}                                        | title",
      "{'title': 'two\\nlines'}                             | title",
      "{'imagesPerRater': 0}                                | imagesPerRater",
      "{'imagesPerPage': 4, 'columns': 5}                   | columns",
      "{'qualification': {'images': 5, 'required': 0.6}}    | qualification.images",
      "{'qualification': {'images': 4, 'required': 65}}     | qualification.required",
      "{'gold': {'images': 2, 'mostWrong': 3}}              | gold.mostWrong",
      "{'arms': []}                                         | arms",
      "{'arms': [{'name': 'a'}, {'name': 'a'}]}             | named",
      "{'arms': [{'name': 'A b'}]}                          | arm's name",
      "{'arms': [{'name': 'a', 'exposureMillis': 10}]}      | exposureMillis",
      "{'arms': [{'name': 'a', 'checkpoint': '../x'}]}      | checkpoint",
      "{'arms': [{'name': 'a', 'top': {'percent': 1, 'of': 50000}}]} | latest",
      "{'arms': [{'name': 'a', 'checkpoint': 'run-e0001', 'top': {'percent': 1, 'of': 1000}}]} | poolSize",
      "{'payment': {'currency': 'USD', 'base': 1, 'perCorrect': 0.001, 'budget': 0}} | payment.perCorrect",
      "{'platform': 'mturk', 'payment': {'currency': 'EUR', 'base': 1, 'perCorrect': 0, 'budget': 0}} | USD",
      "{'completion': {'url': 'javascript:alert(1)'}}       | completion.url",
      "{'excludedStudies': ['A B']}                         | id"})
  void settingsThatCannotBeMeantAreRefusedInASentence(String json, String named) {
    assertThatExceptionOfType(Refusal.class).isThrownBy(() -> StudyCheck.check(read(json))).withMessageContaining(named)
        .withMessageEndingWith(".");
  }

  @Test
  void theDefaultsAreAllowed() {
    StudyCheck.check(StudySettings.DEFAULT);
  }

  private static StudySettings read(String json) {
    try {
      JsonNode node = new ObjectMapper().readTree(json.replace('\'', '"'));
      return SettingsJson.read(node);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
