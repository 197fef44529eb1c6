package org.improvedgan.sampler.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.improvedgan.images.ImageGrid;
import org.improvedgan.images.Images;
import org.improvedgan.images.Png;
import org.improvedgan.inference.TestModels;
import org.improvedgan.kafka.local.LocalKafkaResource;
import org.improvedgan.sampler.SamplerClient;
import org.improvedgan.sampler.SamplerPort;
import org.improvedgan.sampler.v1.SampleRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(LocalKafkaResource.class)
@WithTestResource(SamplerPort.class)
class HttpTest {

  private SamplerClient client;
  private String checkpoint;

  @BeforeEach
  void connect() {
    client = new SamplerClient();
    checkpoint = client.serve("http-test");
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  private Response grid(String query) {
    return given().get("/grid.png?" + query);
  }

  @Test
  void aGridShowsTheImagesThatGrpcGives() {
    byte[] pixels = client.sample(SampleRequest.newBuilder().setCheckpoint(checkpoint).setSeed(7).setFirstIndex(3)
        .setCount(6).build()).get(0).getPixels().toByteArray();
    Images expected = ImageGrid.of(new Images(TestModels.DIGIT, 6, pixels), 4, 2, 3);
    Response response = grid("checkpoint=" + checkpoint + "&seed=7&first=3&count=6&columns=4&scale=3");
    response.then().statusCode(200).contentType("image/png").header("Checkpoint-Id", checkpoint);
    assertThat(Png.decode(response.asByteArray())).isEqualTo(expected);
  }

  @Test
  void aGridOfAnExplicitCheckpointMayBeCachedForEver() {
    String query = "checkpoint=" + checkpoint + "&seed=7&count=4";
    Response first = grid(query);
    first.then().statusCode(200).header("Cache-Control", containsString("max-age=31536000"))
        .header("Cache-Control", containsString("immutable"));
    String tag = first.header("ETag");
    assertThat(tag).isNotBlank();
    given().header("If-None-Match", tag).get("/grid.png?" + query).then().statusCode(304);
    given().header("If-None-Match", tag).get("/grid.png?" + query + "&scale=2").then().statusCode(200);
    assertThat(grid(query).asByteArray()).isEqualTo(first.asByteArray());
  }

  @Test
  void aGridOfTheLatestIsNeverCached() {
    grid("run=http-test&count=4").then().statusCode(200).header("Checkpoint-Id", checkpoint)
        .header("Cache-Control", containsString("no-store")).header("ETag", nullValue());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "count=0 | count must be a whole number from 1 to 1024.",
      "count=many | count must be a whole number from 1 to 1024.",
      "columns=-1 | columns must be a whole number from 1 to 1024.",
      "scale=17 | scale must be a whole number from 1 to 16.",
      "first=-1 | first must be a whole number from 0 to 9223372036854774783.",
      "seed=x | seed must be a whole number from 0 to 2^64 - 1.",
      "run=http-test&count=1024&scale=16 "
          + "| The picture would have more than 16000000 pixels; ask for a smaller count or scale."})
  void aWrongParameterIsNamed(String query, String sentence) {
    grid(query).then().statusCode(400).body("error", equalTo(sentence));
  }

  @Test
  void whatIsNotThereIsSaid() {
    grid("checkpoint=nobody-e0001").then().statusCode(404)
        .body("error", containsString("There is no checkpoint \"nobody-e0001\""));
    grid("run=nobody").then().statusCode(503).body("error", containsString("serves yet"));
  }

  @Test
  void checkpointsAreListed() {
    given().get("/api/checkpoints?run=http-test").then().statusCode(200)
        .body("size()", equalTo(1))
        .body("[0].checkpointId", equalTo(checkpoint))
        .body("[0].epoch", equalTo(1))
        .body("[0].dataset", equalTo("mnist"))
        .body("[0].createdAt", equalTo("2027-01-15T08:00:01Z"))
        .body("[0].loaded", equalTo(true));
    given().get("/api/checkpoints").then().statusCode(200).body("checkpointId", hasItem(checkpoint));
  }

  @Test
  void theGalleryHealthAndMetricsAreThere() {
    given().get("/").then().statusCode(200).contentType("text/html").body(containsString("<title>Sampler"));
    given().get("/q/health/ready").then().statusCode(200).body("status", equalTo("UP"));
    grid("run=http-test&count=1").then().statusCode(200);
    given().get("/q/metrics").then().statusCode(200).body(containsString("gan_sampler_images_total"));
  }
}
