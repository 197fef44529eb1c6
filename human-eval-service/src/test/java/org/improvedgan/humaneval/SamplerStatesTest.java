package org.improvedgan.humaneval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import jakarta.inject.Inject;
import org.improvedgan.humaneval.page.PageTokens;
import org.improvedgan.humaneval.testing.Browser;
import org.improvedgan.humaneval.testing.FakeSampler;
import org.improvedgan.humaneval.testing.HumanEvalTest;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a rater meets while the sampler has nothing, is away or changes its mind. */
@HumanEvalTest
class SamplerStatesTest {
  FakeSampler sampler;
  @Inject
  Jdbi jdbi;
  @Inject
  PageTokens tokens;

  private final Browser rater = new Browser();

  @AfterEach
  void reset() {
    sampler.serve(FakeSampler.FIRST);
    sampler.broken(false);
  }

  @Test
  void beforeTheFirstCheckpointThePageSaysSoAndComesBack() {
    sampler.serve();
    var raters = raters();
    rater.begin().then().statusCode(503).header("Retry-After", "5").body("code", equalTo("no-checkpoint"))
        .body("message", containsString("nothing to judge yet"));
    assertThat(raters()).as("nobody is entered for waiting").isEqualTo(raters);
    sampler.serve(FakeSampler.FIRST);
    rater.begin().then().statusCode(200);
  }

  @Test
  void withoutTheSamplerOpenPagesGoOnAndNewOnesTakeTheImagesThatAreThere() {
    var open = rater.beginPage();
    sampler.broken(true);
    new Browser().begin().then().statusCode(200);
    assertThat(rater.beginPage()).isEqualTo(open);
    rater.submit(open.token(), open.images().stream().map(image -> true).toList()).then().statusCode(200);
  }

  @Test
  void anOpenPageKeepsItsCheckpointWhenANewOneComes() {
    var open = rater.beginPage();
    sampler.serve(FakeSampler.FIRST, FakeSampler.checkpoint("run-e0002", 2));
    assertThat(rater.beginPage()).isEqualTo(open);
    assertThat(checkpointOf(open.token())).isEqualTo("run-e0001");
    rater.submit(open.token(), open.images().stream().map(image -> true).toList()).then().statusCode(200);
    assertThat(checkpointOf(rater.beginPage().token())).isEqualTo("run-e0002");
  }

  @Test
  void imagesOfAnotherShapeThanTheRealOnesAreNotMixedWithThem() {
    sampler.serve(FakeSampler.FIRST.toBuilder().setCheckpointId("large").setHeight(32).setWidth(32).build());
    rater.begin().then().statusCode(503).body("message", allOf(containsString("32x32x1"), containsString("28x28x1")));
  }

  @Test
  void anUnknownDatasetIsNamed() {
    sampler.serve(FakeSampler.FIRST.toBuilder().setCheckpointId("other").setDataset("cats").build());
    rater.begin().then().statusCode(503).body("message", containsString("cats"));
  }

  private String checkpointOf(String page) {
    return jdbi.withHandle(handle -> handle.createQuery("""
        SELECT checkpoint_id FROM page JOIN session USING (session_id) JOIN pool USING (pool_id) WHERE page_id = :page""")
        .bind("page", tokens.verify(page)).mapTo(String.class).one());
  }

  private int raters() {
    return jdbi.withHandle(handle -> handle.createQuery("SELECT count(*) FROM rater").mapTo(int.class).one());
  }
}
