package org.improvedgan.humaneval;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.http.Header;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.improvedgan.humaneval.page.PageTokens;
import org.improvedgan.humaneval.testing.Browser;
import org.improvedgan.humaneval.testing.HumanEvalTest;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** Nothing but the pixels may tell a real image from a generated one. */
@HumanEvalTest
class NoLeakTest {
  /** Up to here a PNG file of this service holds signature, header, and the length and name of the data. */
  private static final int BYTES_BEFORE_DATA = 8 + 25 + 8;
  private static final int END_CHUNK = 12;

  @Inject
  Jdbi jdbi;
  @Inject
  PageTokens tokens;

  private final Browser rater = new Browser();

  @Test
  void allImagesOfAllPagesHaveTheSameHeadersAndLength() {
    var headers = new ArrayList<Map<String, String>>();
    for (var pages = 0; pages < 4; pages++) {
      var page = rater.beginPage();
      page.images().forEach(address -> headers.add(headers(given().get(address))));
      rater.submit(page.token(), Collections.nCopies(25, true));
    }
    assertThat(headers).hasSize(100).containsOnly(headers.get(0));
    assertThat(headers.get(0)).containsEntry("content-type", "image/png").containsEntry("cache-control", "no-store")
        .containsKey("content-length").doesNotContainKeys("etag", "last-modified", "content-encoding", "vary");
  }

  @Test
  void allFilesAreEqualButForTheirPixels() {
    var files = rater.beginPage().images().stream().map(address -> given().get(address).asByteArray()).toList();
    assertThat(files).allSatisfy(file -> {
      assertThat(file).hasSameSizeAs(files.get(0));
      assertThat(Arrays.copyOf(file, BYTES_BEFORE_DATA)).isEqualTo(Arrays.copyOf(files.get(0), BYTES_BEFORE_DATA));
      assertThat(Arrays.copyOfRange(file, file.length - END_CHUNK, file.length))
          .isEqualTo(Arrays.copyOfRange(files.get(0), file.length - END_CHUNK, file.length));
    });
  }

  /**
   * If all labels are turned round in the database, every answer of the service stays the same, byte for byte: so no
   * code on the way reads them before the page is submitted.
   */
  @Test
  void noAnswerDependsOnTheLabels() {
    var page = rater.beginPage();
    var before = answers(page);
    assertThat(turnLabels(page, 1)).isEqualTo(25);
    try {
      assertThat(answers(page)).isEqualTo(before);
    } finally {
      // Others are shown these images too.
      turnLabels(page, -1);
    }
  }

  @Test
  void thePageHoldsAddressesAndSizesOnly() {
    var session = rater.begin().then().extract().jsonPath();
    assertThat(session.getMap("page").keySet().stream().map(Object::toString)).containsExactlyInAnyOrder("token",
        "number", "kind", "instruction", "images", "columns", "width", "height", "exposureMillis", "exposed", "feedback",
        "expiresAt", "result");
    assertThat(session.getString("page.result")).isNull();
  }

  @Test
  void addressesAreRandomAndNeverUsedTwice() {
    var addresses = new ArrayList<String>();
    for (var pages = 0; pages < 4; pages++) {
      var page = rater.beginPage();
      addresses.addAll(page.images());
      rater.submit(page.token(), Collections.nCopies(25, true));
    }
    assertThat(addresses).doesNotHaveDuplicates().allMatch(address -> address.matches("/images/[A-Za-z0-9_-]{22}"));
    // 100 random prefixes of 24 bits: two alike have a chance of 0.03 %, three pairs alike practically none.
    assertThat(addresses.stream().map(address -> address.substring(8, 12)).distinct()).hasSizeGreaterThan(97);
  }

  private int turnLabels(Browser.PageOfImages page, int seeds) {
    return jdbi.withHandle(handle -> handle.execute("""
        UPDATE stimulus SET generated = NOT generated, source_index = 9000 - source_index, seed = seed + ?
        FROM trial WHERE trial.stimulus_id = stimulus.stimulus_id AND page_id = ?""", seeds,
        tokens.verify(page.token())));
  }

  private List<Object> answers(Browser.PageOfImages page) {
    var answers = new ArrayList<Object>();
    answers.add(rater.page(page.token()).asString());
    answers.add(rater.begin().asString());
    answers.add(rater.session().prettify());
    for (var address : page.images()) {
      var image = given().get(address);
      answers.add(headers(image));
      answers.add(image.asByteArray().length + ":" + Arrays.hashCode(image.asByteArray()));
    }
    return answers;
  }

  /** All headers of an answer but the time of day. */
  private static Map<String, String> headers(Response response) {
    var headers = new TreeMap<String, String>();
    for (Header header : response.then().statusCode(200).extract().headers()) {
      if (!header.hasSameNameAs(new Header("Date", ""))) {
        headers.put(header.getName().toLowerCase(Locale.ROOT), header.getValue());
      }
    }
    return headers;
  }
}
